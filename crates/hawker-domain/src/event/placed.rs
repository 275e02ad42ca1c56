//! An order that was just placed, told to both sides at the same moment.

use std::ops::Deref;
use std::sync::OnceLock;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::joined;
use super::message::vendor_message;
use super::view::{Audience, OrderView};
use crate::order::Order;

/// An order as it was placed.
///
/// Its customer is answered with it and its stall is told of it, by different threads at the same
/// time, and almost all that they say of it is the same: whoever comes first makes that for both.
#[derive(Debug)]
pub struct PlacedOrder {
    order: Order,
    for_customer: OnceLock<Box<RawValue>>,
}

/// What the stall is told beyond what the customer sees.
#[derive(Serialize)]
struct ForStall<'a> {
    customer_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_by_name: Option<&'a str>,
    message: String,
}

impl PlacedOrder {
    /// `order`, which was just placed.
    pub fn new(order: Order) -> Self {
        Self { order, for_customer: OnceLock::new() }
    }

    /// What `order` was when it was placed, whatever became of it since.
    pub fn of(order: Order) -> Self {
        Self::new(order.as_placed())
    }

    /// What its customer sees: [`OrderView`].
    pub fn for_customer(&self) -> &RawValue {
        self.for_customer.get_or_init(|| {
            to_raw_value(&OrderView::new(&self.order, Audience::Customer))
                .expect("an order has nothing that JSON cannot hold")
        })
    }

    /// What the stall is told of it: [`OrderView`] and a message.
    pub(super) fn for_stall(&self) -> String {
        let more = ForStall {
            customer_name: &self.order.customer_name,
            changed_by_name: self.order.last_actor_name.as_deref(),
            message: vendor_message(&self.order),
        };
        let more = serde_json::to_string(&more).expect("names are nothing that JSON cannot hold");
        joined(self.for_customer().get(), &more)
    }
}

impl Deref for PlacedOrder {
    type Target = Order;

    fn deref(&self) -> &Order {
        &self.order
    }
}

impl PartialEq for PlacedOrder {
    fn eq(&self, other: &Self) -> bool {
        self.order == other.order
    }
}
