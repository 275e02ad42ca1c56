//! Carts and their lines as rows, and back.

use std::collections::BTreeMap;

use diesel::prelude::*;
use hawker_domain::quote::{RequestedAddOn, RequestedLine};
use hawker_domain::text::Note;
use hawker_domain::{AddOnId, CartLineId, ProductId, VendorId};
use jiff::Timestamp;

use super::{CartLine, Owner};
use crate::conn::on_backend;
use crate::orders::unreadable;
use crate::schema::{add_ons, cart_lines, carts, products, vendors};
use crate::time::millis;
use crate::{Conn, StoreError};

/// The cart, if there is one.
pub(super) fn find(tx: &mut Conn, owner: &Owner) -> Result<Option<i64>, StoreError> {
    let found = match owner {
        Owner::Customer(id) => on_backend!(tx, |conn| carts::table
            .filter(carts::customer_id.eq(id.0))
            .select(carts::id)
            .first(conn)
            .optional())?,
        Owner::Guest(hash) => on_backend!(tx, |conn| carts::table
            .filter(carts::guest_hash.eq(hash))
            .select(carts::id)
            .first(conn)
            .optional())?,
    };
    Ok(found)
}

/// The cart, if there is one, locked until the transaction ends.
pub(super) fn lock(
    tx: &mut Conn,
    owner: &Owner,
    now: Timestamp,
) -> Result<Option<i64>, StoreError> {
    let touched = carts::touched_at.eq(millis(now));
    let found = match owner {
        Owner::Customer(id) => on_backend!(tx, |conn| diesel::update(
            carts::table.filter(carts::customer_id.eq(id.0))
        )
        .set(touched)
        .returning(carts::id)
        .get_result(conn)
        .optional())?,
        Owner::Guest(hash) => {
            on_backend!(tx, |conn| diesel::update(carts::table.filter(carts::guest_hash.eq(hash)))
                .set(touched)
                .returning(carts::id)
                .get_result(conn)
                .optional())?
        }
    };
    Ok(found)
}

/// The cart, made where there is none, locked until the transaction ends.
pub(super) fn open(tx: &mut Conn, owner: &Owner, now: Timestamp) -> Result<i64, StoreError> {
    let touched = carts::touched_at.eq(millis(now));
    let id = match owner {
        Owner::Customer(id) => on_backend!(tx, |conn| diesel::insert_into(carts::table)
            .values((carts::customer_id.eq(id.0), touched))
            .on_conflict(carts::customer_id)
            .do_update()
            .set(touched)
            .returning(carts::id)
            .get_result(conn))?,
        Owner::Guest(hash) => on_backend!(tx, |conn| diesel::insert_into(carts::table)
            .values((carts::guest_hash.eq(hash), touched))
            .on_conflict(carts::guest_hash)
            .do_update()
            .set(touched)
            .returning(carts::id)
            .get_result(conn))?,
    };
    Ok(id)
}

/// The lines of a cart, in the order in which they were put in.
pub(super) fn lines(
    tx: &mut Conn,
    cart: i64,
) -> Result<Vec<(CartLineId, RequestedLine)>, StoreError> {
    let rows: Vec<LineRow> = on_backend!(tx, |conn| cart_lines::table
        .filter(cart_lines::cart_id.eq(cart))
        .order(cart_lines::id.asc())
        .select(LineRow::as_select())
        .load(conn))?;
    rows.into_iter().map(LineRow::into_line).collect()
}

/// The lines with the names of what they want, also where it is no longer on the menu.
pub(super) fn named(tx: &mut Conn, cart: i64) -> Result<Vec<CartLine>, StoreError> {
    let rows: Vec<(LineRow, String, i64, String)> = on_backend!(tx, |conn| cart_lines::table
        .inner_join(products::table.inner_join(vendors::table))
        .filter(cart_lines::cart_id.eq(cart))
        .order(cart_lines::id.asc())
        .select((LineRow::as_select(), products::name, vendors::id, vendors::brand_name))
        .load(conn))?;
    let mut lines = Vec::with_capacity(rows.len());
    for (row, name, vendor_id, vendor_name) in rows {
        let (id, requested) = row.into_line()?;
        let (vendor_id, add_on_names) = (VendorId(vendor_id), Vec::new());
        lines.push(CartLine { id, requested, name, vendor_id, vendor_name, add_on_names });
    }
    let names = add_on_names(tx, &lines)?;
    for line in &mut lines {
        let wanted = line.requested.add_ons.iter();
        line.add_on_names =
            wanted.filter_map(|add_on| names.get(&add_on.add_on_id).cloned()).collect();
    }
    Ok(lines)
}

