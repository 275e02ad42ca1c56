//! `GET /api/vendor/orders/live`: what a stall's screen begins with.

use axum::Json;
use axum::extract::State;
use hawker_domain::channel::Channel;
use hawker_domain::event::Audience;
use hawker_store::{orders, outbox};

use crate::app::App;
use crate::auth::Staff;
use crate::orders::{LiveOrders, OrderBody};
use crate::problem::{Problem, ProblemBody};
use crate::realtime::Position;

/// Every pending, accepted and ready order of the stall, and where its channel stands.
#[utoipa::path(
    get,
    path = "/api/vendor/orders/live",
    tag = "vendor orders",
    responses(
        (status = 200, body = LiveOrders),
        (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn live(
    State(app): State<App>,
    staff: Staff,
) -> Result<Json<LiveOrders>, Problem> {
    let channel = Channel::VendorOrders(staff.vendor_id);
    let read = move |tx: &mut _| {
        Ok((orders::live_of_vendor(tx, staff.vendor_id)?, outbox::position(tx, channel)?))
    };
    let (live, seq) = app.read(read).await?;
    let orders = OrderBody::all(live, Audience::Vendor);
    Ok(Json(LiveOrders { orders, position: Position::new(&app, channel, seq) }))
}
