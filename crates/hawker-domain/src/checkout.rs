//! What a customer places in one go: one to many vendors, one table, one idempotency key.

use crate::Money;
use crate::payment::PaymentMethod;
use crate::quote::RequestedLine;
use crate::text::{Note, TableNumber};

/// A checkout as the customer asks for it, checked field by field but not yet against the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestedCheckout {
    /// Where the customer sits.
    pub table_number: TableNumber,
    /// How the customer will pay.
    pub payment_method: PaymentMethod,
    /// A remark for every stall.
    pub note: Option<Note>,
    /// The total that the customer saw and agreed to.
    pub expected_total: Money,
    /// What is ordered.
    pub lines: Vec<RequestedLine>,
}
