//! `GET /api/vendor/orders/{id}/history`: what happened to an order of the stall.

use axum::Json;
use axum::extract::State;
use hawker_domain::event::Audience;

use crate::app::App;
use crate::auth::Staff;
use crate::http::{Page, PageQuery, PathId, Query};
use crate::orders::history::{self, HistoryBody};
use crate::problem::{Problem, ProblemBody};

/// What happened to the order, oldest step first.
#[utoipa::path(
    get,
    path = "/api/vendor/orders/{id}/history",
    tag = "vendor orders",
    params(("id" = i64, Path, description = "The order"), PageQuery),
    responses((status = 200, body = Page<HistoryBody>), (status = 404, body = ProblemBody)),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn show_history(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<HistoryBody>>, Problem> {
    history::page(&app, staff.identity, Audience::Vendor, id, query).await
}
