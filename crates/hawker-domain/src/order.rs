//! One vendor's part of a checkout: the only thing that has a status.

mod moves;
mod reason;

use jiff::Timestamp;
use jiff::civil::Date;

pub use self::moves::{AUTO_COMPLETE_AFTER, NO_SHOW_AFTER, RECALL_WITHIN, Restock};
pub use self::moves::{Move, MoveKind, Refusal, Standing, Step, decide};
pub use self::reason::{Reason, Why};
use crate::order_number::OrderNumber;
use crate::payment::{PaymentMethod, PaymentStatus};
use crate::permission::Party;
use crate::quote::PricedAddOn;
use crate::text_enum::text_enum;
use crate::{CheckoutId, Currency, Money, OrderId, ProductId, UserId, VendorId};

text_enum! {
    /// Where an order stands.
    OrderStatus {
        /// Placed; the stall has not answered.
        Pending = "pending",
        /// The stall prepares it ("Preparing").
        Accepted = "accepted",
        /// It waits at the counter.
        ReadyForPickup = "ready_for_pickup",
        /// Handed over.
        Completed = "completed",
        /// Declined, cancelled or expired.
        Cancelled = "cancelled",
    }
}

impl OrderStatus {
    /// The statuses of an order that somebody still has to do something about.
    pub const OPEN: [Self; 3] = [Self::Pending, Self::Accepted, Self::ReadyForPickup];
}

/// An order, with its own copy of the names and prices it was sold at.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// Its opaque id, for addresses that may be passed around.
    pub public_id: String,
    /// The pickup code.
    pub number: OrderNumber,
    /// The day it is counted to.
    pub business_day: Date,
    /// The checkout it was placed in.
    pub checkout_id: CheckoutId,
    /// The stall.
    pub vendor_id: VendorId,
    /// The stall's name when it was placed.
    pub vendor_name: String,
    /// Who placed it.
    pub customer_id: UserId,
    /// The customer's name when it was placed.
    pub customer_name: String,
    /// Where it stands.
    pub status: OrderStatus,
    /// Counts its moves, from 1: what a compare-and-swap compares.
    pub version: i64,
    /// The move that led to this status.
    pub last_move: MoveKind,
    /// Which side made it.
    pub last_party: Party,
    /// The name of who made it.
    pub last_actor_name: Option<String>,
    /// How it is paid.
    pub payment_method: PaymentMethod,
    /// How far the payment is.
    pub payment_status: PaymentStatus,
    /// Where the customer sits.
    pub table_number: String,
    /// The customer's remark on the checkout.
    pub note: Option<String>,
    /// The sum of its lines.
    pub total: Money,
    /// What its amounts are in.
    pub currency: Currency,
    /// What was ordered.
    pub lines: Vec<OrderLine>,
    /// When its moves were made.
    pub times: OrderTimes,
    /// Why it was cancelled.
    pub why: Option<Why>,
}

/// When what happened to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderTimes {
    /// Placed.
    pub placed_at: Timestamp,
    /// When it expires unless the stall answers.
    pub expires_at: Timestamp,
    /// First shown on a screen of the stall.
    pub seen_at: Option<Timestamp>,
    /// Accepted.
    pub accepted_at: Option<Timestamp>,
    /// Last marked ready.
    pub ready_at: Option<Timestamp>,
    /// Handed over.
    pub completed_at: Option<Timestamp>,
    /// Cancelled.
    pub cancelled_at: Option<Timestamp>,
}

impl OrderTimes {
    /// An order placed now, that expires at `expires_at`.
    pub fn placed(placed_at: Timestamp, expires_at: Timestamp) -> Self {
        Self {
            placed_at,
            expires_at,
            seen_at: None,
            accepted_at: None,
            ready_at: None,
            completed_at: None,
            cancelled_at: None,
        }
    }

    /// The same with a move to `status` noted at `now`.
    #[must_use]
    pub fn moved(mut self, kind: MoveKind, status: OrderStatus, now: Timestamp) -> Self {
        match status {
            OrderStatus::Pending => {}
            // A recalled order keeps the moment at which it was accepted first.
            OrderStatus::Accepted if kind == MoveKind::Recall => self.ready_at = None,
            OrderStatus::Accepted => self.accepted_at = Some(now),
            OrderStatus::ReadyForPickup => self.ready_at = Some(now),
            OrderStatus::Completed => self.completed_at = Some(now),
            OrderStatus::Cancelled => self.cancelled_at = Some(now),
        }
        self
    }
}

/// One line of an order, as it was sold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLine {
    /// Which product it was.
    pub product_id: ProductId,
    /// What it was called.
    pub name: String,
    /// What one portion cost without add-ons.
    pub unit_price: Money,
    /// How many portions.
    pub quantity: u32,
    /// The extras of each portion.
    pub add_ons: Vec<PricedAddOn>,
    /// The customer's remark.
    pub note: Option<String>,
    /// What the line costs.
    pub total: Money,
}

impl Order {
    /// What a move is decided upon.
    pub fn standing(&self) -> Standing {
        Standing {
            customer_id: self.customer_id,
            vendor_id: self.vendor_id,
            status: self.status,
            version: self.version,
            last_move: self.last_move,
            last_party: self.last_party,
            expires_at: self.times.expires_at,
            ready_at: self.times.ready_at,
        }
    }

    /// The order as it was when it was placed, whatever became of it since.
    #[must_use]
    pub fn as_placed(self) -> Self {
        Self {
            status: OrderStatus::Pending,
            version: 1,
            last_move: MoveKind::Place,
            last_party: Party::Customer,
            last_actor_name: Some(self.customer_name.clone()),
            payment_status: PaymentStatus::Unpaid,
            times: OrderTimes::placed(self.times.placed_at, self.times.expires_at),
            why: None,
            ..self
        }
    }

    /// How many portions the order has.
    pub fn portions(&self) -> u64 {
        self.lines.iter().map(|line| u64::from(line.quantity)).sum()
    }
}
