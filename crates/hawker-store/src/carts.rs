//! Carts: what somebody means to order, kept until it is ordered or forgotten. No price is kept: a
//! cart is priced from the menu whenever it is read.
//!
//! Whatever changes a cart locks its row first, so that two of its owner's screens cannot make one
//! dish into two lines, or more lines than a cart may have.

mod adopt;
mod again;
mod rows;

use diesel::prelude::*;
use hawker_domain::menu::Menu;
use hawker_domain::quote::{
    MAX_LINES, MAX_QUANTITY, Problem, RequestedAddOn, RequestedLine, quote,
};
use hawker_domain::text::Note;
use hawker_domain::{CartLineId, UserId, VendorId};
use jiff::Timestamp;

pub use self::adopt::adopt;
pub use self::again::put_back;
use crate::conn::on_backend;
use crate::schema::{cart_lines, carts};
use crate::time::millis;
use crate::{Conn, Failure, StoreError, menu};

/// Whose cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// A customer's.
    Customer(UserId),
    /// That of whoever has the secret with this hash.
    Guest(String),
}

/// A cart as it stands.
#[derive(Debug, Clone, Default)]
pub struct Cart {
    /// Its lines, in the order in which they were put in.
    pub lines: Vec<CartLine>,
    /// What they name, as far as it is on the menu.
    pub menu: Menu,
}

/// A line of a cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartLine {
    /// Its id.
    pub id: CartLineId,
    /// What is wanted.
    pub requested: RequestedLine,
    /// What the product is called, even where it is no longer sold.
    pub name: String,
    /// Whose product it is.
    pub vendor_id: VendorId,
    /// The stall's name.
    pub vendor_name: String,
    /// What the add-ons are called, in the order in which they are wanted.
    pub add_on_names: Vec<String>,
}

/// A change of a line; `None` leaves a thing as it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// How many portions.
    pub quantity: Option<u32>,
    /// With which extras.
    pub add_ons: Option<Vec<RequestedAddOn>>,
    /// The remark, or that there is none.
    pub note: Option<Option<Note>>,
}

/// Why a cart stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CartRefusal {
    /// The cart has no such line.
    UnknownLine,
    /// The line makes no sense. What merely cannot be had at the moment is no reason.
    Line(Vec<Problem>),
    /// Together with what is in the cart it would be more than a line may have.
    TooMany,
    /// The cart has as many lines as it may have.
    Full,
}

/// Whether there is such a cart, be it empty.
pub fn exists(tx: &mut Conn, owner: &Owner) -> Result<bool, StoreError> {
    Ok(rows::find(tx, owner)?.is_some())
}

/// The cart, which is empty where there is none.
pub fn read(tx: &mut Conn, owner: &Owner) -> Result<Cart, StoreError> {
    let Some(cart) = rows::find(tx, owner)? else { return Ok(Cart::default()) };
    let lines = rows::named(tx, cart)?;
    let requested: Vec<_> = lines.iter().map(|line| line.requested.clone()).collect();
    let menu = menu::for_lines(tx, &requested)?;
    Ok(Cart { lines, menu })
}

/// Puts a line into the cart, or raises the one that is prepared alike.
pub fn add(
    tx: &mut Conn,
    owner: &Owner,
    line: &RequestedLine,
    now: Timestamp,
) -> Result<(), Failure<CartRefusal>> {
    check(tx, line)?;
    let cart = rows::open(tx, owner, now)?;
    let lines = rows::lines(tx, cart)?;
    match lines.iter().find(|(_, known)| known.is_same_dish(line)) {
        Some((id, known)) => Ok(rows::set_quantity(tx, *id, together(known, line)?)?),
        None if lines.len() >= MAX_LINES => Err(Failure::Refused(CartRefusal::Full)),
        None => Ok(rows::insert(tx, cart, line)?),
    }
}

/// Changes a line. Where it is then prepared like another one, it takes that one in.
pub fn change(
    tx: &mut Conn,
    owner: &Owner,
    id: CartLineId,
    change: &Change,
    now: Timestamp,
) -> Result<(), Failure<CartRefusal>> {
    let unknown = || Failure::Refused(CartRefusal::UnknownLine);
    let cart = rows::lock(tx, owner, now)?.ok_or_else(unknown)?;
    let lines = rows::lines(tx, cart)?;
    let (_, known) = lines.iter().find(|(known, _)| *known == id).ok_or_else(unknown)?;
    let mut wanted = change.of(known);
    check(tx, &wanted)?;
    let alike = lines.iter().find(|(other, line)| *other != id && line.is_same_dish(&wanted));
    if let Some((other, line)) = alike {
        wanted.quantity = together(line, &wanted)?;
        rows::delete(tx, cart, &[*other])?;
    }
    Ok(rows::update(tx, id, &wanted)?)
}

/// Takes lines out of the cart, as far as they are in it.
pub fn remove(
    tx: &mut Conn,
    owner: &Owner,
    ids: &[CartLineId],
    now: Timestamp,
) -> Result<(), StoreError> {
    match rows::lock(tx, owner, now)? {
        Some(cart) => rows::delete(tx, cart, ids),
        None => Ok(()),
    }
}

/// Takes everything out of the cart.
pub fn clear(tx: &mut Conn, owner: &Owner, now: Timestamp) -> Result<(), StoreError> {
    let Some(cart) = rows::lock(tx, owner, now)? else { return Ok(()) };
    let all = cart_lines::table.filter(cart_lines::cart_id.eq(cart));
    on_backend!(tx, |conn| diesel::delete(all).execute(conn))?;
    Ok(())
}

/// Forgets at most `limit` carts of guests that were not touched since `time`.
pub fn prune(tx: &mut Conn, time: Timestamp, limit: i64) -> Result<usize, StoreError> {
    let old: Vec<i64> = on_backend!(tx, |conn| carts::table
        .filter(carts::customer_id.is_null())
        .filter(carts::touched_at.lt(millis(time)))
        .limit(limit)
        .select(carts::id)
        .load(conn))?;
    // Asked again: a guest may have come back since.
    let old = carts::table.filter(carts::id.eq_any(old)).filter(carts::touched_at.lt(millis(time)));
    Ok(on_backend!(tx, |conn| diesel::delete(old).execute(conn))?)
}

/// That a line can be ordered at some time. A stall that is paused, or a dish that is sold out, may
/// be there again when the cart is.
fn check(tx: &mut Conn, line: &RequestedLine) -> Result<(), Failure<CartRefusal>> {
    let line = std::slice::from_ref(line);
    let Err(found) = quote(&menu::for_lines(tx, line)?, line) else { return Ok(()) };
    let problems = found.into_iter().map(|found| found.problem);
    let faults: Vec<Problem> = problems.filter(|problem| !problem.is_conflict()).collect();
    if faults.is_empty() { Ok(()) } else { Err(Failure::Refused(CartRefusal::Line(faults))) }
}

/// How many portions two lines make together.
fn together(known: &RequestedLine, more: &RequestedLine) -> Result<u32, Failure<CartRefusal>> {
    let sum = known.quantity.saturating_add(more.quantity);
    if sum > MAX_QUANTITY { Err(Failure::Refused(CartRefusal::TooMany)) } else { Ok(sum) }
}

impl Change {
    fn of(&self, line: &RequestedLine) -> RequestedLine {
        RequestedLine {
            product_id: line.product_id,
            quantity: self.quantity.unwrap_or(line.quantity),
            add_ons: self.add_ons.clone().unwrap_or_else(|| line.add_ons.clone()),
            note: self.note.clone().unwrap_or_else(|| line.note.clone()),
        }
    }
}
