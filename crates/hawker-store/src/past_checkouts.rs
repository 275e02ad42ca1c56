//! Checkouts as they were placed, for whoever placed them, with their orders as they stand.

use std::collections::BTreeMap;

use diesel::prelude::*;
use hawker_domain::order::Order;
use hawker_domain::payment::PaymentMethod;
use hawker_domain::{CheckoutId, Currency, Money, UserId};
use jiff::Timestamp;

use crate::conn::on_backend;
use crate::orders;
use crate::schema::checkouts;
use crate::{Conn, StoreError};

/// A checkout and what has become of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PastCheckout {
    /// Its id.
    pub id: CheckoutId,
    /// Its opaque id.
    pub public_id: String,
    /// Where the customer sits.
    pub table_number: String,
    /// How it is paid.
    pub payment_method: PaymentMethod,
    /// The customer's remark.
    pub note: Option<String>,
    /// The sum of its orders.
    pub total: Money,
    /// What its amounts are in.
    pub currency: Currency,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// One for each stall.
    pub orders: Vec<Order>,
}

/// The checkout, if there is one of that id that this customer placed.
pub fn find(
    tx: &mut Conn,
    id: CheckoutId,
    customer_id: UserId,
) -> Result<Option<PastCheckout>, StoreError> {
    let row: Option<CheckoutRow> = on_backend!(tx, |conn| checkouts::table
        .find(id.0)
        .filter(checkouts::customer_id.eq(customer_id.0))
        .select(CheckoutRow::as_select())
        .first(conn)
        .optional())?;
    let Some(row) = row else { return Ok(None) };
    Ok(with_orders(tx, customer_id, vec![row])?.pop())
}

/// At most `limit` checkouts of a customer, newest first, and the id to go on before, if there are
/// more.
pub fn page(
    tx: &mut Conn,
    customer_id: UserId,
    before: Option<CheckoutId>,
    limit: usize,
) -> Result<(Vec<PastCheckout>, Option<CheckoutId>), StoreError> {
    let one_more = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let before = before.map_or(i64::MAX, |id| id.0);
    let mut rows: Vec<CheckoutRow> = on_backend!(tx, |conn| checkouts::table
        .filter(checkouts::customer_id.eq(customer_id.0))
        .filter(checkouts::id.lt(before))
        .order(checkouts::id.desc())
        .limit(one_more)
        .select(CheckoutRow::as_select())
        .load(conn))?;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| has_more).map(|row| CheckoutId(row.id));
    Ok((with_orders(tx, customer_id, rows)?, next))
}

fn with_orders(
    tx: &mut Conn,
    customer_id: UserId,
    rows: Vec<CheckoutRow>,
) -> Result<Vec<PastCheckout>, StoreError> {
    let ids: Vec<CheckoutId> = rows.iter().map(|row| CheckoutId(row.id)).collect();
    let mut orders: BTreeMap<CheckoutId, Vec<Order>> = BTreeMap::new();
    for order in orders::of_checkouts(tx, customer_id, &ids)? {
        orders.entry(order.checkout_id).or_default().push(order);
    }
    let with_orders = |row: CheckoutRow| {
        let orders = orders.remove(&CheckoutId(row.id)).unwrap_or_default();
        row.into_checkout(orders)
    };
    rows.into_iter().map(with_orders).collect()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = checkouts)]
struct CheckoutRow {
    id: i64,
    public_id: String,
}

impl CheckoutRow {
    /// What a checkout's orders have in common stands in each of them.
    fn into_checkout(self, orders: Vec<Order>) -> Result<PastCheckout, StoreError> {
        let without_orders = || StoreError::Unreadable("a checkout without orders".into());
        let any = orders.first().ok_or_else(without_orders)?;
        let total = Money::checked_sum(orders.iter().map(|order| order.total));
        Ok(PastCheckout {
            id: CheckoutId(self.id),
            public_id: self.public_id,
            table_number: any.table_number.clone(),
            payment_method: any.payment_method,
            note: any.note.clone(),
            total: total.ok_or_else(|| StoreError::Unreadable("a checkout's total".into()))?,
            currency: any.currency,
            placed_at: any.times.placed_at,
            orders,
        })
    }
}
