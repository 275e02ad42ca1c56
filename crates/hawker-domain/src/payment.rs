//! How an order is paid and how far that is: an axis of its own beside the order's status.

use crate::text_enum::text_enum;

text_enum! {
    /// How the customer pays.
    PaymentMethod {
        /// At the stall's cashier.
        Cashier = "cashier",
        /// By the stall's payment QR code, with a proof.
        QrCode = "qr_code",
    }
}

text_enum! {
    /// How far the payment is.
    PaymentStatus {
        /// Nothing was paid.
        Unpaid = "unpaid",
        /// The customer handed in a proof that nobody has looked at.
        ProofSubmitted = "proof_submitted",
        /// The money is there.
        Paid = "paid",
        /// The stall did not accept the proof.
        ProofRejected = "proof_rejected",
        /// Paid, then cancelled: the customer gets it back.
        RefundDue = "refund_due",
        /// The customer got it back.
        Refunded = "refunded",
    }
}
