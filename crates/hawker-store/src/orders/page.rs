//! All orders of a stall or a customer, page by page.

use diesel::prelude::*;
use diesel::sql_types::Text;
use hawker_domain::order::{Order, OrderStatus};
use hawker_domain::{OrderId, UserId, VendorId};
use jiff::civil::Date;

use super::indexed::of_customer;
use super::rows::{OrderRow, into_orders};
use crate::conn::on_backend;
use crate::schema::orders;
use crate::{Conn, StoreError};

diesel::define_sql_function! {
    /// `lower`, which both backends have.
    fn lower(text: Text) -> Text;
}

/// Which of a stall's orders a list has.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only those that stand there.
    pub status: Option<OrderStatus>,
    /// Only those of that business day.
    pub business_day: Option<Date>,
    /// Only those whose number, table or customer's name holds this text.
    pub search: Option<String>,
    /// Only those placed before this one.
    pub before: Option<OrderId>,
}

/// At most `limit` orders of a stall, newest first, and the id to go on before, if there are more.
///
/// They are in the order of their numbers: the index that keeps these unique serves the list too.
pub fn page(
    tx: &mut Conn,
    vendor_id: VendorId,
    filter: &Filter,
    limit: usize,
) -> Result<(Vec<Order>, Option<OrderId>), StoreError> {
    let before = match filter.before {
        None => None,
        Some(id) => match number_of(tx, vendor_id, id)? {
            None => return Ok((Vec::new(), None)),
            number => number,
        },
    };
    let pattern = filter.search.as_deref().map(contains);
    let rows = on_backend!(tx, |conn| {
        let mut query = orders::table
            .filter(orders::vendor_id.eq(vendor_id.0))
            .order((orders::business_day.desc(), orders::daily_count.desc()))
            .select(OrderRow::as_select())
            .into_boxed();
        if let Some(status) = filter.status {
            query = query.filter(orders::status.eq(status.as_str()));
        }
        if let Some(day) = filter.business_day {
            query = query.filter(orders::business_day.eq(day.to_string()));
        }
        if let Some((day, count)) = &before {
            let is_earlier = orders::business_day.lt(day).or(orders::daily_count.lt(count));
            query = query.filter(orders::business_day.le(day)).filter(is_earlier);
        }
        if let Some(pattern) = &pattern {
            let holds = lower(orders::number).like(pattern).escape('\\');
            let holds = holds.or(lower(orders::table_number).like(pattern).escape('\\'));
            query = query.filter(holds.or(lower(orders::customer_name).like(pattern).escape('\\')));
        }
        query.limit(one_more(limit)).load(conn)
    })?;
    cut(rows, limit)
}

/// At most `limit` orders of a customer, newest first, and the id to go on before, if there are
/// more.
pub fn page_of_customer(
    tx: &mut Conn,
    customer_id: UserId,
    before: Option<OrderId>,
    limit: usize,
) -> Result<(Vec<Order>, Option<OrderId>), StoreError> {
    let (checkout, before) = match before {
        None => (i64::MAX, i64::MAX),
        Some(id) => match checkout_of(tx, customer_id, id)? {
            None => return Ok((Vec::new(), None)),
            Some(checkout) => (checkout, id.0),
        },
    };
    let is_earlier = orders::checkout_id.lt(checkout).or(orders::id.lt(before));
    let rows = on_backend!(tx, |conn| of_customer(customer_id.0)
        .filter(orders::checkout_id.le(checkout))
        .filter(is_earlier)
        .order((orders::checkout_id.desc(), orders::id.desc()))
        .select(OrderRow::as_select())
        .limit(one_more(limit))
        .load(conn))?;
    cut(rows, limit)
}

/// Where a stall's order stands in its list; `None` where there is no such order.
fn number_of(
    tx: &mut Conn,
    vendor_id: VendorId,
    id: OrderId,
) -> Result<Option<(String, i64)>, StoreError> {
    Ok(on_backend!(tx, |conn| orders::table
        .find(id.0)
        .filter(orders::vendor_id.eq(vendor_id.0))
        .select((orders::business_day, orders::daily_count))
        .first(conn)
        .optional())?)
}

/// The checkout of a customer's order; `None` where there is no such order.
fn checkout_of(tx: &mut Conn, customer_id: UserId, id: OrderId) -> Result<Option<i64>, StoreError> {
    Ok(on_backend!(tx, |conn| orders::table
        .find(id.0)
        .filter(orders::customer_id.eq(customer_id.0))
        .select(orders::checkout_id)
        .first(conn)
        .optional())?)
}

fn one_more(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)
}

/// The first `limit` of `rows`, of which one more was asked for, and the last one's id where there
/// is more.
fn cut(mut rows: Vec<OrderRow>, limit: usize) -> Result<(Vec<Order>, Option<OrderId>), StoreError> {
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| has_more).map(|row| OrderId(row.id()));
    Ok((into_orders(rows)?, next))
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
