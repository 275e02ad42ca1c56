//! A guest signs in: what they put into their cart goes into their account's.

use diesel::prelude::*;
use hawker_domain::UserId;
use hawker_domain::quote::{MAX_LINES, MAX_QUANTITY};
use jiff::Timestamp;

use super::{Owner, rows};
use crate::conn::on_backend;
use crate::schema::carts;
use crate::{Conn, StoreError};

/// Moves the lines of the guest's cart into the customer's, and forgets the guest's. Lines that are
/// prepared alike become one, as far as a line goes, and what no longer fits into the cart is left
/// out. A line that moves keeps its id. Without such a guest's cart nothing happens.
///
/// The customer's cart is locked before the guest's, always: no two can wait for each other.
pub fn adopt(
    tx: &mut Conn,
    guest_hash: &str,
    customer_id: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let guest = Owner::Guest(guest_hash.to_owned());
    if rows::find(tx, &guest)?.is_none() {
        return Ok(());
    }
    let cart = rows::open(tx, &Owner::Customer(customer_id), now)?;
    // Gone where another of the customer's requests has adopted it meanwhile.
    let Some(adopted) = rows::lock(tx, &guest, now)? else { return Ok(()) };
    let mut own = rows::lines(tx, cart)?;
    for (id, line) in rows::lines(tx, adopted)? {
        match own.iter().find(|(_, known)| known.is_same_dish(&line)) {
            Some((known_id, known)) => {
                let sum = known.quantity.saturating_add(line.quantity).min(MAX_QUANTITY);
                rows::set_quantity(tx, *known_id, sum)?;
            }
            None if own.len() < MAX_LINES => {
                rows::move_to(tx, id, cart)?;
                own.push((id, line));
            }
            None => {}
        }
    }
    on_backend!(tx, |conn| diesel::delete(carts::table.find(adopted)).execute(conn))?;
    Ok(())
}
