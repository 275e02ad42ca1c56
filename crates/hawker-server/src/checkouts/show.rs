//! `GET /api/customer/checkouts/{id}`: what a screen that follows a checkout begins with.

use axum::Json;
use axum::extract::State;
use hawker_domain::CheckoutId;
use hawker_domain::channel::Channel;
use hawker_store::{outbox, past_checkouts};
use serde::Serialize;
use utoipa::ToSchema;

use super::past::PastCheckoutBody;
use crate::app::App;
use crate::auth::Customer;
use crate::http::PathId;
use crate::problem::{Problem, ProblemBody};
use crate::realtime::Position;

/// A checkout, and where its customer's channel stood when it was read: events after `position` are
/// not in its orders yet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FollowedCheckout)]
pub(super) struct FollowedBody {
    #[serde(flatten)]
    checkout: PastCheckoutBody,
    position: Position,
}

/// One checkout of the customer, with its orders as they stand.
#[utoipa::path(
    get,
    path = "/api/customer/checkouts/{id}",
    tag = "checkouts",
    params(("id" = i64, Path, description = "The checkout")),
    responses(
        (status = 200, body = FollowedBody),
        (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn show(
    State(app): State<App>,
    customer: Customer,
    PathId(id): PathId,
) -> Result<Json<FollowedBody>, Problem> {
    let channel = Channel::CustomerOrders(customer.id);
    let read = move |tx: &mut _| {
        let checkout = past_checkouts::find(tx, CheckoutId(id), customer.id)?;
        Ok((checkout, outbox::position(tx, channel)?))
    };
    let (checkout, seq) = app.read(read).await?;
    let checkout = checkout.ok_or_else(Problem::not_found)?.into();
    Ok(Json(FollowedBody { checkout, position: Position::new(&app, channel, seq) }))
}
