//! `GET /api/admin/vendors`: every stall of the hall.

use axum::Json;
use axum::extract::State;
use hawker_domain::VendorId;
use hawker_store::vendors::{self, Filter};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::vendor_body::ManagedVendor;
use crate::app::App;
use crate::auth::Superadmin;
use crate::http::{Page, PageQuery, Query};
use crate::problem::{Problem, ProblemBody};

/// How a stall stands.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum VendorStatus {
    /// Switched on and not paused.
    Open,
    /// Switched on and paused.
    Paused,
    /// Switched off.
    Inactive,
}

/// Which stalls.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct VendorsQuery {
    /// Only those that stand so.
    #[param(inline, value_type = Option<VendorStatus>)]
    status: Option<String>,
}

/// Every stall of the hall with its staff, in the order in which they came.
#[utoipa::path(
    get,
    path = "/api/admin/vendors",
    tag = "admin",
    params(VendorsQuery, PageQuery),
    responses(
        (status = 200, body = Page<ManagedVendor>),
        (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody),
        (status = 422, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn list_vendors(
    State(app): State<App>,
    _: Superadmin,
    Query(query): Query<VendorsQuery>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<ManagedVendor>>, Problem> {
    let (limit, after) = page.resolve()?;
    let after = after.map(VendorId);
    let filter = Filter { after, ..filter(query.status.as_deref())? };
    let (found, next) = app.read(move |tx| vendors::page(tx, &filter, limit)).await?;
    let items = found.into_iter().map(ManagedVendor::from).collect();
    Ok(Json(Page { items, next_cursor: next.map(|id| id.to_string()) }))
}

fn filter(status: Option<&str>) -> Result<Filter, Problem> {
    let standing = |is_active, is_paused| Filter { is_active, is_paused, after: None };
    match status {
        None | Some("") => Ok(Filter::default()),
        Some("open") => Ok(standing(Some(true), Some(false))),
        Some("paused") => Ok(standing(Some(true), Some(true))),
        Some("inactive") => Ok(standing(Some(false), None)),
        Some(_) => Err(Problem::invalid_field("status", "must be one of open, paused, inactive")),
    }
}
