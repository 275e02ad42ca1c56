//! `GET /api/customer/orders`: the customer's orders, newest first.

use axum::Json;
use axum::extract::State;
use hawker_domain::OrderId;
use hawker_domain::event::Audience;
use hawker_store::orders;

use crate::app::App;
use crate::auth::Customer;
use crate::http::{Page, PageQuery, Query};
use crate::orders::OrderBody;
use crate::problem::{Problem, ProblemBody};

/// The customer's orders, newest first.
#[utoipa::path(
    get,
    path = "/api/customer/orders",
    tag = "customer orders",
    params(PageQuery),
    responses(
        (status = 200, body = Page<OrderBody>),
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
) -> Result<Json<Page<OrderBody>>, Problem> {
    let (limit, before) = page.resolve()?;
    let before = before.map(OrderId);
    let read = move |tx: &mut _| orders::page_of_customer(tx, customer.id, before, limit);
    let (found, next) = app.read(read).await?;
    let items = OrderBody::all(found, Audience::Customer);
    Ok(Json(Page { items, next_cursor: next.map(|id| id.to_string()) }))
}
