//! What a customer's lines cost, priced from the menu as it stands now and never from what a
//! client remembers.
//!
//! A line's total is `quantity x (price + sum of add-on price x add-on quantity)`: add-ons are
//! chosen for one portion and every portion of the line has them.

mod problem;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::problem::{LineProblem, Problem};
use crate::menu::{AddOn, Menu, Product};
use crate::text::Note;
use crate::{AddOnId, Money, ProductId, VendorId};

/// The most lines that one quote or checkout may have.
pub const MAX_LINES: usize = 50;
/// The most portions of one line.
pub const MAX_QUANTITY: u32 = 99;
/// The most different add-ons of one line.
pub const MAX_ADD_ONS: usize = 20;

/// A line as the customer asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestedLine {
    /// What.
    pub product_id: ProductId,
    /// How many portions, 1 to [`MAX_QUANTITY`].
    pub quantity: u32,
    /// With which extras.
    pub add_ons: Vec<RequestedAddOn>,
    /// A remark for the kitchen.
    pub note: Option<Note>,
}

impl RequestedLine {
    /// Whether one portion of either is prepared in the same way, so that both can be one line.
    pub fn is_same_dish(&self, other: &Self) -> bool {
        let sorted = |line: &Self| {
            let mut add_ons = line.add_ons.clone();
            add_ons.sort_by_key(|add_on| add_on.add_on_id);
            add_ons
        };
        self.product_id == other.product_id
            && self.note == other.note
            && sorted(self) == sorted(other)
    }
}

/// An extra as the customer asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestedAddOn {
    /// Which.
    pub add_on_id: AddOnId,
    /// How many for each portion, at least 1.
    pub quantity: u32,
}

/// What everything costs, grouped by vendor in the order in which the customer named them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Quote {
    /// One part for each vendor; each becomes an order.
    pub vendors: Vec<VendorQuote>,
    /// The sum of all subtotals, in minor units.
    pub total: Money,
}

impl Quote {
    /// Its parts in the order of the vendors' ids. Whoever locks stalls or their channels does so in
    /// this order, so that no two wait for each other.
    pub fn into_order_of_ids(mut self) -> Vec<VendorQuote> {
        self.vendors.sort_by_key(|part| part.vendor_id);
        self.vendors
    }
}

/// One vendor's part of a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VendorQuote {
    /// Whose.
    pub vendor_id: VendorId,
    /// The name above the counter.
    pub vendor_name: String,
    /// The priced lines.
    pub lines: Vec<PricedLine>,
    /// The sum of the lines, in minor units.
    pub subtotal: Money,
}

/// A line with the names and prices of the moment: the order keeps this copy for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PricedLine {
    /// What.
    pub product_id: ProductId,
    /// What it is called.
    pub name: String,
    /// The price of one portion without add-ons, in minor units.
    pub unit_price: Money,
    /// How many portions.
    pub quantity: u32,
    /// The extras of each portion.
    pub add_ons: Vec<PricedAddOn>,
    /// The customer's remark.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub note: Option<Note>,
    /// `quantity x (unit_price + add-ons)`, in minor units.
    pub total: Money,
}

/// An extra with the name and price of the moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PricedAddOn {
    /// Which.
    pub add_on_id: AddOnId,
    /// What it is called.
    pub name: String,
    /// The price of one, in minor units.
    pub unit_price: Money,
    /// How many for each portion.
    pub quantity: u32,
}

/// Prices `lines` from `menu`; all that is wrong with them is told at once.
///
/// `menu` must hold what the lines name and their vendors, as far as these exist.
pub fn quote(menu: &Menu, lines: &[RequestedLine]) -> Result<Quote, Vec<LineProblem>> {
    let mut problems = Vec::new();
    let mut parts: Vec<VendorQuote> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        match price_line(menu, line) {
            Ok((product, priced)) => add_to_part(&mut parts, menu, product, priced),
            Err(found) => problems.extend(found.into_iter().map(|problem| problem.at(index))),
        }
    }
    problems.extend(shortages(menu, lines));
    if problems.is_empty() { total_up(parts) } else { Err(problems) }
}

/// How many portions of each product the lines ask for together, in the order of the products' ids.
pub fn portions(lines: &[RequestedLine]) -> BTreeMap<ProductId, i64> {
    let mut portions = BTreeMap::new();
    for line in lines {
        *portions.entry(line.product_id).or_insert(0) += i64::from(line.quantity);
    }
    portions
}

