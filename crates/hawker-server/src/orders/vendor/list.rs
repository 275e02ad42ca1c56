//! `GET /api/vendor/orders`: the stall's orders, newest first.

use axum::Json;
use axum::extract::State;
use hawker_domain::OrderId;
use hawker_domain::event::Audience;
use hawker_domain::text::Name;
use hawker_store::orders::{self, Filter};
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::App;
use crate::auth::Staff;
use crate::http::{Page, PageQuery, Query};
use crate::orders::OrderBody;
use crate::problem::{Problem, ProblemBody};

/// Which of the stall's orders.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct FilterQuery {
    /// Only those of this status.
    #[param(value_type = Option<hawker_domain::order::OrderStatus>)]
    status: Option<String>,
    /// Only those of that business day, such as `2026-11-22`.
    #[param(format = Date)]
    business_day: Option<String>,
    /// Only those whose number, table or customer's name holds this text.
    #[param(max_length = 120)]
    search: Option<String>,
}

/// The stall's orders, newest first.
#[utoipa::path(
    get,
    path = "/api/vendor/orders",
    tag = "vendor orders",
    params(FilterQuery, PageQuery),
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
    staff: Staff,
    Query(query): Query<FilterQuery>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<OrderBody>>, Problem> {
    let (limit, before) = page.resolve()?;
    let search = Name::parse_optional(query.search.as_deref());
    let status = query.status.filter(|status| !status.is_empty());
    let status = status.map(|status| status.parse()).transpose();
    let day = query.business_day.filter(|day| !day.is_empty());
    let day = day.map(|day| day.parse::<Date>()).transpose();
    let filter = Filter {
        status: status.map_err(|error| Problem::invalid_field("status", error))?,
        business_day: day.map_err(|_| Problem::invalid_field("business_day", "must be a date"))?,
        search: search.map_err(|error| Problem::invalid_field("search", error))?.map(String::from),
        before: before.map(OrderId),
    };
    let read = move |tx: &mut _| orders::page(tx, staff.vendor_id, &filter, limit);
    let (found, next) = app.read(read).await?;
    let items = OrderBody::all(found, Audience::Vendor);
    Ok(Json(Page { items, next_cursor: next.map(|id| id.to_string()) }))
}
