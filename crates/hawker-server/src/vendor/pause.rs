//! `POST /api/vendor/pause`: the stall takes no new orders for a while.

use axum::Json;
use axum::extract::State;
use hawker_store::vendors::Switches;

use super::body::{OwnVendorBody, switch};
use crate::app::App;
use crate::auth::Staff;
use crate::problem::{Problem, ProblemBody};

/// Take no new orders until told otherwise. Orders that were placed go on.
#[utoipa::path(
    post,
    path = "/api/vendor/pause",
    tag = "vendor",
    responses(
        (status = 200, body = OwnVendorBody),
        (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn pause(
    State(app): State<App>,
    staff: Staff,
) -> Result<Json<OwnVendorBody>, Problem> {
    let switches = Switches { is_paused: Some(true), ..Switches::default() };
    switch(&app, &staff, switches).await
}
