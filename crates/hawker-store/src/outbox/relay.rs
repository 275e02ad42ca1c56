//! The outbox as the relay's queue.

use diesel::prelude::*;

use super::{StoredEvent, save_places};
use crate::conn::on_backend;
use crate::orders::OrderRow;
use crate::schema::{channels, orders, outbox};
use crate::{Conn, StoreError, kept};

/// A channel with events that are not known to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backlog {
    /// The channel's row.
    pub channel_id: i64,
    /// The channel's name.
    pub channel: String,
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
    let backlog =
        |(channel_id, channel, seq, relayed_seq)| Backlog { channel_id, channel, seq, relayed_seq };
    Ok(rows.into_iter().map(backlog).collect())
}

/// At most `limit` events of a channel after place `after`, in order.
pub fn stored_after(
    tx: &mut Conn,
    channel_id: i64,
    after: i64,
    limit: i64,
) -> Result<Vec<StoredEvent>, StoreError> {
    let rows: Vec<Row> = on_backend!(tx, |conn| outbox::table
        .left_join(orders::table)
        .filter(outbox::channel_id.eq(channel_id))
        .filter(outbox::seq.gt(after))
        .order(outbox::seq.asc())
        .limit(limit)
        .select((outbox::seq, outbox::name, outbox::data, Option::<OrderRow>::as_select()))
        .load(conn))?;
    rows.into_iter().map(event).collect()
}

/// An event's place and name, and its data or the order that was placed.
type Row = (i64, String, Option<String>, Option<OrderRow>);

fn event((seq, name, data, placed): Row) -> Result<StoredEvent, StoreError> {
    match (data, placed) {
        (Some(data), _) => Ok(StoredEvent { seq, name, data }),
        (None, Some(row)) => Ok(StoredEvent::of_placed(&row.into_order()?.as_placed(), seq)),
        (None, None) => Err(StoreError::Unreadable("an event that says nothing".into())),
    }
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
    save_places(tx)?;
    let waiting = outbox::table
        .inner_join(channels::table)
        .filter(channels::is_waiting)
        .filter(outbox::seq.gt(channels::relayed_seq));
    Ok(on_backend!(tx, |conn| waiting
        .select((diesel::dsl::count_star(), diesel::dsl::min(outbox::created_at)))
        .first(conn))?)
}
