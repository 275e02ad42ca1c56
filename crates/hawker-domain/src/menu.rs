//! What can be ordered: vendors, their products and the add-ons of each product.

use std::collections::BTreeMap;

use crate::order_number::LetterCode;
use crate::payment::PaymentMethod;
use crate::{AddOnId, Money, ProductId, VendorId};

/// A stall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vendor {
    /// Its id.
    pub id: VendorId,
    /// The name above the counter.
    pub brand_name: String,
    /// What its order numbers begin with.
    pub letter_code: LetterCode,
    /// Whether the stall belongs to the hall at the moment.
    pub is_active: bool,
    /// Whether the stall takes no orders for a while.
    pub is_paused: bool,
    /// Whether the stall has a payment QR code, without which nobody can pay by one.
    pub has_payment_qr: bool,
}

impl Vendor {
    /// Whether a checkout may hold something of this stall now.
    pub fn takes_orders(&self) -> bool {
        self.is_active && !self.is_paused
    }

    /// Whether the stall can be paid in this way.
    pub fn takes(&self, method: PaymentMethod) -> bool {
        match method {
            PaymentMethod::Cashier => true,
            PaymentMethod::QrCode => self.has_payment_qr,
        }
    }
}

/// How many portions are left; `None` is unlimited.
pub type Stock = Option<i64>;

/// Something a vendor sells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// Whose it is.
    pub vendor_id: VendorId,
    /// Its name on the menu.
    pub name: String,
    /// What it is, in a sentence.
    pub description: Option<String>,
    /// Where on the menu it stands.
    pub category: Option<String>,
    /// The price of one, without add-ons.
    pub price: Money,
    /// How many are left.
    pub stock: Stock,
    /// Whether the stall offers it at the moment; an archived product is never offered again.
    pub is_available: bool,
}

/// An extra of one product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddOn {
    /// Its id.
    pub id: AddOnId,
    /// The product it belongs to.
    pub product_id: ProductId,
    /// Its name on the menu.
    pub name: String,
    /// The price of one, for one portion of the product.
    pub price: Money,
    /// How many of it one portion may have.
    pub max_quantity: u32,
    /// Whether the stall offers it at the moment.
    pub is_available: bool,
}

/// The part of the hall's menu that a request touches.
#[derive(Debug, Clone, Default)]
pub struct Menu {
    /// The vendors of the products below.
    pub vendors: BTreeMap<VendorId, Vendor>,
    /// The products.
    pub products: BTreeMap<ProductId, Product>,
    /// The add-ons.
    pub add_ons: BTreeMap<AddOnId, AddOn>,
}
