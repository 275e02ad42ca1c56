//! The menu as a whole: every stall of the hall at once.

use std::collections::BTreeMap;

use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use hawker_domain::menu::{AddOn, Product, Vendor};
use hawker_domain::{ProductId, VendorId};

use super::{AddOnRow, ProductRow, VendorMenu, active_vendors};
use crate::conn::on_backend;
use crate::schema::{add_ons, products, vendors};
use crate::{Conn, StoreError};

/// A vendor and, in short, what it sells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VendorOverview {
    /// The vendor.
    pub vendor: Vendor,
    /// The categories of its menu, in the order in which they were first written.
    pub categories: Vec<String>,
    /// How many products are on its menu.
    pub product_count: i64,
}

/// Every active vendor with its whole menu: vendors by name, products as they were written.
pub fn of_hall(tx: &mut Conn) -> Result<Vec<VendorMenu>, StoreError> {
    let vendors = active_vendors(tx)?;
    let mut add_ons = add_ons_by_product(tx)?;
    let mut products: BTreeMap<VendorId, Vec<(Product, Vec<AddOn>)>> = BTreeMap::new();
    for row in product_rows(tx)? {
        let product = Product::from(row);
        let own = add_ons.remove(&product.id).unwrap_or_default();
        products.entry(product.vendor_id).or_default().push((product, own));
    }
    let with_products = |vendor: Vendor| {
        let own = products.remove(&vendor.id).unwrap_or_default();
        (vendor, own)
    };
    Ok(vendors.into_iter().map(with_products).collect())
}

/// Every active vendor, by name, and what kind of things it sells.
pub fn overview(tx: &mut Conn) -> Result<Vec<VendorOverview>, StoreError> {
    let vendors = active_vendors(tx)?;
    let mut rows: Vec<(i64, Option<String>, i64, Option<i64>)> =
        on_backend!(tx, |conn| products::table
            .filter(products::archived_at.is_null())
            .group_by((products::vendor_id, products::category))
            .select((products::vendor_id, products::category, count_star(), min(products::id)))
            .load(conn))?;
    rows.sort_by_key(|(_, _, _, first)| *first);
    let overview = |vendor: Vendor| {
        let own = rows.iter().filter(|(vendor_id, ..)| *vendor_id == vendor.id.0);
        let product_count = own.clone().map(|(_, _, count, _)| count).sum();
        let categories = own.filter_map(|(_, category, ..)| category.clone()).collect();
        VendorOverview { vendor, categories, product_count }
    };
    Ok(vendors.into_iter().map(overview).collect())
}

fn product_rows(tx: &mut Conn) -> Result<Vec<ProductRow>, StoreError> {
    Ok(on_backend!(tx, |conn| products::table
        .inner_join(vendors::table)
        .filter(vendors::is_active.eq(true))
        .filter(products::archived_at.is_null())
        .order(products::id.asc())
        .select(ProductRow::as_select())
        .load(conn))?)
}

fn add_ons_by_product(tx: &mut Conn) -> Result<BTreeMap<ProductId, Vec<AddOn>>, StoreError> {
    let rows: Vec<AddOnRow> = on_backend!(tx, |conn| add_ons::table
        .filter(add_ons::archived_at.is_null())
        .order(add_ons::id.asc())
        .select(AddOnRow::as_select())
        .load(conn))?;
    let mut by_product: BTreeMap<ProductId, Vec<AddOn>> = BTreeMap::new();
    for row in rows {
        let add_on = AddOn::try_from(row)?;
        by_product.entry(add_on.product_id).or_default().push(add_on);
    }
    Ok(by_product)
}
