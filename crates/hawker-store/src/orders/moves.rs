//! Moves: decided by the domain, made by one compare-and-swap, told to history and the outbox in
//! the same transaction.

use diesel::prelude::*;
use hawker_domain::OrderId;
use hawker_domain::event;
use hawker_domain::order::{
    AUTO_COMPLETE_AFTER, Move, Order, OrderStatus, Refusal, Restock, Standing, Step, Why, decide,
};
use hawker_domain::permission::Actor;
use hawker_domain::text::Text;
use jiff::Timestamp;

use super::indexed::{expired_at_stall, stands_at};
use super::load;
use crate::conn::on_backend;
use crate::history::{self, Entry, Hand};
use crate::kept::update_counted;
use crate::schema::{orders, vendors};
use crate::time::{millis, optional_millis};
use crate::{Conn, Failure, StoreError, outbox, stock};

/// Makes a move, and answers how the order stands then. Of two moves at the same time one is made
/// and the other finds the order moved.
pub fn make_move(
    tx: &mut Conn,
    id: OrderId,
    wanted: &Move,
    actor: &Actor,
    hand: &Hand,
    seen_version: Option<i64>,
    now: Timestamp,
) -> Result<Order, Failure<Refusal>> {
    loop {
        let order = load(tx, id)?.ok_or(Failure::Refused(Refusal::NotTheirs))?;
        let before = order.standing();
        match decide(&before, wanted, actor, seen_version, now).map_err(Failure::Refused)? {
            Step::AlreadyMade => return Ok(order),
            Step::To { status, why, restock } => {
                let moved = moved(order, wanted, status, why, hand, now);
                if compare_and_swap(tx, &moved, &before)? {
                    record(tx, &moved, &before, restock, hand, now)?;
                    return Ok(moved);
                }
                // Somebody else's move was committed since the order was read: decide again.
            }
        }
    }
}

fn moved(
    order: Order,
    wanted: &Move,
    status: OrderStatus,
    why: Option<Why>,
    hand: &Hand,
    now: Timestamp,
) -> Order {
    let kind = wanted.kind();
    Order {
        status,
        version: order.version + 1,
        last_move: kind,
        last_party: hand.party,
        last_actor_name: hand.actor_name.clone(),
        times: order.times.moved(kind, status, now),
        why: why.or(order.why.clone()),
        ..order
    }
}

fn compare_and_swap(tx: &mut Conn, order: &Order, before: &Standing) -> Result<bool, StoreError> {
    let why = order.why.as_ref();
    let unmoved = orders::table
        .filter(orders::id.eq(order.id.0))
        .filter(orders::status.eq(before.status.as_str()))
        .filter(orders::version.eq(before.version));
    let changes = (
        orders::status.eq(order.status.as_str()),
        orders::version.eq(order.version),
        orders::last_move.eq(order.last_move.as_str()),
        orders::last_party.eq(order.last_party.as_str()),
        orders::last_actor_name.eq(order.last_actor_name.as_deref()),
        orders::reason.eq(why.map(|why| why.reason.as_str())),
        orders::reason_text.eq(why.and_then(|why| why.text.as_ref()).map(Text::as_str)),
        orders::accepted_at.eq(optional_millis(order.times.accepted_at)),
        orders::ready_at.eq(optional_millis(order.times.ready_at)),
        orders::completed_at.eq(optional_millis(order.times.completed_at)),
        orders::cancelled_at.eq(optional_millis(order.times.cancelled_at)),
    );
    let swapped = update_counted!(tx, diesel::update(unmoved).set(changes))?;
    Ok(swapped == 1)
}

fn record(
    tx: &mut Conn,
    order: &Order,
    before: &Standing,
    restock: Restock,
    hand: &Hand,
    now: Timestamp,
) -> Result<(), StoreError> {
    if order.status == OrderStatus::Cancelled && restock == Restock::GiveBack {
        stock::give_back(tx, order.id.0)?;
    }
    let entry = Entry {
        order_id: order.id.0,
        version: order.version,
        from: Some(before.status),
        to: order.status,
        kind: order.last_move,
        hand,
        why: order.why.as_ref(),
        at: now,
    };
    history::append(tx, &entry)?;
    for event in event::order_status_changed(order, before.status) {
        outbox::append(tx, event, now)?;
    }
    Ok(())
}

/// Notes that a screen of the stall shows the order. Only the first time counts and is announced.
pub fn mark_seen(
    tx: &mut Conn,
    id: OrderId,
    actor: &Actor,
    now: Timestamp,
) -> Result<Order, Failure<Refusal>> {
    let unseen = orders::table
        .filter(orders::id.eq(id.0))
        .filter(orders::status.eq(OrderStatus::Pending.as_str()))
        .filter(orders::seen_at.is_null());
    let order = super::find(tx, id, actor)?.ok_or(Failure::Refused(Refusal::NotTheirs))?;
    let is_first = on_backend!(tx, |conn| diesel::update(unseen)
        .set(orders::seen_at.eq(millis(now)))
        .execute(conn))?
        == 1;
    if !is_first {
        return Ok(order);
    }
    // Read again: on PostgreSQL another move may have been committed before the update.
    let order = load(tx, id)?.ok_or(Failure::Refused(Refusal::NotTheirs))?;
    for event in event::order_seen(&order) {
        outbox::append(tx, event, now)?;
    }
    Ok(order)
}

/// A move that the clock makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueMove {
    /// Nobody answered in time.
    Expire(OrderId),
    /// It was ready for so long that it must have been fetched.
    Complete(OrderId),
}

/// The moves that are due at `now`, at most `limit` of each kind, those of expiry for each stall.
pub fn due(tx: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<DueMove>, StoreError> {
    let mut due = Vec::new();
    let stalls: Vec<i64> =
        on_backend!(tx, |conn| vendors::table.order(vendors::id).select(vendors::id).load(conn))?;
    for vendor_id in stalls {
        let expired: Vec<i64> = on_backend!(tx, |conn| expired_at_stall(vendor_id, now)
            .order(orders::expires_at.asc())
            .limit(limit)
            .select(orders::id)
            .load(conn))?;
        due.extend(expired.into_iter().map(|id| DueMove::Expire(OrderId(id))));
    }
    let fetched: Vec<i64> = on_backend!(tx, |conn| orders::table
        .filter(stands_at(OrderStatus::ReadyForPickup))
        .filter(orders::ready_at.le(millis(now - AUTO_COMPLETE_AFTER)))
        .order(orders::ready_at.asc())
        .limit(limit)
        .select(orders::id)
        .load(conn))?;
    due.extend(fetched.into_iter().map(|id| DueMove::Complete(OrderId(id))));
    Ok(due)
}
