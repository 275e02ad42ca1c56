//! `PATCH /api/vendor/orders/{id}/cancel`: the stall calls an order off that it had taken on.

use axum::Json;
use axum::extract::State;
use hawker_domain::order::Move;

use crate::app::App;
use crate::auth::Staff;
use crate::http::{Body, PathId};
use crate::orders::{MoveRequest, OrderBody, make_move};
use crate::problem::{Problem, ProblemBody};

/// Cancel an accepted order, or one that nobody fetched within 30 minutes (`no_show`). `reason` is required.
#[utoipa::path(
    patch,
    path = "/api/vendor/orders/{id}/cancel",
    tag = "vendor orders",
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
    staff: Staff,
    PathId(id): PathId,
    Body(body): Body<MoveRequest>,
) -> Result<Json<OrderBody>, Problem> {
    let wanted = Move::Cancel { why: body.why()?, restock: body.restock() };
    make_move(&app, &staff.identity, id, wanted, body.version).await
}
