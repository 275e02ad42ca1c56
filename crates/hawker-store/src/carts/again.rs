//! What was ordered once goes into the cart again.

use hawker_domain::UserId;
use hawker_domain::again::{SkipReason, Skipped, again};
use hawker_domain::order::{Order, OrderLine};
use hawker_domain::quote::{MAX_LINES, RequestedAddOn, RequestedLine};
use jiff::Timestamp;

use super::{Owner, rows};
use crate::{Conn, StoreError, menu};

/// Puts into the customer's cart what of `order` can be had, and tells what cannot.
///
/// The cart then has at least as many portions as the order had: a second tap, or a retry after a
/// lost answer, changes nothing.
pub fn put_back(
    tx: &mut Conn,
    customer_id: UserId,
    order: &Order,
    now: Timestamp,
) -> Result<Vec<Skipped>, StoreError> {
    let named: Vec<RequestedLine> = order.lines.iter().map(named).collect();
    let (wanted, mut skipped) = again(&menu::for_lines(tx, &named)?, &order.lines);
    let cart = rows::open(tx, &Owner::Customer(customer_id), now)?;
    let lines = rows::lines(tx, cart)?;
    let mut free = MAX_LINES.saturating_sub(lines.len());
    for item in wanted {
        match lines.iter().find(|(_, known)| known.is_same_dish(&item.line)) {
            Some((id, known)) => {
                rows::set_quantity(tx, *id, known.quantity.max(item.line.quantity))?;
            }
            None if free > 0 => {
                rows::insert(tx, cart, &item.line)?;
                free -= 1;
            }
            None => skipped.push(Skipped { name: item.name, reason: SkipReason::CartFull }),
        }
    }
    Ok(skipped)
}

/// What a sold line names, for looking it up on the menu.
fn named(line: &OrderLine) -> RequestedLine {
    let add_on = |add_on: &hawker_domain::quote::PricedAddOn| RequestedAddOn {
        add_on_id: add_on.add_on_id,
        quantity: add_on.quantity,
    };
    RequestedLine {
        product_id: line.product_id,
        quantity: line.quantity,
        add_ons: line.add_ons.iter().map(add_on).collect(),
        note: None,
    }
}
