//! What is announced on the channels: the whole order as its audience may see it, and a sentence
//! for a person.
//!
//! The HTTP API answers with the same [`OrderView`], so that a snapshot and an event can never
//! disagree about an order's shape.

mod compact;
mod joined;
mod message;
mod placed;
mod view;

pub use self::compact::compact;
pub use self::joined::joined;
pub use self::message::{customer_message, seen_message, vendor_message};
pub use self::placed::PlacedOrder;
pub use self::view::{Audience, LineView, OrderView};

use serde::Serialize;

use crate::channel::Channel;
use crate::order::{Order, OrderStatus};

/// An order was placed.
pub const ORDER_RECEIVED: &str = "OrderReceived";
/// An order moved.
pub const ORDER_STATUS_CHANGED: &str = "OrderStatusChanged";
/// The stall has looked at an order.
pub const ORDER_SEEN: &str = "OrderSeen";

/// A fact to announce on one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Where.
    pub channel: Channel,
    /// Its name.
    pub name: &'static str,
    /// One JSON object, without its position: that is known when it is stored.
    pub data: String,
}

#[derive(Serialize)]
struct OrderData<'a> {
    #[serde(flatten)]
    order: OrderView<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_status: Option<OrderStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new_status: Option<OrderStatus>,
    message: String,
}

/// `OrderReceived`, for the stall. It is told again whenever it is asked for: so it says nothing but
/// what a stored order keeps.
pub fn order_received(order: &PlacedOrder) -> Event {
    let channel = Channel::VendorOrders(order.vendor_id);
    Event { channel, name: ORDER_RECEIVED, data: order.for_stall() }
}

/// `OrderStatusChanged`, for the stall and for the customer.
pub fn order_status_changed(order: &Order, previous: OrderStatus) -> [Event; 2] {
    [
        for_vendor(ORDER_STATUS_CHANGED, order, Some(previous), vendor_message(order)),
        for_customer(ORDER_STATUS_CHANGED, order, Some(previous), customer_message(order)),
    ]
}

/// `OrderSeen`, for the customer who waits and for the stall's other screens.
pub fn order_seen(order: &Order) -> [Event; 2] {
    [
        for_vendor(ORDER_SEEN, order, None, seen_message(order)),
        for_customer(ORDER_SEEN, order, None, seen_message(order)),
    ]
}

fn for_vendor(
    name: &'static str,
    order: &Order,
    previous: Option<OrderStatus>,
    message: String,
) -> Event {
    let channel = Channel::VendorOrders(order.vendor_id);
    Event { channel, name, data: data(order, Audience::Vendor, previous, message) }
}

fn for_customer(
    name: &'static str,
    order: &Order,
    previous: Option<OrderStatus>,
    message: String,
) -> Event {
    let channel = Channel::CustomerOrders(order.customer_id);
    Event { channel, name, data: data(order, Audience::Customer, previous, message) }
}

fn data(
    order: &Order,
    audience: Audience,
    previous_status: Option<OrderStatus>,
    message: String,
) -> String {
    let data = OrderData {
        order: OrderView::new(order, audience),
        previous_status,
        new_status: previous_status.map(|_| order.status),
        message,
    };
    serde_json::to_string(&data).expect("an order has nothing that JSON cannot hold")
}

#[cfg(test)]
mod tests;
