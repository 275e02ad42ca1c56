//! Portions that are left: taken when an order is placed, given back once when it is called off.

use diesel::prelude::*;
use hawker_domain::ProductId;

use crate::conn::on_backend;
use crate::kept::update_counted;
use crate::schema::{orders, products};
use crate::{Conn, StoreError, kept, order_lines};

/// Takes `portions` of a counted product, if so many are left; tells whether it did.
///
/// Check and change are one statement: of two customers who want the last portion one gets it.
pub fn take(tx: &mut Conn, id: ProductId, portions: i64) -> Result<bool, StoreError> {
    let left = products::table.filter(products::id.eq(id.0)).filter(products::stock.ge(portions));
    let rest = products::stock - portions;
    let taken = update_counted!(tx, diesel::update(left).set(products::stock.eq(rest)))?;
    Ok(taken == 1)
}

/// How many portions are left; `None` is unlimited.
pub fn left(tx: &mut Conn, id: ProductId) -> Result<Option<i64>, StoreError> {
    Ok(on_backend!(tx, |conn| products::table.find(id.0).select(products::stock).first(conn))?)
}

/// Gives back what the lines of an order took. Whoever calls it has just ended the order by a
/// compare-and-swap, which succeeds once.
pub(crate) fn give_back(tx: &mut Conn, order_id: i64) -> Result<(), StoreError> {
    let lines: String =
        on_backend!(tx, |conn| orders::table.find(order_id).select(orders::lines).first(conn))?;
    for (product_id, portions) in order_lines::taken(&lines)? {
        // A product that was made unlimited meanwhile stays unlimited: NULL + n is NULL.
        let product = products::table.find(product_id.0);
        let sum = products::stock + portions;
        kept::write!(tx, diesel::update(product).set(products::stock.eq(sum)))?;
    }
    Ok(())
}