fn price_line<'m>(
    menu: &'m Menu,
    line: &RequestedLine,
) -> Result<(&'m Product, PricedLine), Vec<Problem>> {
    let Some(product) = menu.products.get(&line.product_id) else {
        return Err(vec![Problem::UnknownProduct]);
    };
    let mut problems = Vec::new();
    match menu.vendors.get(&product.vendor_id) {
        Some(vendor) if vendor.takes_orders() => {}
        Some(vendor) => problems.push(Problem::VendorTakesNoOrders {
            vendor_id: vendor.id,
            vendor_name: vendor.brand_name.clone(),
        }),
        None => problems.push(Problem::UnknownProduct),
    }
    if !product.is_available {
        problems.push(Problem::ProductUnavailable { name: product.name.clone() });
    }
    if line.quantity == 0 || line.quantity > MAX_QUANTITY {
        problems.push(Problem::Quantity);
    }
    match price_add_ons(menu, line) {
        Ok(add_ons) if problems.is_empty() => {
            let total =
                line_total(product, line.quantity, &add_ons).ok_or(vec![Problem::TooLarge])?;
            Ok((product, priced(product, line, add_ons, total)))
        }
        Ok(_) => Err(problems),
        Err(found) => {
            problems.extend(found);
            Err(problems)
        }
    }
}

fn priced(
    product: &Product,
    line: &RequestedLine,
    add_ons: Vec<PricedAddOn>,
    total: Money,
) -> PricedLine {
    PricedLine {
        product_id: product.id,
        name: product.name.clone(),
        unit_price: product.price,
        quantity: line.quantity,
        add_ons,
        note: line.note.clone(),
        total,
    }
}

fn price_add_ons(menu: &Menu, line: &RequestedLine) -> Result<Vec<PricedAddOn>, Vec<Problem>> {
    let mut priced: Vec<PricedAddOn> = Vec::with_capacity(line.add_ons.len());
    let mut problems = Vec::new();
    for (index, requested) in line.add_ons.iter().enumerate() {
        let is_repeated = priced.iter().any(|earlier| earlier.add_on_id == requested.add_on_id);
        match menu.add_ons.get(&requested.add_on_id) {
            Some(add_on) if add_on.product_id != line.product_id => {
                problems.push(Problem::AddOnOfAnotherProduct { index });
            }
            Some(_) if is_repeated => problems.push(Problem::AddOnTwice { index }),
            Some(add_on) => match check_add_on(add_on, requested, index) {
                Some(problem) => problems.push(problem),
                None => priced.push(PricedAddOn {
                    add_on_id: add_on.id,
                    name: add_on.name.clone(),
                    unit_price: add_on.price,
                    quantity: requested.quantity,
                }),
            },
            None => problems.push(Problem::UnknownAddOn { index }),
        }
    }
    if problems.is_empty() { Ok(priced) } else { Err(problems) }
}

fn check_add_on(add_on: &AddOn, requested: &RequestedAddOn, index: usize) -> Option<Problem> {
    if requested.quantity == 0 || requested.quantity > add_on.max_quantity {
        return Some(Problem::AddOnQuantity { index, max: add_on.max_quantity });
    }
    (!add_on.is_available).then(|| Problem::AddOnUnavailable { index, name: add_on.name.clone() })
}

fn line_total(product: &Product, quantity: u32, add_ons: &[PricedAddOn]) -> Option<Money> {
    let mut portion = product.price;
    for add_on in add_ons {
        portion = portion.checked_add(add_on.unit_price.checked_times(add_on.quantity)?)?;
    }
    portion.checked_times(quantity)
}

fn add_to_part(parts: &mut Vec<VendorQuote>, menu: &Menu, product: &Product, line: PricedLine) {
    match parts.iter_mut().find(|part| part.vendor_id == product.vendor_id) {
        Some(part) => part.lines.push(line),
        None => parts.push(VendorQuote {
            vendor_id: product.vendor_id,
            vendor_name: menu.vendors[&product.vendor_id].brand_name.clone(),
            lines: vec![line],
            subtotal: Money::ZERO,
        }),
    }
}

/// Portions are counted over all lines: two lines of two are four of a product that has three left.
fn shortages(menu: &Menu, lines: &[RequestedLine]) -> Vec<LineProblem> {
    let mut found = Vec::new();
    for (product_id, requested) in portions(lines) {
        let Some(product) = menu.products.get(&product_id) else { continue };
        let Some(available) = product.stock.filter(|left| *left < requested) else { continue };
        let first = lines.iter().position(|line| line.product_id == product_id).unwrap_or(0);
        let name = product.name.clone();
        found.push(Problem::OutOfStock { product_id, name, requested, available }.at(first));
    }
    found
}

fn total_up(mut parts: Vec<VendorQuote>) -> Result<Quote, Vec<LineProblem>> {
    for part in &mut parts {
        part.subtotal = Money::checked_sum(part.lines.iter().map(|line| line.total))
            .ok_or_else(|| vec![Problem::TooLarge.at(0)])?;
    }
    let total = Money::checked_sum(parts.iter().map(|part| part.subtotal))
        .ok_or_else(|| vec![Problem::TooLarge.at(0)])?;
    Ok(Quote { vendors: parts, total })
}

#[cfg(test)]
mod tests;
