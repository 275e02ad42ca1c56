//! `GET /api/customer/orders/{id}`: one order of the customer.

use axum::Json;
use axum::extract::State;
use hawker_domain::OrderId;
use hawker_domain::event::Audience;
use hawker_store::orders;

use crate::app::App;
use crate::auth::Customer;
use crate::http::PathId;
use crate::orders::OrderBody;
use crate::problem::{Problem, ProblemBody};

/// One order of the customer.
#[utoipa::path(
    get,
    path = "/api/customer/orders/{id}",
    tag = "customer orders",
    params(("id" = i64, Path, description = "The order")),
    responses((status = 200, body = OrderBody), (status = 404, body = ProblemBody)),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn show(
    State(app): State<App>,
    customer: Customer,
    PathId(id): PathId,
) -> Result<Json<OrderBody>, Problem> {
    let actor = customer.identity.actor();
    let found = app.read(move |tx| orders::find(tx, OrderId(id), &actor)).await?;
    let order = found.ok_or_else(Problem::not_found)?;
    Ok(Json(OrderBody::new(order, Audience::Customer)))
}
