//! What is live of a stall or a customer, and the orders of checkouts.

use diesel::prelude::*;
use hawker_domain::order::{Order, OrderStatus};
use hawker_domain::{CheckoutId, UserId, VendorId};

use super::indexed::{is_open, of_customer};
use super::rows::{OrderRow, into_orders};
use crate::StoreError;
use crate::conn::Conn;
use crate::conn::on_backend;
use crate::schema::orders;

/// Every order of a stall that somebody still has to do something about, oldest first, however
/// many there are.
pub fn live_of_vendor(tx: &mut Conn, vendor_id: VendorId) -> Result<Vec<Order>, StoreError> {
    let rows = on_backend!(tx, |conn| orders::table
        .filter(orders::vendor_id.eq(vendor_id.0))
        .filter(is_open())
        .order(orders::id.asc())
        .select(OrderRow::as_select())
        .load(conn))?;
    into_orders(rows)
}

/// Every order of a customer that is still on its way, oldest first.
pub fn live_of_customer(tx: &mut Conn, customer_id: UserId) -> Result<Vec<Order>, StoreError> {
    let rows = on_backend!(tx, |conn| of_customer(customer_id.0)
        .filter(orders::status.eq_any(OrderStatus::OPEN.map(OrderStatus::as_str)))
        .order(orders::id.asc())
        .select(OrderRow::as_select())
        .load(conn))?;
    into_orders(rows)
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
    into_orders(rows)
}
