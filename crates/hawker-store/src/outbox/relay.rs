//! The outbox as the relay's queue.

use diesel::dsl::{auto_type, count_star, min};
use diesel::prelude::*;
use hawker_domain::channel::Channel;
use hawker_domain::event::PlacedOrder;

use super::{StoredEvent, save_places};
use crate::conn::on_backend;
use crate::orders::{OrderRow, unreadable};
use crate::schema::{channels, orders, outbox};
use crate::{Conn, StoreError, kept};

/// A channel with events that are not known to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backlog {
    /// The channel's row.
    pub channel_id: i64,
    /// The channel.
    pub channel: Channel,
    /// The place of its last event.
    pub seq: i64,
    /// The place up to which all are known to be published.
    pub relayed_seq: i64,
}

/// Every channel with a backlog.
pub fn backlogs(tx: &mut Conn) -> Result<Vec<Backlog>, StoreError> {
    save_places(tx)?;
    let rows: Vec<(i64, String, i64, i64)> = on_backend!(tx, |conn| channels::table
        .filter(channels::is_waiting)
        .order(channels::id.asc())
        .select((channels::id, channels::name, channels::seq, channels::relayed_seq))
        .load(conn))?;
    let backlog = |(channel_id, name, seq, relayed_seq): (i64, String, i64, i64)| {
        let channel = name.parse().map_err(unreadable("channels.name"))?;
        Ok(Backlog { channel_id, channel, seq, relayed_seq })
    };
    rows.into_iter().map(backlog).collect()
}

/// At most `limit` events of a channel after place `after`, in order.
pub fn stored_after(
    tx: &mut Conn,
    channel: Channel,
    channel_id: i64,
    after: i64,
    limit: usize,
) -> Result<Vec<StoredEvent>, StoreError> {
    let at_most = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows: Vec<(i64, String, String)> = on_backend!(tx, |conn| outbox::table
        .filter(outbox::channel_id.eq(channel_id))
        .filter(outbox::seq.gt(after))
        .order(outbox::seq.asc())
        .limit(at_most)
        .select((outbox::seq, outbox::name, outbox::data))
        .load(conn))?;
    let event = |(seq, name, data)| StoredEvent { seq, name, data };
    let mut events: Vec<StoredEvent> = rows.into_iter().map(event).collect();
    if let Channel::VendorOrders(vendor_id) = channel {
        let placed: Vec<(i64, OrderRow)> =
            on_backend!(tx, |conn| placed_after(vendor_id.0, after)
                .order(orders::placed_seq.asc())
                .limit(at_most)
                .select((orders::placed_seq, OrderRow::as_select()))
                .load(conn))?;
        for (seq, row) in placed {
            events.push(StoredEvent::of_placed(&PlacedOrder::of(row.into_order()?), seq));
        }
        events.sort_by_key(|event| event.seq);
        events.truncate(limit);
    }
    Ok(events)
}

/// A stall's orders whose `OrderReceived` stands after place `after` of its channel.
#[auto_type]
fn placed_after(vendor_id: i64, after: i64) -> _ {
    orders::table.filter(orders::vendor_id.eq(vendor_id)).filter(orders::placed_seq.gt(after))
}

/// Notes that a channel's events are published up to place `seq`. Never goes back.
pub fn mark_relayed(tx: &mut Conn, channel_id: i64, seq: i64) -> Result<(), StoreError> {
    save_places(tx)?;
    let behind = channels::table.find(channel_id).filter(channels::relayed_seq.lt(seq));
    let is_waiting = channels::is_waiting.eq(channels::seq.gt(seq));
    kept::write!(tx, diesel::update(behind).set((channels::relayed_seq.eq(seq), is_waiting)))?;
    Ok(())
}

/// How many events are not known to be published, and when the oldest of them was stored, in
/// epoch milliseconds.
pub fn lag(tx: &mut Conn) -> Result<(i64, Option<i64>), StoreError> {
    let backlogs = backlogs(tx)?;
    let waiting = outbox::table
        .inner_join(channels::table)
        .filter(channels::is_waiting)
        .filter(outbox::seq.gt(channels::relayed_seq));
    let mut lags: Vec<(i64, Option<i64>)> = vec![on_backend!(tx, |conn| waiting
        .select((count_star(), min(outbox::created_at)))
        .first(conn))?];
    for backlog in backlogs {
        if let Channel::VendorOrders(vendor_id) = backlog.channel {
            let placed = on_backend!(tx, |conn| placed_after(vendor_id.0, backlog.relayed_seq)
                .select((count_star(), min(orders::placed_at)))
                .first(conn))?;
            lags.push(placed);
        }
    }
    let count = lags.iter().map(|(count, _)| count).sum();
    Ok((count, lags.iter().filter_map(|(_, oldest)| *oldest).min()))
}
