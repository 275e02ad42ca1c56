//! `GET /api/customer/orders/live`: what a customer's screen begins with.

use axum::Json;
use axum::extract::State;
use hawker_domain::channel::Channel;
use hawker_domain::event::Audience;
use hawker_store::{orders, outbox};

use crate::app::App;
use crate::auth::Customer;
use crate::orders::{LiveOrders, OrderBody};
use crate::problem::{Problem, ProblemBody};
use crate::realtime::Position;

/// Every order of the customer that is still on its way, and where their channel stands.
#[utoipa::path(
    get,
    path = "/api/customer/orders/live",
    tag = "customer orders",
    responses(
        (status = 200, body = LiveOrders),
        (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn live(
    State(app): State<App>,
    customer: Customer,
) -> Result<Json<LiveOrders>, Problem> {
    let channel = Channel::CustomerOrders(customer.id);
    let read = move |tx: &mut _| {
        Ok((orders::live_of_customer(tx, customer.id)?, outbox::position(tx, channel)?))
    };
    let (live, seq) = app.read(read).await?;
    let orders = OrderBody::all(live, Audience::Customer);
    Ok(Json(LiveOrders { orders, position: Position::new(&app, channel, seq) }))
}
