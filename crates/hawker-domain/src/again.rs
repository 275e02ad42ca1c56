//! Ordering something again: what of an old order can still be had, and what cannot and why.

use crate::menu::Menu;
use crate::order::OrderLine;
use crate::quote::{MAX_QUANTITY, Problem, RequestedAddOn, RequestedLine, quote};
use crate::text::Note;
use crate::text_enum::text_enum;

text_enum! {
    /// Why something of an old order is not ordered again.
    SkipReason {
        /// It is no longer on the menu.
        NoLongerSold = "no_longer_sold",
        /// The stall does not offer it at the moment.
        NotAvailable = "not_available",
        /// The stall takes no orders at the moment.
        VendorTakesNoOrders = "vendor_takes_no_orders",
        /// Too few are left.
        OutOfStock = "out_of_stock",
        /// The cart cannot hold more.
        CartFull = "cart_full",
    }
}

/// Something of an old order that is not ordered again.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = SkippedItem))]
pub struct Skipped {
    /// What it was called.
    pub name: String,
    /// Why.
    pub reason: SkipReason,
}

/// A line to be put into a cart, and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedAgain {
    /// What it was called when it was sold.
    pub name: String,
    /// What is wanted.
    pub line: RequestedLine,
}

/// What of `lines` can be had from `menu` as it stands. An add-on that is gone is left out, and
/// told; its product comes without it.
pub fn again(menu: &Menu, lines: &[OrderLine]) -> (Vec<WantedAgain>, Vec<Skipped>) {
    let (mut wanted, mut skipped) = (Vec::new(), Vec::new());
    for sold in lines {
        let (line, without) = requested(menu, sold);
        match refusal(menu, &line) {
            Some(reason) => skipped.push(Skipped { name: sold.name.clone(), reason }),
            None => {
                skipped.extend(without);
                add(&mut wanted, WantedAgain { name: sold.name.clone(), line });
            }
        }
    }
    (wanted, skipped)
}

/// Two lines that are prepared alike become one, so that repeating a repetition changes nothing.
fn add(wanted: &mut Vec<WantedAgain>, new: WantedAgain) {
    match wanted.iter_mut().find(|known| known.line.is_same_dish(&new.line)) {
        Some(known) => {
            let sum = known.line.quantity.saturating_add(new.line.quantity);
            known.line.quantity = sum.min(MAX_QUANTITY);
        }
        None => wanted.push(new),
    }
}

fn requested(menu: &Menu, sold: &OrderLine) -> (RequestedLine, Vec<Skipped>) {
    let (mut add_ons, mut without) = (Vec::new(), Vec::new());
    for extra in &sold.add_ons {
        let current = menu.add_ons.get(&extra.add_on_id);
        let current = current.filter(|add_on| add_on.product_id == sold.product_id);
        let reason = match current {
            None => SkipReason::NoLongerSold,
            Some(add_on) if !add_on.is_available => SkipReason::NotAvailable,
            Some(add_on) => {
                let quantity = extra.quantity.min(add_on.max_quantity);
                add_ons.push(RequestedAddOn { add_on_id: add_on.id, quantity });
                continue;
            }
        };
        without.push(Skipped { name: extra.name.clone(), reason });
    }
    let note = Note::parse_optional(sold.note.as_deref()).unwrap_or_default();
    let (product_id, quantity) = (sold.product_id, sold.quantity);
    (RequestedLine { product_id, quantity, add_ons, note }, without)
}

/// The price list itself says what is wrong with a line, so that a cart is never filled with what
/// its quote would refuse.
fn refusal(menu: &Menu, line: &RequestedLine) -> Option<SkipReason> {
    let problems = quote(menu, std::slice::from_ref(line)).err()?;
    let reason = |problem: &Problem| match problem {
        Problem::VendorTakesNoOrders { .. } => SkipReason::VendorTakesNoOrders,
        Problem::ProductUnavailable { .. } | Problem::AddOnUnavailable { .. } => {
            SkipReason::NotAvailable
        }
        Problem::OutOfStock { .. } => SkipReason::OutOfStock,
        Problem::UnknownProduct
        | Problem::Quantity
        | Problem::UnknownAddOn { .. }
        | Problem::AddOnOfAnotherProduct { .. }
        | Problem::AddOnTwice { .. }
        | Problem::AddOnQuantity { .. }
        | Problem::TooLarge => SkipReason::NoLongerSold,
    };
    problems.first().map(|found| reason(&found.problem))
}

#[cfg(test)]
mod tests;
