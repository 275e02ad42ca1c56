//! What was ordered out of the cart is no longer in it.

use axum::http::HeaderMap;
use hawker_domain::{CartLineId, UserId};
use hawker_store::carts::{self, Owner};
use hawker_store::{Conn, StoreError};
use jiff::Timestamp;

use super::shopper;

/// The lines of a cart that a checkout was made from.
pub(crate) struct Ordered {
    lines: Vec<CartLineId>,
    /// The cart may still be that of the guest whom the customer was a moment ago.
    guest_hash: Option<String>,
}

impl Ordered {
    /// These lines, if there are any.
    pub(crate) fn of(lines: &[CartLineId], headers: &HeaderMap) -> Option<Self> {
        let lines = lines.to_vec();
        (!lines.is_empty()).then(|| Self { lines, guest_hash: shopper::guest_hash(headers) })
    }

    /// Takes them out of the customer's cart, in the transaction that places them: what was placed
    /// cannot be placed again by accident, and what was not is still there.
    pub(crate) fn take_out(
        &self,
        tx: &mut Conn,
        customer_id: UserId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if let Some(guest_hash) = &self.guest_hash {
            carts::adopt(tx, guest_hash, customer_id, now)?;
        }
        carts::remove(tx, &Owner::Customer(customer_id), &self.lines, now)
    }
}
