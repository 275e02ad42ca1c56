//! `POST /api/auth/password`: somebody who knows the password sets another.

use axum::extract::State;
use axum::http::StatusCode;
use hawker_store::{Failure, access_tokens, accounts, password_links};
use serde::Deserialize;
use utoipa::ToSchema;

use super::end_sessions::end_sessions;
use super::issue::too_many;
use super::{Identity, checked_password};
use crate::app::App;
use crate::http::{Body, Peer};
use crate::problem::{Problem, ProblemBody};

/// The password as it is, and as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct PasswordChange {
    #[schema(format = Password)]
    current_password: String,
    /// At least 8 characters.
    #[schema(format = Password, min_length = 8)]
    new_password: String,
}

/// Change one's own password. The session or token that asks stays; all others of the account end,
/// and so do links that would set its password.
#[utoipa::path(
    post,
    path = "/api/auth/password",
    tag = "auth",
    request_body = PasswordChange,
    responses(
        (status = 204),
        (status = 401, body = ProblemBody),
        (status = 422, body = ProblemBody, description = "Also where `current_password` is wrong"),
        (status = 429, body = ProblemBody, description = "`too_many_attempts`, with `Retry-After`"),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn change_password(
    State(app): State<App>,
    identity: Identity,
    peer: Peer,
    Body(body): Body<PasswordChange>,
) -> Result<StatusCode, Problem> {
    let new = checked_password(&body.new_password)
        .map_err(|error| Problem::invalid_field("new_password", error))?;
    let current = proven(&app, &identity, &peer, body.current_password).await?;
    let new = app.passwords.hash(new).await?;
    let (id, spared) = (identity.account.id, Some(identity.token));
    let change = move |tx: &mut _| {
        if !accounts::change_password_hash(tx, id, &current, &new)? {
            return Err(Failure::Refused(Overtaken));
        }
        password_links::revoke_all(tx, id)?;
        Ok(access_tokens::revoke_all(tx, id, spared)?)
    };
    let ended = app.store.write(change).await?;
    end_sessions(&app, &ended).await;
    Ok(StatusCode::NO_CONTENT)
}

/// The hash that `current` is right for. A wrong one counts as it does for signing in: a browser
/// that somebody left open is no place to guess at.
async fn proven(
    app: &App,
    identity: &Identity,
    peer: &Peer,
    current: String,
) -> Result<String, Problem> {
    let (id, email) = (identity.account.id, &identity.account.email);
    if let Some(wait) = app.login_throttle.wait(peer.ip, email, app.clock.now()) {
        return Err(too_many(wait));
    }
    let hash = app.read(move |tx| accounts::find_password_hash(tx, id)).await?;
    if app.passwords.verify(current, hash.clone()).await?
        && let Some(hash) = hash
    {
        app.login_throttle.succeeded(peer.ip, email);
        return Ok(hash);
    }
    app.login_throttle.failed(peer.ip, email, app.clock.now());
    Err(wrong())
}

fn wrong() -> Problem {
    Problem::invalid_field("current_password", "is not the password of this account")
}

/// Somebody else changed the password since it was proven.
struct Overtaken;

impl From<Overtaken> for Problem {
    fn from(_: Overtaken) -> Self {
        wrong()
    }
}
