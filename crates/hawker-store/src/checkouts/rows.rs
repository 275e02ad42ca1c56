//! The rows that a checkout is made of.

use diesel::dsl::max;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use hawker_domain::menu::Menu;
use hawker_domain::order::Order;
use hawker_domain::{CheckoutId, OrderId, UserId, VendorId};
use jiff::civil::Date;

use super::Placement;
use crate::conn::{Backend, on_backend};
use crate::schema::{checkouts, orders};
use crate::time::millis;
use crate::{Conn, StoreError, kept, order_lines};

/// A checkout's row.
#[derive(Insertable)]
#[diesel(table_name = checkouts, treat_none_as_default_value = false)]
struct NewCheckout<'a> {
    /// PostgreSQL gives one.
    #[diesel(treat_none_as_default_value = true)]
    id: Option<i64>,
    public_id: &'a str,
    customer_id: i64,
    idempotency_key: &'a str,
    request_hash: &'a str,
    device: Option<&'a str>,
}

/// Stores a checkout and claims its key; `None` where the key was claimed before.
///
/// On PostgreSQL this waits for a transaction that is claiming the same key, and finds it claimed
/// or, where that one gave up, free.
pub(super) fn insert_checkout(
    tx: &mut Conn,
    placement: &Placement<'_>,
    public_id: &str,
) -> Result<Option<CheckoutId>, StoreError> {
    let row = |id| NewCheckout {
        id,
        public_id,
        customer_id: placement.customer_id.0,
        idempotency_key: placement.idempotency_key,
        request_hash: placement.request_hash,
        device: placement.device,
    };
    let insert = diesel::insert_into(checkouts::table);
    let id = match &mut tx.backend {
        Backend::Sqlite(conn) => {
            let last = &mut tx.memory.last_checkout_id;
            let id = next_id(last, || checkouts::table.select(max(checkouts::id)).first(conn))?;
            struct Here;
            match kept::run::<Here, _>(conn, insert.values(row(Some(id)))) {
                Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => None,
                other => other.map(|()| Some(id))?,
            }
        }
        Backend::Postgres(conn) => {
            let key = (checkouts::customer_id, checkouts::idempotency_key);
            let insert = insert.values(row(None)).on_conflict(key).do_nothing();
            insert.returning(checkouts::id).get_result(conn).optional()?
        }
    };
    Ok(id.map(CheckoutId))
}

/// The id of a new row, which SQLite would number in the same way. Asking for it after each row would
/// be a statement more.
fn next_id(
    last: &mut Option<i64>,
    read_last: impl FnOnce() -> QueryResult<Option<i64>>,
) -> QueryResult<i64> {
    let id = match *last {
        Some(last) => last,
        None => read_last()?.unwrap_or_default(),
    } + 1;
    *last = Some(id);
    Ok(id)
}

/// The checkout that claimed a key.
#[derive(Queryable, Selectable)]
#[diesel(table_name = checkouts)]
pub(super) struct Claim {
    pub(super) id: i64,
    pub(super) public_id: String,
    pub(super) request_hash: String,
}

pub(super) fn find_claim(
    tx: &mut Conn,
    customer_id: UserId,
    key: &str,
) -> Result<Option<Claim>, StoreError> {
    Ok(on_backend!(tx, |conn| checkouts::table
        .filter(checkouts::customer_id.eq(customer_id.0))
        .filter(checkouts::idempotency_key.eq(key))
        .select(Claim::as_select())
        .first(conn)
        .optional())?)
}

/// How many orders a stall had on a day so far. The stall is held until the transaction ends, and
/// a rolled-back order gives its count back, so numbers neither repeat nor leave holes.
pub(super) fn last_daily_count(
    tx: &mut Conn,
    vendor_id: VendorId,
    day: Date,
) -> Result<i64, StoreError> {
    let last: Option<i64> = on_backend!(tx, |conn| orders::table
        .filter(orders::vendor_id.eq(vendor_id.0))
        .filter(orders::business_day.eq(day.to_string()))
        .order(orders::daily_count.desc())
        .select(orders::daily_count)
        .first(conn)
        .optional())?;
    Ok(last.unwrap_or_default())
}

/// A new order's row. What every new one has in common are the table's defaults, and what only later
/// moves fill in stays empty.
#[derive(Insertable)]
#[diesel(table_name = orders, treat_none_as_default_value = false)]
struct NewOrder<'a> {
    /// PostgreSQL gives one.
    #[diesel(treat_none_as_default_value = true)]
    id: Option<i64>,
    public_id: &'a str,
    number: &'a str,
    business_day: &'a str,
    daily_count: i64,
    checkout_id: i64,
    vendor_id: i64,
    vendor_name: &'a str,
    customer_id: i64,
    customer_name: &'a str,
    payment_method: &'a str,
    table_number: &'a str,
    note: Option<&'a str>,
    lines: &'a str,
    total: i64,
    currency: &'a str,
    placed_at: i64,
    expires_at: i64,
    placed_seq: i64,
}

/// Stores an order, which is its stall's `daily_count`th of the day and announced at `placed_seq`.
pub(super) fn insert_order(
    tx: &mut Conn,
    order: &Order,
    daily_count: i64,
    placed_seq: i64,
    menu: &Menu,
) -> Result<OrderId, StoreError> {
    let business_day = order.business_day.to_string();
    let lines = order_lines::stored(&order.lines, menu)?;
    let row = |id| NewOrder {
        id,
        public_id: &order.public_id,
        number: order.number.as_str(),
        business_day: &business_day,
        daily_count,
        checkout_id: order.checkout_id.0,
        vendor_id: order.vendor_id.0,
        vendor_name: &order.vendor_name,
        customer_id: order.customer_id.0,
        customer_name: &order.customer_name,
        payment_method: order.payment_method.as_str(),
        table_number: &order.table_number,
        note: order.note.as_deref(),
        lines: &lines,
        total: order.total.minor(),
        currency: order.currency.code(),
        placed_at: millis(order.times.placed_at),
        expires_at: millis(order.times.expires_at),
        placed_seq,
    };
    let insert = diesel::insert_into(orders::table);
    let id = match &mut tx.backend {
        Backend::Sqlite(conn) => {
            let last = &mut tx.memory.last_order_id;
            let id = next_id(last, || orders::table.select(max(orders::id)).first(conn))?;
            struct Here;
            kept::run::<Here, _>(conn, insert.values(row(Some(id))))?;
            id
        }
        Backend::Postgres(conn) => {
            insert.values(row(None)).returning(orders::id).get_result(conn)?
        }
    };
    Ok(OrderId(id))
}
