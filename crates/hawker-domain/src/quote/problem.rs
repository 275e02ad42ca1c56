//! What can be wrong with a line, and whether the customer or the menu is at odds.

use serde::Serialize;

use crate::{ProductId, VendorId};

/// A problem and the line that has it, counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineProblem {
    /// Which of the requested lines.
    pub line: usize,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = LineProblem))]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Problem {
    /// No vendor sells it.
    #[error("is not on the menu")]
    UnknownProduct,
    /// Fewer or more portions than a line may have.
    #[error("must be 1 to {}", super::MAX_QUANTITY)]
    Quantity,
    /// No product has it.
    #[error("is not on the menu")]
    UnknownAddOn {
        /// Which of the line's add-ons.
        index: usize,
    },
    /// It belongs to another product.
    #[error("does not belong to this product")]
    AddOnOfAnotherProduct {
        /// Which of the line's add-ons.
        index: usize,
    },
    /// Named twice in one line.
    #[error("is named twice in this line")]
    AddOnTwice {
        /// Which of the line's add-ons.
        index: usize,
    },
    /// Not 1 to the most that a portion may have.
    #[error("must be 1 to {max}")]
    AddOnQuantity {
        /// Which of the line's add-ons.
        index: usize,
        /// The most that one portion may have.
        max: u32,
    },
    /// The sum does not fit an amount of money.
    #[error("costs more than can be charged")]
    TooLarge,
    /// The stall is closed, paused or gone.
    #[error("{vendor_name} takes no orders at the moment")]
    VendorTakesNoOrders {
        /// Which stall.
        vendor_id: VendorId,
        /// Its name.
        vendor_name: String,
    },
    /// The stall does not offer it at the moment.
    #[error("{name} is not offered at the moment")]
    ProductUnavailable {
        /// What it is called.
        name: String,
    },
    /// The stall does not offer the extra at the moment.
    #[error("{name} is not offered at the moment")]
    AddOnUnavailable {
        /// Which of the line's add-ons.
        index: usize,
        /// What it is called.
        name: String,
    },
    /// Fewer are left than all lines together ask for.
    #[error("{name}: {available} left, {requested} requested")]
    OutOfStock {
        /// Which product.
        product_id: ProductId,
        /// What it is called.
        name: String,
        /// How many all lines ask for.
        requested: i64,
        /// How many are left.
        available: i64,
    },
}

impl Problem {
    /// The problem of line `line`.
    pub fn at(self, line: usize) -> LineProblem {
        LineProblem { line, problem: self }
    }

    /// Whether the menu changed under a request that was sound: the customer may try again with
    /// something else. All others are faults of the request itself.
    pub fn is_conflict(&self) -> bool {
        match self {
            Self::VendorTakesNoOrders { .. }
            | Self::ProductUnavailable { .. }
            | Self::AddOnUnavailable { .. }
            | Self::OutOfStock { .. } => true,
            Self::UnknownProduct
            | Self::Quantity
            | Self::UnknownAddOn { .. }
            | Self::AddOnOfAnotherProduct { .. }
            | Self::AddOnTwice { .. }
            | Self::AddOnQuantity { .. }
            | Self::TooLarge => false,
        }
    }

    /// The field of the line that the problem is about, such as `add_ons[1].quantity`.
    pub fn field(&self) -> String {
        match self {
            Self::UnknownProduct
            | Self::ProductUnavailable { .. }
            | Self::VendorTakesNoOrders { .. } => "product_id".to_owned(),
            Self::Quantity | Self::TooLarge | Self::OutOfStock { .. } => "quantity".to_owned(),
            Self::UnknownAddOn { index }
            | Self::AddOnOfAnotherProduct { index }
            | Self::AddOnTwice { index }
            | Self::AddOnUnavailable { index, .. } => format!("add_ons[{index}].add_on_id"),
            Self::AddOnQuantity { index, .. } => format!("add_ons[{index}].quantity"),
        }
    }
}

impl LineProblem {
    /// The field of the request that the problem is about, such as `lines[0].add_ons[1].quantity`.
    pub fn field(&self) -> String {
        format!("lines[{}].{}", self.line, self.problem.field())
    }
}
