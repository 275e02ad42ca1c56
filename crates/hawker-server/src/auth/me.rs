//! `GET /api/auth/me`: who the caller is.

use axum::Json;

use super::Identity;
use super::issue::UserBody;
use crate::problem::ProblemBody;

/// Who is signed in.
#[utoipa::path(
    get,
    path = "/api/auth/me",
    tag = "auth",
    responses((status = 200, body = UserBody), (status = 401, body = ProblemBody)),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn me(identity: Identity) -> Json<UserBody> {
    Json(UserBody::from(&identity.account))
}
