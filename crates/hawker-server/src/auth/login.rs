//! `POST /api/auth/login`: a browser signs in.

use axum::Json;
use axum::extract::State;
use axum_extra::extract::CookieJar;
use hawker_store::access_tokens::Kind;

use super::cookie;
use super::issue::{Credentials, UserBody, check, issue};
use crate::app::App;
use crate::http::{Body, Peer};
use crate::problem::{Problem, ProblemBody};

/// Sign in with a browser.
#[utoipa::path(
    post,
    path = "/api/auth/login",
    tag = "auth",
    request_body = Credentials,
    responses(
        (status = 200, body = UserBody, description = "Signed in, with the session's cookie"),
        (status = 401, body = ProblemBody, description = "`wrong_credentials`"),
        (status = 403, body = ProblemBody, description = "`inactive`"),
        (status = 422, body = ProblemBody),
        (status = 429, body = ProblemBody, description = "`too_many_attempts`, with `Retry-After`"),
    )
)]
pub(super) async fn login(
    State(app): State<App>,
    peer: Peer,
    jar: CookieJar,
    Body(credentials): Body<Credentials>,
) -> Result<(CookieJar, Json<UserBody>), Problem> {
    let proven = check(&app, &peer, credentials).await?;
    let secret = issue(&app, &proven, Kind::Session, "browser".to_owned()).await?;
    Ok((cookie::set(jar, secret, &peer, &app), Json(UserBody::from(&proven.account))))
}
