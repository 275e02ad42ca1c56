//! `PATCH /api/admin/orders/{id}/cancel`: the manager calls an accepted order off.

use axum::Json;
use axum::extract::State;
use hawker_domain::order::Move;

use crate::app::App;
use crate::auth::Superadmin;
use crate::http::{Body, PathId};
use crate::orders::{MoveRequest, OrderBody, make_move};
use crate::problem::{Problem, ProblemBody};

/// Cancel an accepted order of any stall. `reason` is required.
#[utoipa::path(
    patch,
    path = "/api/admin/orders/{id}/cancel",
    tag = "admin",
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
pub(super) async fn cancel_order(
    State(app): State<App>,
    Superadmin(identity): Superadmin,
    PathId(id): PathId,
    Body(body): Body<MoveRequest>,
) -> Result<Json<OrderBody>, Problem> {
    let wanted = Move::Cancel { why: body.why()?, restock: body.restock() };
    make_move(&app, &identity, id, wanted, body.version).await
}
