//! `POST /api/auth/register`: a customer makes an account and is signed in.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use garde::Validate;
use hawker_domain::permission::Role;
use hawker_domain::text::Name;
use hawker_store::access_tokens::Kind;
use hawker_store::accounts::{self, EmailTaken, NewAccount};
use serde::Deserialize;
use utoipa::ToSchema;

use super::cookie;
use super::issue::{Proven, UserBody, issue, too_many};
use crate::app::App;
use crate::http::{Body, Fields, Peer};
use crate::problem::{FieldError, Problem, ProblemBody};

/// A customer's account that is to be made.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Registration {
    /// The customer's name, which stalls see.
    name: String,
    /// The address to sign in with.
    email: String,
    /// At least 8 characters.
    #[schema(format = Password, min_length = 8)]
    password: String,
}

/// Make a customer's account and sign in.
#[utoipa::path(
    post,
    path = "/api/auth/register",
    tag = "auth",
    request_body = Registration,
    responses(
        (status = 201, body = UserBody, description = "Made, with the session's cookie"),
        (status = 409, body = ProblemBody, description = "`email_taken`"),
        (status = 422, body = ProblemBody),
        (status = 429, body = ProblemBody, description = "`too_many_attempts`, with `Retry-After`"),
    )
)]
pub(super) async fn register(
    State(app): State<App>,
    peer: Peer,
    jar: CookieJar,
    Body(body): Body<Registration>,
) -> Result<(StatusCode, CookieJar, Json<UserBody>), Problem> {
    let now = app.clock.now();
    app.rate_limits.registrations.take(peer.ip, now).map_err(too_many)?;
    let (name, email, password) = checked(&body)?;
    let password_hash = app.passwords.hash(password).await?;
    let account = NewAccount {
        role: Role::Customer,
        name,
        email,
        password_hash: Some(password_hash.clone()),
        vendor_id: None,
    };
    let account = app.store.write(move |tx| accounts::insert(tx, &account, now)).await?;
    let proven = Proven { account, password_hash };
    let secret = issue(&app, &proven, Kind::Session, "browser".to_owned()).await?;
    let jar = cookie::set(jar, secret, &peer, &app);
    Ok((StatusCode::CREATED, jar, Json(UserBody::from(&proven.account))))
}

fn checked(body: &Registration) -> Result<(String, String, String), Problem> {
    let mut fields = Fields::default();
    let name = fields.take("name", Name::parse(&body.name));
    let email = fields.take("email", checked_email(&body.email));
    let password = fields.take("password", checked_password(&body.password));
    let all = name.zip(email).zip(password);
    fields.finish(all.map(|((name, email), password)| (name.into(), email, password)))
}

/// An address in the one spelling that is stored.
pub(crate) fn checked_email(raw: &str) -> Result<String, String> {
    #[derive(Validate)]
    struct Email<'a>(#[garde(email, length(max = 254))] &'a str);

    let email = raw.trim().to_lowercase();
    match Email(&email).validate() {
        Ok(()) => Ok(email),
        Err(_) => Err("must be an e-mail address".to_owned()),
    }
}

/// A password that is long enough, and short enough to hash.
pub(crate) fn checked_password(raw: &str) -> Result<String, &'static str> {
    match raw.chars().count() {
        0..8 => Err("must have at least 8 characters"),
        8..=200 => Ok(raw.to_owned()),
        _ => Err("must have at most 200 characters"),
    }
}

impl From<EmailTaken> for Problem {
    fn from(_: EmailTaken) -> Self {
        let title = "An account with this address exists; sign in instead";
        let error = FieldError::new("email", "is taken");
        Self::conflict("email_taken", title).with_errors(vec![error])
    }
}
