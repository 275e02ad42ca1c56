//! Checks a password and issues what proves it from then on.

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use hawker_domain::UserId;
use hawker_domain::permission::Role;
use hawker_store::Failure;
use hawker_store::access_tokens::{self, Kind, NewToken};
use hawker_store::accounts::{self, Account};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{checked_email, secret};
use crate::app::App;
use crate::http::Peer;
use crate::problem::Problem;

/// How long a browser stays signed in: a stall's tablet for a month.
pub(super) const SESSION_LIFETIME: SignedDuration = SignedDuration::from_hours(24 * 30);
/// How long an API client's token is good.
const BEARER_LIFETIME: SignedDuration = SignedDuration::from_hours(24 * 365);

/// An account and its password.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Credentials {
    /// The address that the account signs in with.
    pub email: String,
    /// The password.
    #[schema(format = Password)]
    pub password: String,
}

/// An account on the wire.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UserBody {
    user: User,
}

#[derive(Debug, Serialize, ToSchema)]
struct User {
    id: i64,
    name: String,
    email: String,
    role: Role,
    /// The stall, for staff.
    vendor_id: Option<i64>,
}

impl From<&Account> for UserBody {
    fn from(account: &Account) -> Self {
        let user = User {
            id: account.id.0,
            name: account.name.clone(),
            email: account.email.clone(),
            role: account.role,
            vendor_id: account.vendor_id.map(|id| id.0),
        };
        Self { user }
    }
}

/// An account, and the password that was proven for it.
pub(super) struct Proven {
    /// The account.
    pub account: Account,
    /// The hash that its password was right for.
    pub password_hash: String,
}

/// The account that `credentials` are right for.
pub(super) async fn check(
    app: &App,
    peer: &Peer,
    credentials: Credentials,
) -> Result<Proven, Problem> {
    let email = credentials.email.trim().to_lowercase();
    if let Some(wait) = app.login_throttle.wait(peer.ip, &email, app.clock.now()) {
        return Err(too_many(wait));
    }
    let (account, hash) = find(app, &email).await?.unzip();
    let hash = hash.flatten();
    let is_right = app.passwords.verify(credentials.password, hash.clone()).await?;
    match account.zip(hash) {
        Some((account, password_hash)) if is_right => {
            app.login_throttle.succeeded(peer.ip, &email);
            if account.is_active { Ok(Proven { account, password_hash }) } else { Err(inactive()) }
        }
        _ => {
            app.login_throttle.failed(peer.ip, &email, app.clock.now());
            Err(wrong_credentials())
        }
    }
}

/// The account that signs in with `email`. What is no address is no account's, and not every
/// database can even be asked for it: PostgreSQL's texts hold no NUL.
async fn find(app: &App, email: &str) -> Result<Option<(Account, Option<String>)>, Problem> {
    match checked_email(email) {
        Ok(email) => app.read(move |tx| accounts::find_by_email(tx, &email)).await,
        Err(_) => Ok(None),
    }
}

/// Issues a token to whoever proved the account's password, and answers its secret: the only time
/// it is seen. A password that was changed since it was proven proves nothing.
pub(super) async fn issue(
    app: &App,
    proven: &Proven,
    kind: Kind,
    name: String,
) -> Result<String, Problem> {
    let draft = Draft::draw(app, kind, name);
    let token = draft.token_of(proven.account.id);
    let (password_hash, now) = (proven.password_hash.clone(), app.clock.now());
    let insert = move |tx: &mut _| {
        if !accounts::hold_password(tx, token.user_id, &password_hash)? {
            return Err(Failure::Refused(PasswordChanged));
        }
        Ok(access_tokens::insert(tx, &token, now)?)
    };
    app.store.write(insert).await?;
    Ok(draft.secret)
}

/// A token that has been drawn and is not issued yet.
pub(super) struct Draft {
    secret: String,
    kind: Kind,
    name: String,
    expires_at: Timestamp,
}

impl Draft {
    /// A token for the program or browser that `name` tells.
    pub(super) fn draw(app: &App, kind: Kind, name: String) -> Self {
        let lifetime = match kind {
            Kind::Session => SESSION_LIFETIME,
            Kind::Bearer => BEARER_LIFETIME,
        };
        let expires_at = app.clock.now() + lifetime;
        Self { secret: secret::draw(&app.chance), kind, name, expires_at }
    }

    /// What its holder proves it by.
    pub(super) fn secret(&self) -> &str {
        &self.secret
    }

    /// What is kept of it, as a token of `user_id`.
    pub(super) fn token_of(&self, user_id: UserId) -> NewToken {
        NewToken {
            user_id,
            kind: self.kind,
            name: self.name.clone(),
            secret_hash: secret::hash(&self.secret),
            expires_at: self.expires_at,
        }
    }
}

/// The password was changed since it was proven.
struct PasswordChanged;

impl From<PasswordChanged> for Problem {
    fn from(_: PasswordChanged) -> Self {
        wrong_credentials()
    }
}

fn wrong_credentials() -> Problem {
    let title = "No account has this address and password";
    Problem::new(StatusCode::UNAUTHORIZED, "wrong_credentials", title)
}

pub(super) fn inactive() -> Problem {
    Problem::forbidden("inactive", "This account or its stall is switched off")
}

/// Whoever has done something too often may do it again after `wait`.
pub(crate) fn too_many(wait: SignedDuration) -> Problem {
    let begun_second = i64::from(wait.subsec_nanos() > 0);
    let seconds = (wait.as_secs() + begun_second).max(1);
    let title = "Too many attempts; try again later";
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", title)
        .with_header(RETRY_AFTER, HeaderValue::from(seconds))
}
