//! `POST /api/vendor/orders/{id}/seen`: a screen of the stall shows the order.

use axum::Json;
use axum::extract::State;
use hawker_domain::OrderId;
use hawker_domain::event::Audience;
use hawker_store::orders;

use crate::app::App;
use crate::auth::Staff;
use crate::http::PathId;
use crate::orders::OrderBody;
use crate::problem::{Problem, ProblemBody};

/// Report that a screen shows a pending order. The customer is told the first time.
#[utoipa::path(
    post,
    path = "/api/vendor/orders/{id}/seen",
    tag = "vendor orders",
    params(("id" = i64, Path, description = "The order")),
    responses((status = 200, body = OrderBody), (status = 404, body = ProblemBody)),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn seen(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId,
) -> Result<Json<OrderBody>, Problem> {
    let (actor, now) = (staff.identity.actor(), app.clock.now());
    let mark = move |tx: &mut _| orders::mark_seen(tx, OrderId(id), &actor, now);
    let order = app.store.write(mark).await?;
    Ok(Json(OrderBody::new(order, Audience::Vendor)))
}
