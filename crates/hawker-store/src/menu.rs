//! The menu: what vendors sell, and the part of it that a request names.

mod whole;

use std::collections::BTreeSet;

use diesel::prelude::*;
use hawker_domain::menu::{AddOn, Menu, Product, Vendor};
use hawker_domain::quote::RequestedLine;
use hawker_domain::{AddOnId, Money, ProductId, VendorId};
use jiff::Timestamp;

pub use self::whole::{VendorOverview, of_hall, overview};
use crate::conn::on_backend;
use crate::schema::{add_ons, products, vendors};
use crate::time::millis;
use crate::vendors::VendorRow;
use crate::{Conn, StoreError};

/// A product that is to be put on a menu.
#[derive(Debug, Clone)]
pub struct NewProduct {
    /// Whose.
    pub vendor_id: VendorId,
    /// Its name.
    pub name: String,
    /// What it is, in a sentence.
    pub description: Option<String>,
    /// Where on the menu it stands.
    pub category: Option<String>,
    /// The price of one.
    pub price: Money,
    /// How many there are; `None` is unlimited.
    pub stock: Option<i64>,
}

/// An add-on that is to be put on a menu.
#[derive(Debug, Clone)]
pub struct NewAddOn {
    /// Of which product.
    pub product_id: ProductId,
    /// Its name.
    pub name: String,
    /// The price of one.
    pub price: Money,
    /// How many of it one portion may have.
    pub max_quantity: u32,
}

/// A vendor and what it sells, each product with its add-ons.
pub type VendorMenu = (Vendor, Vec<(Product, Vec<AddOn>)>);

/// The vendors whose menus are shown, by name.
pub fn active_vendors(tx: &mut Conn) -> Result<Vec<Vendor>, StoreError> {
    let rows: Vec<VendorRow> = on_backend!(tx, |conn| vendors::table
        .filter(vendors::is_active.eq(true))
        .order((vendors::brand_name.asc(), vendors::id.asc()))
        .select(VendorRow::as_select())
        .load(conn))?;
    rows.into_iter().map(Vendor::try_from).collect()
}

/// An active vendor's whole menu, in the order in which it was written.
pub fn of_vendor(tx: &mut Conn, vendor_id: VendorId) -> Result<Option<VendorMenu>, StoreError> {
    let Some(vendor) = crate::vendors::find(tx, vendor_id)?.filter(|vendor| vendor.is_active)
    else {
        return Ok(None);
    };
    let product_rows: Vec<ProductRow> = on_backend!(tx, |conn| products::table
        .filter(products::vendor_id.eq(vendor_id.0))
        .filter(products::archived_at.is_null())
        .order(products::id.asc())
        .select(ProductRow::as_select())
        .load(conn))?;
    let add_on_rows: Vec<AddOnRow> = on_backend!(tx, |conn| add_ons::table
        .inner_join(products::table)
        .filter(products::vendor_id.eq(vendor_id.0))
        .filter(add_ons::archived_at.is_null())
        .order(add_ons::id.asc())
        .select(AddOnRow::as_select())
        .load(conn))?;
    let mut add_ons: Vec<AddOn> = Vec::with_capacity(add_on_rows.len());
    for row in add_on_rows {
        add_ons.push(row.try_into()?);
    }
    let with_add_ons = |row: ProductRow| {
        let product = Product::from(row);
        let own = add_ons.iter().filter(|add_on| add_on.product_id == product.id).cloned();
        let own = own.collect();
        (product, own)
    };
    Ok(Some((vendor, product_rows.into_iter().map(with_add_ons).collect())))
}

