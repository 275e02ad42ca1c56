//! A checkout that was placed, on the wire.

use hawker_domain::event::Audience;
use hawker_domain::payment::PaymentMethod;
use hawker_domain::{CheckoutId, Currency, Money};
use hawker_store::past_checkouts::PastCheckout;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::orders::OrderBody;

/// A checkout and what has become of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PastCheckout)]
pub(super) struct PastCheckoutBody {
    id: CheckoutId,
    /// Its opaque id.
    public_id: String,
    /// The sum of its orders when it was placed, in minor units.
    total: Money,
    #[schema(value_type = String, example = "PHP")]
    currency: Currency,
    placed_at: Timestamp,
    table_number: String,
    note: Option<String>,
    payment_method: PaymentMethod,
    /// One for each stall, as they stand now.
    orders: Vec<OrderBody>,
}

impl From<PastCheckout> for PastCheckoutBody {
    fn from(checkout: PastCheckout) -> Self {
        Self {
            id: checkout.id,
            public_id: checkout.public_id,
            total: checkout.total,
            currency: checkout.currency,
            placed_at: checkout.placed_at,
            table_number: checkout.table_number,
            note: checkout.note,
            payment_method: checkout.payment_method,
            orders: OrderBody::all(checkout.orders, Audience::Customer),
        }
    }
}
