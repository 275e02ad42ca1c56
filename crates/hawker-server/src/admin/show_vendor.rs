//! `GET /api/admin/vendors/{id}`: one stall.

use axum::Json;
use axum::extract::State;
use hawker_domain::VendorId;
use hawker_store::vendors;

use super::vendor_body::ManagedVendor;
use crate::app::App;
use crate::auth::Superadmin;
use crate::http::PathId;
use crate::problem::{Problem, ProblemBody};

/// One stall with its staff.
#[utoipa::path(
    get,
    path = "/api/admin/vendors/{id}",
    tag = "admin",
    operation_id = "show_managed_vendor",
    params(("id" = i64, Path, description = "The stall")),
    responses(
        (status = 200, body = ManagedVendor),
        (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn show_vendor(
    State(app): State<App>,
    _: Superadmin,
    PathId(id): PathId,
) -> Result<Json<ManagedVendor>, Problem> {
    let found = app.read(move |tx| vendors::find_listed(tx, VendorId(id))).await?;
    Ok(Json(found.ok_or_else(Problem::not_found)?.into()))
}
