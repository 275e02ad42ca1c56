//! Orders: read by their customer and their stall, moved by a compare-and-swap.

mod indexed;
mod list;
mod moves;
mod page;
mod rows;
mod stats;

use diesel::prelude::*;
use hawker_domain::OrderId;
use hawker_domain::order::Order;
use hawker_domain::permission::Actor;

pub(crate) use self::indexed::is_open;
pub use self::list::{live_of_customer, live_of_vendor, of_checkouts};
pub use self::moves::{DueMove, due, make_move, mark_seen};
pub use self::page::{Filter, page, page_of_customer};
pub(crate) use self::rows::OrderRow;
pub use self::stats::{Stats, stats};
use crate::conn::on_backend;
use crate::history::{self, HistoryEntry};
use crate::schema::orders;
use crate::{Conn, StoreError};

/// The order, if there is one of that id that `actor` may see: another's does not exist for them.
pub fn find(tx: &mut Conn, id: OrderId, actor: &Actor) -> Result<Option<Order>, StoreError> {
    let found = load(tx, id)?;
    Ok(found.filter(|order| actor.may_see_order(order.customer_id, order.vendor_id)))
}

/// The order's way, oldest step first: at most `limit` steps after version `after`; `None` where
/// there is no such order for `actor`.
pub fn find_history(
    tx: &mut Conn,
    id: OrderId,
    actor: &Actor,
    after: i64,
    limit: i64,
) -> Result<Option<Vec<HistoryEntry>>, StoreError> {
    match find(tx, id, actor)? {
        None => Ok(None),
        Some(order) => history::of_order(tx, &order, after, limit).map(Some),
    }
}

fn load(tx: &mut Conn, id: OrderId) -> Result<Option<Order>, StoreError> {
    let row: Option<rows::OrderRow> = on_backend!(tx, |conn| orders::table
        .find(id.0)
        .select(rows::OrderRow::as_select())
        .first(conn)
        .optional())?;
    row.map(rows::OrderRow::into_order).transpose()
}

/// A stored word that this version does not know.
pub(crate) fn unreadable<E>(column: &'static str) -> impl Fn(E) -> StoreError {
    move |_| StoreError::Unreadable(column.to_owned())
}
