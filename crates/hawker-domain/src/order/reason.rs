//! Why an order did not come to its end.

use crate::text::Text;
use crate::text_enum::text_enum;

text_enum! {
    /// The reason of a cancellation, as a code that screens translate.
    Reason {
        /// The stall cannot make it.
        CannotPrepare = "cannot_prepare",
        /// Something is used up.
        OutOfStock = "out_of_stock",
        /// Too many orders are waiting.
        TooBusy = "too_busy",
        /// The stall closes.
        Closing = "closing",
        /// The customer's remark cannot be met.
        CannotMeetNote = "cannot_meet_note",
        /// The customer did not pay.
        PaymentNotReceived = "payment_not_received",
        /// The customer asked for it.
        CustomerRequest = "customer_request",
        /// The stall did not answer in time.
        VendorTimeout = "vendor_timeout",
        /// Nobody came for it.
        NoShow = "no_show",
        /// What the text says.
        Other = "other",
    }
}

/// A reason and what was said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The code.
    pub reason: Reason,
    /// In words.
    pub text: Option<Text<255>>,
}

impl From<Reason> for Why {
    fn from(reason: Reason) -> Self {
        Self { reason, text: None }
    }
}
