//! `GET /api/customer/checkouts`: what the customer has placed, newest first.

use axum::Json;
use axum::extract::State;
use hawker_domain::CheckoutId;
use hawker_store::past_checkouts;

use super::past::PastCheckoutBody;
use crate::app::App;
use crate::auth::Customer;
use crate::http::{Page, PageQuery, Query};
use crate::problem::{Problem, ProblemBody};

/// The customer's checkouts, newest first, each with its orders.
#[utoipa::path(
    get,
    path = "/api/customer/checkouts",
    tag = "checkouts",
    params(PageQuery),
    responses(
        (status = 200, body = Page<PastCheckoutBody>),
        (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody),
        (status = 422, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn list(
    State(app): State<App>,
    customer: Customer,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<PastCheckoutBody>>, Problem> {
    let (limit, before) = page.resolve()?;
    let before = before.map(CheckoutId);
    let read = move |tx: &mut _| past_checkouts::page(tx, customer.id, before, limit);
    let (found, next) = app.read(read).await?;
    let items = found.into_iter().map(PastCheckoutBody::from).collect();
    Ok(Json(Page { items, next_cursor: next.map(|id| id.to_string()) }))
}