/// What `lines` name, as far as it is on the menu, with the vendors.
///
/// One short statement for each product and add-on: SQLite keeps them prepared, which it does not
/// do for a list of varying length.
pub fn for_lines(tx: &mut Conn, lines: &[RequestedLine]) -> Result<Menu, StoreError> {
    let mut menu = Menu::default();
    for id in lines.iter().map(|line| line.product_id).collect::<BTreeSet<_>>() {
        let row: Option<(ProductRow, VendorRow)> = on_backend!(tx, |conn| products::table
            .inner_join(vendors::table)
            .filter(products::id.eq(id.0))
            .filter(products::archived_at.is_null())
            .select((ProductRow::as_select(), VendorRow::as_select()))
            .first(conn)
            .optional())?;
        if let Some((product, vendor)) = row {
            let vendor = Vendor::try_from(vendor)?;
            menu.vendors.insert(vendor.id, vendor);
            menu.products.insert(id, product.into());
        }
    }
    let add_on_ids = lines.iter().flat_map(|line| &line.add_ons).map(|add_on| add_on.add_on_id);
    for id in add_on_ids.collect::<BTreeSet<_>>() {
        let row: Option<AddOnRow> = on_backend!(tx, |conn| add_ons::table
            .filter(add_ons::id.eq(id.0))
            .filter(add_ons::archived_at.is_null())
            .select(AddOnRow::as_select())
            .first(conn)
            .optional())?;
        if let Some(row) = row {
            menu.add_ons.insert(id, row.try_into()?);
        }
    }
    Ok(menu)
}

/// Puts a product on its vendor's menu.
pub fn insert_product(tx: &mut Conn, product: &NewProduct) -> Result<ProductId, StoreError> {
    let row = (
        products::vendor_id.eq(product.vendor_id.0),
        products::name.eq(&product.name),
        products::description.eq(&product.description),
        products::category.eq(&product.category),
        products::price.eq(product.price.minor()),
        products::stock.eq(product.stock),
        products::is_available.eq(true),
    );
    let id: i64 = on_backend!(tx, |conn| diesel::insert_into(products::table)
        .values(row)
        .returning(products::id)
        .get_result(conn))?;
    Ok(ProductId(id))
}

/// Puts an add-on on its product's menu.
pub fn insert_add_on(tx: &mut Conn, add_on: &NewAddOn) -> Result<AddOnId, StoreError> {
    let row = (
        add_ons::product_id.eq(add_on.product_id.0),
        add_ons::name.eq(&add_on.name),
        add_ons::price.eq(add_on.price.minor()),
        add_ons::max_quantity.eq(i64::from(add_on.max_quantity)),
        add_ons::is_available.eq(true),
    );
    let id: i64 = on_backend!(tx, |conn| diesel::insert_into(add_ons::table)
        .values(row)
        .returning(add_ons::id)
        .get_result(conn))?;
    Ok(AddOnId(id))
}

/// Changes a product's price.
pub fn set_price(tx: &mut Conn, id: ProductId, price: Money) -> Result<(), StoreError> {
    on_backend!(tx, |conn| diesel::update(products::table.find(id.0))
        .set(products::price.eq(price.minor()))
        .execute(conn))?;
    Ok(())
}

/// Takes a product off the menu for good; what was sold of it stays.
pub fn archive_product(tx: &mut Conn, id: ProductId, now: Timestamp) -> Result<(), StoreError> {
    on_backend!(tx, |conn| diesel::update(products::table.find(id.0))
        .set(products::archived_at.eq(millis(now)))
        .execute(conn))?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = products)]
struct ProductRow {
    id: i64,
    vendor_id: i64,
    name: String,
    description: Option<String>,
    category: Option<String>,
    price: i64,
    stock: Option<i64>,
    is_available: bool,
}

impl From<ProductRow> for Product {
    fn from(row: ProductRow) -> Self {
        Self {
            id: ProductId(row.id),
            vendor_id: VendorId(row.vendor_id),
            name: row.name,
            description: row.description,
            category: row.category,
            price: Money::from_minor(row.price),
            stock: row.stock,
            is_available: row.is_available,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = add_ons)]
struct AddOnRow {
    id: i64,
    product_id: i64,
    name: String,
    price: i64,
    max_quantity: i64,
    is_available: bool,
}

impl TryFrom<AddOnRow> for AddOn {
    type Error = StoreError;

    fn try_from(row: AddOnRow) -> Result<Self, StoreError> {
        let unreadable = |_| StoreError::Unreadable("add_ons.max_quantity".into());
        Ok(Self {
            id: AddOnId(row.id),
            product_id: ProductId(row.product_id),
            name: row.name,
            price: Money::from_minor(row.price),
            max_quantity: row.max_quantity.try_into().map_err(unreadable)?,
            is_available: row.is_available,
        })
    }
}
