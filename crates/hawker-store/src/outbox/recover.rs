//! What a client missed, whole or not at all.

use diesel::prelude::*;
use hawker_domain::channel::Channel;
use jiff::Timestamp;

use super::{StoredEvent, save_places};
use crate::conn::on_backend;
use crate::schema::{channels, outbox};
use crate::time::millis;
use crate::{Conn, StoreError};

/// The most events that are recovered at once: a client that missed more is better off with a new
/// snapshot.
pub const MAX_RECOVERED: usize = 10_000;

/// What can be given to a client that saw a channel up to some place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recovery {
    /// Everything after that place, in order.
    Whole(Vec<StoredEvent>),
    /// Something is missing: the client must take a new snapshot, which stands at `seq`.
    Gone {
        /// The place of the channel's last event.
        seq: i64,
    },
}

/// The events of `channel` after place `after`.
pub fn recover(tx: &mut Conn, channel: Channel, after: i64) -> Result<Recovery, StoreError> {
    save_places(tx)?;
    let row: Option<(i64, i64)> = on_backend!(tx, |conn| channels::table
        .filter(channels::name.eq(channel.to_string()))
        .select((channels::id, channels::seq))
        .first(conn)
        .optional())?;
    let (channel_id, seq) = row.unwrap_or_default();
    // A client ahead of the log saw events that are not in it: the log was restored from before.
    let missed = usize::try_from(seq - after).ok().filter(|_| after >= 0);
    let Some(missed) = missed.filter(|missed| *missed <= MAX_RECOVERED) else {
        return Ok(Recovery::Gone { seq });
    };
    let events = super::stored_after(tx, channel, channel_id, after, missed)?;
    if events.len() == missed { Ok(Recovery::Whole(events)) } else { Ok(Recovery::Gone { seq }) }
}

/// Forgets events that were stored before `time` and are published; at most `limit` of them, so
/// that no transaction takes long.
pub fn prune(tx: &mut Conn, time: Timestamp, limit: i64) -> Result<usize, StoreError> {
    // Ids are in the order of time, which spares every event an index over it.
    let published: Vec<(i64, i64)> = on_backend!(tx, |conn| outbox::table
        .inner_join(channels::table)
        .filter(outbox::seq.le(channels::relayed_seq))
        .order(outbox::id.asc())
        .limit(limit)
        .select((outbox::id, outbox::created_at))
        .load(conn))?;
    let old = published.into_iter().take_while(|(_, at)| *at < millis(time)).map(|(id, _)| id);
    let old: Vec<i64> = old.collect();
    Ok(on_backend!(tx, |conn| diesel::delete(outbox::table.filter(outbox::id.eq_any(old)))
        .execute(conn))?)
}
