//! `POST /api/customer/orders/{id}/cancel`: the customer calls an order off that nobody has answered.

use axum::Json;
use axum::extract::State;
use hawker_domain::order::{Move, Reason, Restock};

use crate::app::App;
use crate::auth::Customer;
use crate::http::{Body, PathId};
use crate::orders::{MoveRequest, OrderBody, make_move};
use crate::problem::{Problem, ProblemBody};

/// Cancel a pending order; its portions go back.
#[utoipa::path(
    post,
    path = "/api/customer/orders/{id}/cancel",
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
pub(super) async fn cancel(
    State(app): State<App>,
    customer: Customer,
    PathId(id): PathId,
    Body(body): Body<MoveRequest>,
) -> Result<Json<OrderBody>, Problem> {
    let why = body.why_or(Some(Reason::CustomerRequest))?;
    let wanted = Move::Cancel { why, restock: Restock::GiveBack };
    make_move(&app, &customer.identity, id, wanted, body.version).await
}
