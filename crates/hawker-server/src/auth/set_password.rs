//! `POST /api/auth/set-password`: somebody with a link sets a password and is signed in.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use hawker_store::access_tokens::{Kind, TokenId};
use hawker_store::accounts::Account;
use hawker_store::{Conn, Failure, access_tokens, accounts, password_links};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use super::end_sessions::end_sessions;
use super::issue::{Draft, UserBody, inactive};
use super::{checked_password, cookie, secret};
use crate::app::App;
use crate::http::{Body, Peer};
use crate::problem::{FieldError, Problem, ProblemBody};

/// A link's token, and the password that the account is to have.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewPassword {
    /// What stands behind `#token=` in the link.
    token: String,
    /// At least 8 characters.
    #[schema(format = Password, min_length = 8)]
    password: String,
}

/// Set a password with the token of a link, and sign in. The link is good once; all other sessions,
/// tokens and links of the account end.
#[utoipa::path(
    post,
    path = "/api/auth/set-password",
    tag = "auth",
    request_body = NewPassword,
    responses(
        (status = 200, body = UserBody, description = "Signed in, with the session's cookie"),
        (status = 403, body = ProblemBody, description = "`inactive`; the link stays good"),
        (status = 422, body = ProblemBody, description = "`link_not_good` for the token"),
    )
)]
pub(super) async fn set_password(
    State(app): State<App>,
    peer: Peer,
    jar: CookieJar,
    Body(body): Body<NewPassword>,
) -> Result<(CookieJar, Json<UserBody>), Problem> {
    let password = checked_password(&body.password)
        .map_err(|error| Problem::invalid_field("password", error))?;
    let (token_hash, now) = (secret::hash(&body.token), app.clock.now());
    // Looked at before the work of hashing, which whoever guesses tokens does not get.
    let look = {
        let hash = token_hash.clone();
        move |tx: &mut Conn| password_links::find_owner(tx, &hash, now)
    };
    if app.read(look).await?.is_none() {
        return Err(Refusal::LinkNotGood.into());
    }
    let change = Change {
        token_hash,
        password_hash: app.passwords.hash(password).await?,
        session: Draft::draw(&app, Kind::Session, "browser".to_owned()),
        now,
    };
    let session = change.session.secret().to_owned();
    let (account, ended) = app.store.write(move |tx| change.run(tx)).await?;
    end_sessions(&app, &ended).await;
    Ok((cookie::set(jar, session, &peer, &app), Json(UserBody::from(&account))))
}

/// The transaction.
struct Change {
    token_hash: String,
    password_hash: String,
    session: Draft,
    now: Timestamp,
}

impl Change {
    fn run(&self, tx: &mut Conn) -> Result<(Account, Vec<TokenId>), Failure<Refusal>> {
        let account = password_links::take(tx, &self.token_hash, self.now)?
            .ok_or(Failure::Refused(Refusal::LinkNotGood))?;
        if !account.is_active {
            return Err(Failure::Refused(Refusal::Inactive));
        }
        accounts::set_password_hash(tx, account.id, &self.password_hash)?;
        password_links::revoke_all(tx, account.id)?;
        let ended = access_tokens::revoke_all(tx, account.id, None)?;
        access_tokens::insert(tx, &self.session.token_of(account.id), self.now)?;
        Ok((account, ended))
    }
}

/// Why no password was set.
enum Refusal {
    LinkNotGood,
    Inactive,
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::LinkNotGood => {
                let title = "This link was used or has expired; ask for a new one";
                let error = FieldError::new("token", "was used, has expired or never was");
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "link_not_good", title)
                    .with_errors(vec![error])
            }
            Refusal::Inactive => inactive(),
        }
    }
}
