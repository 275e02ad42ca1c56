//! `POST /api/customer/orders/{id}/complete`: the customer has fetched the order.

use axum::Json;
use axum::extract::State;
use hawker_domain::order::Move;

use crate::app::App;
use crate::auth::Customer;
use crate::http::{Body, PathId};
use crate::orders::{MoveRequest, OrderBody, make_move};
use crate::problem::{Problem, ProblemBody};

/// Say that an order was fetched.
#[utoipa::path(
    post,
    path = "/api/customer/orders/{id}/complete",
    tag = "customer orders",
    params(("id" = i64, Path, description = "The order")),
    request_body = MoveRequest,
    responses(
        (status = 200, body = OrderBody),
        (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody, description = "With `current_status` and `version`"),
        (status = 422, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn complete(
    State(app): State<App>,
    customer: Customer,
    PathId(id): PathId,
    Body(body): Body<MoveRequest>,
) -> Result<Json<OrderBody>, Problem> {
    make_move(&app, &customer.identity, id, Move::Complete, body.version).await
}
