//! An order as one audience may see it.

use jiff::Timestamp;
use serde::Serialize;

use crate::order::{Order, OrderLine, OrderStatus, Reason};
use crate::order_number::OrderNumber;
use crate::payment::{PaymentMethod, PaymentStatus};
use crate::permission::Party;
use crate::quote::PricedAddOn;
use crate::{CheckoutId, Currency, Money, OrderId, ProductId, UserId, VendorId};

/// Who looks at an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The customer who placed it.
    Customer,
    /// The stall's staff and the hall's manager.
    Vendor,
}

/// An order on the wire. Amounts are in minor units, times in RFC 3339.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Order))]
pub struct OrderView<'a> {
    /// Its id.
    pub id: OrderId,
    /// Its opaque id.
    pub public_id: &'a str,
    /// The pickup code, such as `B-042`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub number: &'a OrderNumber,
    /// The checkout it was placed in.
    pub checkout_id: CheckoutId,
    /// The stall.
    pub vendor_id: VendorId,
    /// The stall's name.
    pub vendor_name: &'a str,
    /// Who placed it.
    pub customer_id: UserId,
    /// The customer's name, for the stall only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_name: Option<&'a str>,
    /// Where it stands.
    pub status: OrderStatus,
    /// Counts its moves, from 1.
    pub version: i64,
    /// How it is paid.
    pub payment_method: PaymentMethod,
    /// How far the payment is.
    pub payment_status: PaymentStatus,
    /// Where the customer sits.
    pub table_number: &'a str,
    /// The customer's remark.
    pub note: Option<&'a str>,
    /// What was ordered.
    pub lines: Vec<LineView<'a>>,
    /// The sum of the lines.
    pub total: Money,
    /// What the amounts are in (ISO 4217).
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "PHP"))]
    pub currency: Currency,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// When it expires unless the stall answers.
    pub expires_at: Timestamp,
    /// When a screen of the stall first showed it.
    pub seen_at: Option<Timestamp>,
    /// When the stall accepted it.
    pub accepted_at: Option<Timestamp>,
    /// When it was last marked ready.
    pub ready_at: Option<Timestamp>,
    /// When it was handed over.
    pub completed_at: Option<Timestamp>,
    /// When it was cancelled.
    pub cancelled_at: Option<Timestamp>,
    /// Why it was cancelled.
    pub reason: Option<Reason>,
    /// Why, in words.
    pub reason_text: Option<&'a str>,
    /// Which side cancelled it.
    pub cancelled_by: Option<Party>,
    /// Which side made the last move.
    pub changed_by: Party,
    /// The name of who made it, for the stall only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_by_name: Option<&'a str>,
}

/// A line of an order on the wire.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = OrderLine))]
pub struct LineView<'a> {
    /// Which product it was.
    pub product_id: ProductId,
    /// What it was called.
    pub name: &'a str,
    /// What one portion cost without add-ons.
    pub unit_price: Money,
    /// How many portions.
    pub quantity: u32,
    /// The extras of each portion.
    pub add_ons: &'a [PricedAddOn],
    /// The customer's remark.
    pub note: Option<&'a str>,
    /// `quantity x (unit_price + add-ons)`.
    pub total: Money,
}

impl<'a> OrderView<'a> {
    /// `order` as `audience` may see it.
    pub fn new(order: &'a Order, audience: Audience) -> Self {
        let for_stall = |name: &'a str| (audience == Audience::Vendor).then_some(name);
        let is_cancelled = order.status == OrderStatus::Cancelled;
        let why = order.why.as_ref();
        let times = &order.times;
        Self {
            id: order.id,
            public_id: &order.public_id,
            number: &order.number,
            checkout_id: order.checkout_id,
            vendor_id: order.vendor_id,
            vendor_name: &order.vendor_name,
            customer_id: order.customer_id,
            customer_name: for_stall(&order.customer_name),
            status: order.status,
            version: order.version,
            payment_method: order.payment_method,
            payment_status: order.payment_status,
            table_number: &order.table_number,
            note: order.note.as_deref(),
            lines: order.lines.iter().map(LineView::new).collect(),
            total: order.total,
            currency: order.currency,
            placed_at: times.placed_at,
            expires_at: times.expires_at,
            seen_at: times.seen_at,
            accepted_at: times.accepted_at,
            ready_at: times.ready_at,
            completed_at: times.completed_at,
            cancelled_at: times.cancelled_at,
            reason: why.map(|why| why.reason),
            reason_text: why.and_then(|why| why.text.as_ref()).map(crate::text::Text::as_str),
            cancelled_by: is_cancelled.then_some(order.last_party),
            changed_by: order.last_party,
            changed_by_name: order.last_actor_name.as_deref().and_then(for_stall),
        }
    }
}

impl<'a> LineView<'a> {
    fn new(line: &'a OrderLine) -> Self {
        Self {
            product_id: line.product_id,
            name: &line.name,
            unit_price: line.unit_price,
            quantity: line.quantity,
            add_ons: &line.add_ons,
            note: line.note.as_deref(),
            total: line.total,
        }
    }
}
