//! `POST /api/customer/orders/{id}/again`: what was ordered once goes into the cart.

use axum::Json;
use axum::extract::State;
use axum_extra::extract::CookieJar;
use hawker_domain::OrderId;
use hawker_domain::again::Skipped;
use hawker_domain::order::Refusal;
use hawker_store::{Conn, Failure, carts, orders};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Customer;
use crate::cart::{CartBody, Shopper};
use crate::http::PathId;
use crate::problem::{Problem, ProblemBody};

/// The cart then, and what could not be put into it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderAgain)]
pub(super) struct AgainBody {
    cart: CartBody,
    /// What cannot be had, by the names of old, and why. An add-on that is gone is named here, and
    /// its product is in the cart without it.
    skipped: Vec<Skipped>,
}

/// Put what is still sold of an order into the cart, as it was. Nothing is ordered.
///
/// The cart then has at least what the order had: called again it changes nothing.
#[utoipa::path(
    post,
    path = "/api/customer/orders/{id}/again",
    tag = "customer orders",
    params(("id" = i64, Path, description = "The order")),
    responses(
        (status = 200, body = AgainBody),
        (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn again(
    State(app): State<App>,
    customer: Customer,
    shopper: Shopper,
    PathId(id): PathId,
) -> Result<(CookieJar, Json<AgainBody>), Problem> {
    let (actor, customer_id) = (customer.identity.actor(), customer.id);
    let put_back = move |tx: &mut Conn, _: &_, now| {
        let order = orders::find(tx, OrderId(id), &actor)?;
        let order = order.ok_or(Failure::Refused(Refusal::NotTheirs))?;
        Ok(carts::put_back(tx, customer_id, &order, now)?)
    };
    let (jar, cart, skipped) = shopper.changes(&app, put_back).await?;
    Ok((jar, Json(AgainBody { cart, skipped })))
}