fn add_on_names(
    tx: &mut Conn,
    lines: &[CartLine],
) -> Result<BTreeMap<AddOnId, String>, StoreError> {
    let wanted = lines.iter().flat_map(|line| &line.requested.add_ons);
    let ids: Vec<i64> = wanted.map(|add_on| add_on.add_on_id.0).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let names: Vec<(i64, String)> = on_backend!(tx, |conn| add_ons::table
        .filter(add_ons::id.eq_any(ids))
        .select((add_ons::id, add_ons::name))
        .load(conn))?;
    Ok(names.into_iter().map(|(id, name)| (AddOnId(id), name)).collect())
}

pub(super) fn insert(tx: &mut Conn, cart: i64, line: &RequestedLine) -> Result<(), StoreError> {
    let add_ons = to_json(&line.add_ons)?;
    let row = (
        cart_lines::cart_id.eq(cart),
        cart_lines::product_id.eq(line.product_id.0),
        cart_lines::quantity.eq(i64::from(line.quantity)),
        cart_lines::add_ons.eq(add_ons),
        cart_lines::note.eq(line.note.as_ref().map(Note::as_str)),
    );
    on_backend!(tx, |conn| diesel::insert_into(cart_lines::table).values(row).execute(conn))?;
    Ok(())
}

pub(super) fn update(
    tx: &mut Conn,
    id: CartLineId,
    line: &RequestedLine,
) -> Result<(), StoreError> {
    let add_ons = to_json(&line.add_ons)?;
    on_backend!(tx, |conn| diesel::update(cart_lines::table.find(id.0))
        .set((
            cart_lines::quantity.eq(i64::from(line.quantity)),
            cart_lines::add_ons.eq(add_ons),
            cart_lines::note.eq(line.note.as_ref().map(Note::as_str)),
        ))
        .execute(conn))?;
    Ok(())
}

pub(super) fn set_quantity(tx: &mut Conn, id: CartLineId, quantity: u32) -> Result<(), StoreError> {
    on_backend!(tx, |conn| diesel::update(cart_lines::table.find(id.0))
        .set(cart_lines::quantity.eq(i64::from(quantity)))
        .execute(conn))?;
    Ok(())
}

pub(super) fn move_to(tx: &mut Conn, id: CartLineId, cart: i64) -> Result<(), StoreError> {
    on_backend!(tx, |conn| diesel::update(cart_lines::table.find(id.0))
        .set(cart_lines::cart_id.eq(cart))
        .execute(conn))?;
    Ok(())
}

pub(super) fn delete(tx: &mut Conn, cart: i64, ids: &[CartLineId]) -> Result<(), StoreError> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let named =
        cart_lines::table.filter(cart_lines::cart_id.eq(cart)).filter(cart_lines::id.eq_any(ids));
    on_backend!(tx, |conn| diesel::delete(named).execute(conn))?;
    Ok(())
}

fn to_json(add_ons: &[RequestedAddOn]) -> Result<String, StoreError> {
    serde_json::to_string(add_ons).map_err(|error| StoreError::Unreadable(error.to_string()))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = cart_lines)]
struct LineRow {
    id: i64,
    product_id: i64,
    quantity: i64,
    add_ons: String,
    note: Option<String>,
}

impl LineRow {
    fn into_line(self) -> Result<(CartLineId, RequestedLine), StoreError> {
        let note = Note::parse_optional(self.note.as_deref());
        let requested = RequestedLine {
            product_id: ProductId(self.product_id),
            quantity: self.quantity.try_into().map_err(unreadable("cart_lines.quantity"))?,
            add_ons: serde_json::from_str(&self.add_ons)
                .map_err(unreadable("cart_lines.add_ons"))?,
            note: note.map_err(unreadable("cart_lines.note"))?,
        };
        Ok((CartLineId(self.id), requested))
    }
}
