//! Checks a password and issues what proves it from then on.

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use hawker_domain::permission::Role;
use hawker_store::access_tokens::{self, Kind, NewToken};
use hawker_store::accounts::{self, Account};
use jiff::SignedDuration;
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

/// The account that `credentials` are right for.
pub(super) async fn check(
    app: &App,
    peer: &Peer,
    credentials: Credentials,
) -> Result<Account, Problem> {
    let email = credentials.email.trim().to_lowercase();
    if let Some(wait) = app.login_throttle.wait(peer.ip, &email, app.clock.now()) {
        return Err(too_many(wait));
    }
    let (account, hash) = find(app, &email).await?.unzip();
    let is_right = app.passwords.verify(credentials.password, hash).await?;
    match account {
        Some(account) if is_right => {
            app.login_throttle.succeeded(peer.ip, &email);
            if account.is_active { Ok(account) } else { Err(inactive()) }
        }
        _ => {
            app.login_throttle.failed(peer.ip, &email, app.clock.now());
            let title = "No account has this address and password";
            Err(Problem::new(StatusCode::UNAUTHORIZED, "wrong_credentials", title))
        }
    }
}

/// The account that signs in with `email`. What is no address is no account's, and not every
/// database can even be asked for it: PostgreSQL's texts hold no NUL.
async fn find(app: &App, email: &str) -> Result<Option<(Account, String)>, Problem> {
    match checked_email(email) {
        Ok(email) => app.read(move |tx| accounts::find_by_email(tx, &email)).await,
        Err(_) => Ok(None),
    }
}

/// Issues a token for `account`, and answers its secret: the only time it is seen.
pub(super) async fn issue(
    app: &App,
    account: &Account,
    kind: Kind,
    name: String,
) -> Result<String, Problem> {
    let secret = secret::draw(&app.chance);
    let lifetime = match kind {
        Kind::Session => SESSION_LIFETIME,
        Kind::Bearer => BEARER_LIFETIME,
    };
    let now = app.clock.now();
    let token = NewToken {
        user_id: account.id,
        kind,
        name,
        secret_hash: secret::hash(&secret),
        expires_at: now + lifetime,
    };
    app.write(move |tx| access_tokens::insert(tx, &token, now)).await?;
    Ok(secret)
}

pub(super) fn inactive() -> Problem {
    Problem::forbidden("inactive", "This account or its stall is switched off")
}

fn too_many(wait: SignedDuration) -> Problem {
    let seconds = wait.as_secs().max(1);
    let title = "Too many wrong passwords; try again later";
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", title)
        .with_header(RETRY_AFTER, HeaderValue::from(seconds))
}
