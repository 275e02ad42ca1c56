//! `GET /api/vendor`: the stall of whoever asks.

use axum::Json;
use axum::extract::State;
use hawker_store::vendors;

use super::body::OwnVendorBody;
use crate::app::App;
use crate::auth::Staff;
use crate::problem::{Problem, ProblemBody};

/// The caller's own stall.
#[utoipa::path(
    get,
    path = "/api/vendor",
    tag = "vendor",
    responses(
        (status = 200, body = OwnVendorBody),
        (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn show(
    State(app): State<App>,
    staff: Staff,
) -> Result<Json<OwnVendorBody>, Problem> {
    let vendor = app.read(move |tx| vendors::find(tx, staff.vendor_id)).await?;
    Ok(Json(vendor.ok_or_else(Problem::not_found)?.into()))
}
