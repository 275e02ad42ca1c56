//! Orders and lines as rows, and back.

use std::collections::BTreeMap;

use diesel::prelude::*;
use hawker_domain::order::{Order, OrderLine, OrderTimes, Why};
use hawker_domain::order_number::OrderNumber;
use hawker_domain::text::Text;
use hawker_domain::{CheckoutId, Money, OrderId, ProductId, UserId, VendorId};

use super::unreadable;
use crate::conn::on_backend;
use crate::schema::{order_lines, orders};
use crate::time::{optional, timestamp};
use crate::{Conn, StoreError};

#[derive(Queryable, Selectable)]
#[diesel(table_name = orders)]
pub(super) struct OrderRow {
    id: i64,
    public_id: String,
    number: String,
    business_day: String,
    checkout_id: i64,
    vendor_id: i64,
    vendor_name: String,
    customer_id: i64,
    customer_name: String,
    status: String,
    version: i64,
    last_move: String,
    last_party: String,
    last_actor_name: Option<String>,
    payment_method: String,
    payment_status: String,
    table_number: String,
    note: Option<String>,
    total: i64,
    currency: String,
    reason: Option<String>,
    reason_text: Option<String>,
    placed_at: i64,
    expires_at: i64,
    seen_at: Option<i64>,
    accepted_at: Option<i64>,
    ready_at: Option<i64>,
    completed_at: Option<i64>,
    cancelled_at: Option<i64>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = order_lines)]
struct LineRow {
    order_id: i64,
    product_id: i64,
    name: String,
    unit_price: i64,
    quantity: i64,
    add_ons: String,
    note: Option<String>,
    total: i64,
}

/// The orders of `rows`, in the same order, with their lines.
pub(super) fn with_lines(tx: &mut Conn, rows: Vec<OrderRow>) -> Result<Vec<Order>, StoreError> {
    let mut lines: BTreeMap<i64, Vec<OrderLine>> = BTreeMap::new();
    for row in load_lines(tx, &rows)? {
        lines.entry(row.order_id).or_default().push(row.try_into()?);
    }
    let with_lines = |row: OrderRow| {
        let lines = lines.remove(&row.id).unwrap_or_default();
        row.into_order(lines)
    };
    rows.into_iter().map(with_lines).collect()
}

/// A single order is the common case, and the one whose statement SQLite can keep prepared.
fn load_lines(tx: &mut Conn, orders: &[OrderRow]) -> Result<Vec<LineRow>, StoreError> {
    let rows = match orders {
        [] => Vec::new(),
        [one] => on_backend!(tx, |conn| order_lines::table
            .filter(order_lines::order_id.eq(one.id))
            .order(order_lines::id.asc())
            .select(LineRow::as_select())
            .load(conn))?,
        many => {
            let ids: Vec<i64> = many.iter().map(|order| order.id).collect();
            on_backend!(tx, |conn| order_lines::table
                .filter(order_lines::order_id.eq_any(ids))
                .order(order_lines::id.asc())
                .select(LineRow::as_select())
                .load(conn))?
        }
    };
    Ok(rows)
}

impl OrderRow {
    pub(super) fn id(&self) -> i64 {
        self.id
    }

    fn into_order(self, lines: Vec<OrderLine>) -> Result<Order, StoreError> {
        let times = self.times()?;
        let why = self.why()?;
        Ok(Order {
            id: OrderId(self.id),
            public_id: self.public_id,
            number: OrderNumber::from_stored(self.number),
            business_day: self.business_day.parse().map_err(unreadable("orders.business_day"))?,
            checkout_id: CheckoutId(self.checkout_id),
            vendor_id: VendorId(self.vendor_id),
            vendor_name: self.vendor_name,
            customer_id: UserId(self.customer_id),
            customer_name: self.customer_name,
            status: self.status.parse().map_err(unreadable("orders.status"))?,
            version: self.version,
            last_move: self.last_move.parse().map_err(unreadable("orders.last_move"))?,
            last_party: self.last_party.parse().map_err(unreadable("orders.last_party"))?,
            last_actor_name: self.last_actor_name,
            payment_method: self
                .payment_method
                .parse()
                .map_err(unreadable("orders.payment_method"))?,
            payment_status: self
                .payment_status
                .parse()
                .map_err(unreadable("orders.payment_status"))?,
            table_number: self.table_number,
            note: self.note,
            total: Money::from_minor(self.total),
            currency: self.currency.parse().map_err(unreadable("orders.currency"))?,
            lines,
            times,
            why,
        })
    }

    fn times(&self) -> Result<OrderTimes, StoreError> {
        Ok(OrderTimes {
            placed_at: timestamp(self.placed_at)?,
            expires_at: timestamp(self.expires_at)?,
            seen_at: optional(self.seen_at)?,
            accepted_at: optional(self.accepted_at)?,
            ready_at: optional(self.ready_at)?,
            completed_at: optional(self.completed_at)?,
            cancelled_at: optional(self.cancelled_at)?,
        })
    }

    fn why(&self) -> Result<Option<Why>, StoreError> {
        let Some(reason) = &self.reason else { return Ok(None) };
        let reason = reason.parse().map_err(unreadable("orders.reason"))?;
        let text = Text::parse_optional(self.reason_text.as_deref())
            .map_err(unreadable("orders.reason_text"))?;
        Ok(Some(Why { reason, text }))
    }
}

impl TryFrom<LineRow> for OrderLine {
    type Error = StoreError;

    fn try_from(row: LineRow) -> Result<Self, StoreError> {
        Ok(Self {
            product_id: ProductId(row.product_id),
            name: row.name,
            unit_price: Money::from_minor(row.unit_price),
            quantity: row.quantity.try_into().map_err(unreadable("order_lines.quantity"))?,
            add_ons: serde_json::from_str(&row.add_ons)
                .map_err(unreadable("order_lines.add_ons"))?,
            note: row.note,
            total: Money::from_minor(row.total),
        })
    }
}
