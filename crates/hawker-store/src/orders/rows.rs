//! Orders as rows, and back.

use diesel::prelude::*;
use hawker_domain::order::{MoveKind, Order, OrderTimes, Why};
use hawker_domain::order_number::OrderNumber;
use hawker_domain::text::Text;
use hawker_domain::{CheckoutId, Money, OrderId, UserId, VendorId};

use super::unreadable;
use crate::schema::orders;
use crate::time::{optional, timestamp};
use crate::{StoreError, order_lines};

#[derive(Queryable, Selectable)]
#[diesel(table_name = orders)]
pub(crate) struct OrderRow {
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
    lines: String,
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

/// The orders of `rows`, in the same order.
pub(super) fn into_orders(rows: Vec<OrderRow>) -> Result<Vec<Order>, StoreError> {
    rows.into_iter().map(OrderRow::into_order).collect()
}

impl OrderRow {
    pub(super) fn id(&self) -> i64 {
        self.id
    }

    pub(crate) fn into_order(self) -> Result<Order, StoreError> {
        let lines = order_lines::read(&self.lines)?;
        let times = self.times()?;
        let why = self.why()?;
        let last_move = self.last_move.parse().map_err(unreadable("orders.last_move"))?;
        let last_actor_name = match last_move {
            MoveKind::Place => Some(self.customer_name.clone()),
            _ => self.last_actor_name,
        };
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
            last_move,
            last_party: self.last_party.parse().map_err(unreadable("orders.last_party"))?,
            last_actor_name,
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
