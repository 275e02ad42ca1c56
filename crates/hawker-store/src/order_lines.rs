//! The lines of an order as its row keeps them: one JSON text, written once.

use std::borrow::Cow;

use hawker_domain::menu::Menu;
use hawker_domain::order::OrderLine;
use hawker_domain::quote::PricedAddOn;
use hawker_domain::{Money, ProductId};
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::orders::unreadable;

#[derive(Serialize, Deserialize)]
struct StoredLine<'a> {
    product_id: ProductId,
    name: Cow<'a, str>,
    unit_price: Money,
    quantity: u32,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    add_ons: Cow<'a, [PricedAddOn]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<Cow<'a, str>>,
    total: Money,
    /// Whether the product was counted when it was sold, so that its portions can be given back.
    took_stock: bool,
}

/// What is stored of `lines`, which were sold from `menu`.
pub(crate) fn stored(lines: &[OrderLine], menu: &Menu) -> Result<String, StoreError> {
    let stored: Vec<StoredLine<'_>> = lines
        .iter()
        .map(|line| StoredLine {
            product_id: line.product_id,
            name: Cow::Borrowed(&line.name),
            unit_price: line.unit_price,
            quantity: line.quantity,
            add_ons: Cow::Borrowed(&line.add_ons),
            note: line.note.as_deref().map(Cow::Borrowed),
            total: line.total,
            took_stock: menu.products[&line.product_id].stock.is_some(),
        })
        .collect();
    serde_json::to_string(&stored).map_err(|error| StoreError::Unreadable(error.to_string()))
}

/// The lines that were stored as `text`.
pub(crate) fn read(text: &str) -> Result<Vec<OrderLine>, StoreError> {
    Ok(parse(text)?.into_iter().map(OrderLine::from).collect())
}

/// The portions that the lines stored as `text` took from the stock, in the order of the products.
pub(crate) fn taken(text: &str) -> Result<Vec<(ProductId, i64)>, StoreError> {
    let counted = parse(text)?.into_iter().filter(|line| line.took_stock);
    let mut taken: Vec<_> =
        counted.map(|line| (line.product_id, i64::from(line.quantity))).collect();
    taken.sort();
    Ok(taken)
}

fn parse(text: &str) -> Result<Vec<StoredLine<'_>>, StoreError> {
    serde_json::from_str(text).map_err(unreadable("orders.lines"))
}

impl From<StoredLine<'_>> for OrderLine {
    fn from(line: StoredLine<'_>) -> Self {
        Self {
            product_id: line.product_id,
            name: line.name.into_owned(),
            unit_price: line.unit_price,
            quantity: line.quantity,
            add_ons: line.add_ons.into_owned(),
            note: line.note.map(Cow::into_owned),
            total: line.total,
        }
    }
}
