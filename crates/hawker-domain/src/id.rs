//! Ids as types of their own, so that a vendor's id cannot be passed where an order's is meant.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// An account: a customer, a vendor's staff login or a superadmin.
    UserId;
    /// A stall.
    VendorId;
    /// Something a vendor sells.
    ProductId;
    /// An extra that belongs to one product.
    AddOnId;
    /// What a customer placed in one go, over one or several vendors.
    CheckoutId;
    /// One vendor's part of a checkout.
    OrderId;
    /// A line of a cart.
    CartLineId;
}
