//! `POST /api/auth/logout`: takes back what the caller signed in with, and ends what it listens to.

use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use hawker_store::access_tokens;

use super::end_sessions::end_sessions;
use super::{Identity, cookie};
use crate::app::App;
use crate::problem::{Problem, ProblemBody};

/// Sign out: the session or token is no longer good, and its sockets are closed.
#[utoipa::path(
    post,
    path = "/api/auth/logout",
    tag = "auth",
    responses((status = 204), (status = 401, body = ProblemBody)),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn logout(
    State(app): State<App>,
    identity: Identity,
    jar: CookieJar,
) -> Result<(StatusCode, CookieJar), Problem> {
    let token = identity.token;
    app.write(move |tx| access_tokens::revoke(tx, token)).await?;
    end_sessions(&app, &[token]).await;
    Ok((StatusCode::NO_CONTENT, cookie::clear(jar)))
}
