//! Lists of orders: what is live, and what was, page by page.

use diesel::prelude::*;
use diesel::sql_types::Text;
use hawker_domain::order::{Order, OrderStatus};
use hawker_domain::{CheckoutId, OrderId, UserId, VendorId};
use jiff::civil::Date;

use super::indexed::is_open;
use super::rows::{OrderRow, with_lines};
use crate::StoreError;
use crate::conn::Conn;
use crate::conn::on_backend;
use crate::schema::orders;

diesel::define_sql_function! {
    /// `lower`, which both backends have.
    fn lower(text: Text) -> Text;
}

/// Which orders a list has.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of one stall.
    pub vendor_id: Option<VendorId>,
    /// Of one customer.
    pub customer_id: Option<UserId>,
    /// Only those that stand there.
    pub status: Option<OrderStatus>,
    /// Only those of that business day.
    pub business_day: Option<Date>,
    /// Only those whose number, table or customer's name holds this text.
    pub search: Option<String>,
    /// Only those placed before this one.
    pub before: Option<OrderId>,
}

/// Every order of a stall that somebody still has to do something about, oldest first, however
/// many there are.
pub fn live_of_vendor(tx: &mut Conn, vendor_id: VendorId) -> Result<Vec<Order>, StoreError> {
    let rows = on_backend!(tx, |conn| orders::table
        .filter(orders::vendor_id.eq(vendor_id.0))
        .filter(is_open())
        .order(orders::id.asc())
        .select(OrderRow::as_select())
        .load(conn))?;
    with_lines(tx, rows)
}

/// Every order of a customer that is still on its way, oldest first.
pub fn live_of_customer(tx: &mut Conn, customer_id: UserId) -> Result<Vec<Order>, StoreError> {
    let rows = on_backend!(tx, |conn| orders::table
        .filter(orders::customer_id.eq(customer_id.0))
        .filter(orders::status.eq_any(OrderStatus::OPEN.map(OrderStatus::as_str)))
        .order(orders::id.asc())
        .select(OrderRow::as_select())
        .load(conn))?;
    with_lines(tx, rows)
}

/// The orders of these checkouts of a customer, oldest first.
pub fn of_checkouts(
    tx: &mut Conn,
    customer_id: UserId,
    checkouts: &[CheckoutId],
) -> Result<Vec<Order>, StoreError> {
    let ids: Vec<i64> = checkouts.iter().map(|id| id.0).collect();
    let rows = on_backend!(tx, |conn| orders::table
        .filter(orders::customer_id.eq(customer_id.0))
        .filter(orders::checkout_id.eq_any(ids))
        .order(orders::id.asc())
        .select(OrderRow::as_select())
        .load(conn))?;
    with_lines(tx, rows)
}

/// At most `limit` orders, newest first, and the id to go on before, if there are more.
pub fn page(
    tx: &mut Conn,
    filter: &Filter,
    limit: usize,
) -> Result<(Vec<Order>, Option<OrderId>), StoreError> {
    let one_more = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let pattern = filter.search.as_deref().map(contains);
    let mut rows: Vec<OrderRow> = on_backend!(tx, |conn| {
        let mut query =
            orders::table.order(orders::id.desc()).select(OrderRow::as_select()).into_boxed();
        if let Some(id) = filter.vendor_id {
            query = query.filter(orders::vendor_id.eq(id.0));
        }
        if let Some(id) = filter.customer_id {
            query = query.filter(orders::customer_id.eq(id.0));
        }
        if let Some(status) = filter.status {
            query = query.filter(orders::status.eq(status.as_str()));
        }
        if let Some(day) = filter.business_day {
            query = query.filter(orders::business_day.eq(day.to_string()));
        }
        if let Some(id) = filter.before {
            query = query.filter(orders::id.lt(id.0));
        }
        if let Some(pattern) = &pattern {
            let holds = lower(orders::number).like(pattern).escape('\\');
            let holds = holds.or(lower(orders::table_number).like(pattern).escape('\\'));
            query = query.filter(holds.or(lower(orders::customer_name).like(pattern).escape('\\')));
        }
        query.limit(one_more).load(conn)
    })?;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| has_more).map(|row| OrderId(row.id()));
    Ok((with_lines(tx, rows)?, next))
}

/// The pattern for "holds `text`", in lower case, with the pattern's own signs taken literally.
fn contains(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
