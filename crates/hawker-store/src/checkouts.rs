//! Checkouts: a priced quote becomes one order for each vendor, all or none, and once for each
//! idempotency key.

mod insert;
mod reserve;
mod rows;

use std::sync::Arc;

use hawker_domain::checkout::RequestedCheckout;
use hawker_domain::event::PlacedOrder;
use hawker_domain::hall::Hall;
use hawker_domain::menu::Menu;
use hawker_domain::quote::{LineProblem, Quote, RequestedLine, VendorQuote, quote};
use hawker_domain::{CheckoutId, UserId};
use jiff::Timestamp;

use crate::{Conn, Failure, StoreError, menu, orders};

/// What a checkout is made from, apart from the request itself.
pub struct Placement<'a> {
    /// Where.
    pub hall: &'a Hall,
    /// Who places it.
    pub customer_id: UserId,
    /// The customer's name.
    pub customer_name: &'a str,
    /// From which device.
    pub device: Option<&'a str>,
    /// What the customer's device made up for this checkout, to be able to send it again.
    pub idempotency_key: &'a str,
    /// The hash of the request, by which another one with the same key is known.
    pub request_hash: &'a str,
    /// Opaque ids to use up: one for the checkout and one for each order.
    pub public_ids: &'a [String],
    /// When.
    pub now: Timestamp,
}

/// A checkout as it was placed.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// Its id.
    pub id: CheckoutId,
    /// Its opaque id.
    pub public_id: String,
    /// One for each vendor, as they were placed, whatever became of them since.
    pub orders: Vec<Arc<PlacedOrder>>,
}

/// When a checkout was placed.
#[derive(Debug, Clone, PartialEq)]
pub enum Placing {
    /// Now.
    New(Placed),
    /// By the same request with the same key before: nothing more was done.
    Earlier(Placed),
}

/// Why a checkout was not placed. Nothing of it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceRefusal {
    /// The key was used for another checkout.
    KeyReused,
    /// Something is wrong with these lines, or became impossible.
    Lines(Vec<LineProblem>),
    /// It costs something else than the customer agreed to.
    TotalChanged(Quote),
    /// A stall cannot be paid in this way.
    PaymentMethod {
        /// The stall's name.
        vendor_name: String,
    },
}

/// Places a checkout: priced from the menu as it stands, compared with what the customer agreed
/// to, taken from the stock, stored with its orders, each at a place of its stall's channel.
///
/// The checkout's row claims the key. Whether the key was used is asked only where something is in
/// the way: almost every key is new.
pub fn place(
    tx: &mut Conn,
    placement: &Placement<'_>,
    request: &RequestedCheckout,
) -> Result<Placing, Failure<PlaceRefusal>> {
    let (menu, quote) = match priced(tx, request) {
        Ok(priced) => priced,
        // What was placed once stays placed, whatever has become of the menu.
        Err(Failure::Refused(refusal)) => {
            return earlier(tx, placement)?.ok_or(Failure::Refused(refusal));
        }
        Err(failure) => return Err(failure),
    };
    let mut public_ids = placement.public_ids.iter();
    let public_id = insert::next(&mut public_ids)?;
    let Some(id) = rows::insert_checkout(tx, placement, public_id)? else {
        return earlier(tx, placement)?.ok_or_else(|| key_without_checkout().into());
    };
    let parts = quote.into_order_of_ids();
    reserve::reserve(tx, &menu, &parts, request)
        .map_err(|failure| failure.map(PlaceRefusal::Lines))?;
    let checkout = insert::Checkout { id, placement, request, menu: &menu };
    let orders = checkout.insert_orders(tx, parts, public_ids)?;
    tx.memory.keep();
    Ok(Placing::New(Placed { id, public_id: public_id.clone(), orders }))
}

/// The menu of what is asked for and what it costs now, where it can be had like this.
fn priced(
    tx: &mut Conn,
    request: &RequestedCheckout,
) -> Result<(Arc<Menu>, Quote), Failure<PlaceRefusal>> {
    let refused = |refusal| Err(Failure::Refused(refusal));
    let menu = menu_for(tx, &request.lines)?;
    let quote = match quote(&menu, &request.lines) {
        Ok(quote) if quote.total == request.expected_total => quote,
        Ok(quote) => return refused(PlaceRefusal::TotalChanged(quote)),
        Err(problems) => return refused(PlaceRefusal::Lines(problems)),
    };
    let takes = |part: &&VendorQuote| menu.vendors[&part.vendor_id].takes(request.payment_method);
    match quote.vendors.iter().find(|part| !takes(part)) {
        None => Ok((menu, quote)),
        Some(part) => {
            refused(PlaceRefusal::PaymentMethod { vendor_name: part.vendor_name.clone() })
        }
    }
}

/// What `lines` name, read anew only where the checkout before this one has not read it.
fn menu_for(tx: &mut Conn, lines: &[RequestedLine]) -> Result<Arc<Menu>, StoreError> {
    if let Some(menu) = tx.memory.menu(lines) {
        return Ok(menu);
    }
    let menu = menu::for_lines(tx, lines)?;
    tx.memory.note_menu(&menu);
    Ok(Arc::new(menu))
}

/// What was placed with this key before; `None` where the key is new.
fn earlier(
    tx: &mut Conn,
    placement: &Placement<'_>,
) -> Result<Option<Placing>, Failure<PlaceRefusal>> {
    let Some(claim) = rows::find_claim(tx, placement.customer_id, placement.idempotency_key)?
    else {
        return Ok(None);
    };
    if claim.request_hash != placement.request_hash {
        return Err(Failure::Refused(PlaceRefusal::KeyReused));
    }
    let id = CheckoutId(claim.id);
    let orders = orders::of_checkouts(tx, placement.customer_id, &[id])?;
    let orders = orders.into_iter().map(PlacedOrder::of).map(Arc::new).collect();
    Ok(Some(Placing::Earlier(Placed { id, public_id: claim.public_id, orders })))
}

fn key_without_checkout() -> StoreError {
    StoreError::Unreadable("a checkout whose key was just found in use".into())
}
