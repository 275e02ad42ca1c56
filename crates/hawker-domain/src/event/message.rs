//! The sentence that an event carries for a person.

use crate::order::{MoveKind, Order, OrderStatus, Reason};
use crate::permission::Party;

/// What the stall's screen says.
pub fn vendor_message(order: &Order) -> String {
    let number = &order.number;
    match order.status {
        OrderStatus::Pending => format!(
            "New order {number}, table {}: {}, {}",
            order.table_number,
            counted(order.portions(), "item"),
            order.currency.format(order.total),
        ),
        OrderStatus::Accepted if order.last_move == MoveKind::Recall => {
            format!("Order {number} is back in preparation")
        }
        OrderStatus::Accepted => format!("Order {number} was accepted"),
        OrderStatus::ReadyForPickup => format!("Order {number} is ready for pickup"),
        OrderStatus::Completed => format!("Order {number} is completed"),
        OrderStatus::Cancelled => match order.last_party {
            Party::Customer => format!("Order {number} was cancelled by the customer"),
            Party::System => format!("Order {number} expired: nobody answered it in time"),
            Party::Vendor if order.last_move == MoveKind::Decline => {
                format!("Order {number} was declined")
            }
            Party::Vendor | Party::Superadmin => format!("Order {number} was cancelled"),
        },
    }
}

/// What the customer's phone says.
pub fn customer_message(order: &Order) -> String {
    let (stall, number) = (&order.vendor_name, &order.number);
    match order.status {
        OrderStatus::Pending => format!("{stall} has received your order {number}"),
        OrderStatus::Accepted if order.last_move == MoveKind::Recall => {
            format!("{stall} needs a little longer for your order {number}")
        }
        OrderStatus::Accepted => format!("{stall} is preparing your order {number}"),
        OrderStatus::ReadyForPickup => format!("Your order {number} is ready at {stall}"),
        OrderStatus::Completed => format!("Your order {number} at {stall} is completed"),
        OrderStatus::Cancelled => {
            let why = order.why.as_ref().map_or("", |why| because(why.reason));
            match order.last_party {
                Party::Customer => format!("Your order {number} at {stall} is cancelled"),
                Party::Vendor if order.last_move == MoveKind::Decline => {
                    format!("{stall} cannot take your order {number}{why}")
                }
                Party::Vendor | Party::Superadmin | Party::System => {
                    format!("Your order {number} at {stall} was cancelled{why}")
                }
            }
        }
    }
}

/// What both say when the stall has looked at a new order.
pub fn seen_message(order: &Order) -> String {
    format!("{} has your order {}", order.vendor_name, order.number)
}

fn because(reason: Reason) -> &'static str {
    match reason {
        Reason::CannotPrepare => ": it cannot be prepared",
        Reason::OutOfStock => ": something is out of stock",
        Reason::TooBusy => ": the kitchen is too busy",
        Reason::Closing => ": the stall is closing",
        Reason::CannotMeetNote => ": your note cannot be met",
        Reason::PaymentNotReceived => ": no payment was received",
        Reason::CustomerRequest => ": you asked for it",
        Reason::VendorTimeout => ": the stall did not answer in time",
        Reason::NoShow => ": it was not picked up",
        Reason::Other => "",
    }
}

fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}
