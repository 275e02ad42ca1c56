//! `POST /api/vendor/resume`: the stall takes orders again.

use axum::Json;
use axum::extract::State;
use hawker_store::vendors::Switches;

use super::body::{OwnVendorBody, switch};
use crate::app::App;
use crate::auth::Staff;
use crate::problem::{Problem, ProblemBody};

/// Take orders again.
#[utoipa::path(
    post,
    path = "/api/vendor/resume",
    tag = "vendor",
    responses(
        (status = 200, body = OwnVendorBody),
        (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn resume(
    State(app): State<App>,
    staff: Staff,
) -> Result<Json<OwnVendorBody>, Problem> {
    let switches = Switches { is_paused: Some(false), ..Switches::default() };
    switch(&app, &staff, switches).await
}
