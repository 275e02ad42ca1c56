//! The orders that a checkout is split into.

use std::slice;
use std::sync::Arc;

use hawker_domain::channel::Channel;
use hawker_domain::checkout::RequestedCheckout;
use hawker_domain::event::PlacedOrder;
use hawker_domain::menu::Menu;
use hawker_domain::order::{MoveKind, Order, OrderLine, OrderStatus, OrderTimes};
use hawker_domain::order_number::OrderNumber;
use hawker_domain::payment::PaymentStatus;
use hawker_domain::permission::Party;
use hawker_domain::quote::{PricedLine, VendorQuote};
use hawker_domain::{CheckoutId, OrderId, VendorId};
use jiff::civil::Date;

use super::{Placement, rows};
use crate::outbox::{self, Fact};
use crate::{Conn, StoreError};

/// The next of the opaque ids that a placement brings.
pub(super) fn next<'a>(ids: &mut slice::Iter<'a, String>) -> Result<&'a String, StoreError> {
    ids.next().ok_or_else(|| StoreError::Unreadable("too few public ids".into()))
}

/// A checkout whose row is stored, and what its orders are made from.
pub(super) struct Checkout<'a> {
    pub(super) id: CheckoutId,
    pub(super) placement: &'a Placement<'a>,
    pub(super) request: &'a RequestedCheckout,
    pub(super) menu: &'a Menu,
}

impl Checkout<'_> {
    /// Stores one order for each stall's part, at a place of the stall's channel.
    pub(super) fn insert_orders(
        &self,
        tx: &mut Conn,
        parts: Vec<VendorQuote>,
        mut public_ids: slice::Iter<'_, String>,
    ) -> Result<Vec<Arc<PlacedOrder>>, StoreError> {
        let insert = |part| self.insert_order(tx, part, next(&mut public_ids)?);
        parts.into_iter().map(insert).collect()
    }

    fn insert_order(
        &self,
        tx: &mut Conn,
        part: VendorQuote,
        public_id: &str,
    ) -> Result<Arc<PlacedOrder>, StoreError> {
        let (placement, request) = (self.placement, self.request);
        let (hall, now) = (placement.hall, placement.now);
        let business_day = hall.business_day(now);
        let daily_count = next_daily_count(tx, part.vendor_id, business_day)?;
        let place = outbox::next_place(tx, Channel::VendorOrders(part.vendor_id))?;
        let mut order = Order {
            // Given by the database when it is inserted.
            id: OrderId(0),
            public_id: public_id.to_owned(),
            number: OrderNumber::new(&self.menu.vendors[&part.vendor_id].letter_code, daily_count),
            business_day,
            checkout_id: self.id,
            vendor_id: part.vendor_id,
            vendor_name: part.vendor_name,
            customer_id: placement.customer_id,
            customer_name: placement.customer_name.to_owned(),
            status: OrderStatus::Pending,
            version: 1,
            last_move: MoveKind::Place,
            last_party: Party::Customer,
            last_actor_name: Some(placement.customer_name.to_owned()),
            payment_method: request.payment_method,
            payment_status: PaymentStatus::Unpaid,
            table_number: request.table_number.as_str().to_owned(),
            note: request.note.as_ref().map(|note| note.as_str().to_owned()),
            total: part.subtotal,
            currency: hall.currency,
            lines: part.lines.into_iter().map(sold).collect(),
            times: OrderTimes::placed(now, now + hall.pending_expires_after),
            why: None,
        };
        order.id = rows::insert_order(tx, &order, daily_count, place.seq(), self.menu)?;
        let order = Arc::new(PlacedOrder::new(order));
        place.hand_on(tx, Fact::Placed(Arc::clone(&order)));
        Ok(order)
    }
}

/// The how manieth order of its stall and day the next one is.
fn next_daily_count(tx: &mut Conn, vendor_id: VendorId, day: Date) -> Result<i64, StoreError> {
    let last = match tx.memory.daily_count(vendor_id, day) {
        Some(last) => last,
        None => rows::last_daily_count(tx, vendor_id, day)?,
    };
    tx.memory.note_daily_count(vendor_id, day, last + 1);
    Ok(last + 1)
}

/// The line that an order keeps of a priced one.
fn sold(line: PricedLine) -> OrderLine {
    OrderLine {
        product_id: line.product_id,
        name: line.name,
        unit_price: line.unit_price,
        quantity: line.quantity,
        add_ons: line.add_ons,
        note: line.note.map(String::from),
        total: line.total,
    }
}
