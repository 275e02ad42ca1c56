//! The outbox: every event of every channel, stored in the transaction that made it true. The
//! relay publishes out of it, and a client that was away catches up from it.

mod recover;
mod relay;

use diesel::prelude::*;
use hawker_domain::channel::Channel;
use hawker_domain::event::Event;
use jiff::Timestamp;

pub use self::recover::{MAX_RECOVERED, Recovery, prune, recover};
pub use self::relay::{Backlog, backlogs, lag, mark_relayed, stored_after};
use crate::conn::on_backend;
use crate::schema::{channels, meta, outbox};
use crate::time::millis;
use crate::{Conn, StoreError, kept};

/// An event as it stands in its channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its place in the channel, from 1 without holes.
    pub seq: i64,
    /// Its name.
    pub name: String,
    /// One JSON object, without the position.
    pub data: String,
}

/// Stores an event as the next of its channel, and answers its place there.
///
/// The channel's row is locked until the transaction ends, so places are given out in the order
/// of the commits, and a rolled-back transaction gives its place back.
pub fn append(tx: &mut Conn, event: &Event, now: Timestamp) -> Result<i64, StoreError> {
    let (channel_id, seq) = next_place(tx, &event.channel.to_string())?;
    let row = (
        outbox::channel_id.eq(channel_id),
        outbox::seq.eq(seq),
        outbox::name.eq(event.name),
        outbox::data.eq(&event.data),
        outbox::created_at.eq(millis(now)),
    );
    kept::write!(tx, diesel::insert_into(outbox::table).values(row))?;
    Ok(seq)
}

fn next_place(tx: &mut Conn, channel: &str) -> Result<(i64, i64), StoreError> {
    if let Some(place) = raise(tx, channel)? {
        return Ok(place);
    }
    let row = (
        channels::name.eq(channel),
        channels::seq.eq(0),
        channels::relayed_seq.eq(0),
        channels::is_waiting.eq(true),
    );
    on_backend!(tx, |conn| diesel::insert_into(channels::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    let missing = || StoreError::Unreadable("a channel that was just inserted".into());
    raise(tx, channel)?.ok_or_else(missing)
}

/// Takes the next place of a channel, if there is one of that name, and answers its row and place.
///
/// SQLite does the work of an index over a column whenever a statement sets it, to whatever value.
/// So the channel is set to wait for the relay only where it does not yet.
fn raise(tx: &mut Conn, channel: &str) -> Result<Option<(i64, i64)>, StoreError> {
    let by_name = channels::table.filter(channels::name.eq(channel));
    let next = channels::seq.eq(channels::seq + 1);
    let (id, seq, is_waiting) = match tx {
        Conn::Postgres(conn) => {
            let raised = diesel::update(by_name).set((next, channels::is_waiting.eq(true)));
            let place = raised.returning((channels::id, channels::seq)).get_result(conn);
            return Ok(place.optional()?);
        }
        Conn::Sqlite(conn) => {
            let row = by_name.select((channels::id, channels::seq, channels::is_waiting));
            let Some(row) = row.first::<(i64, i64, bool)>(conn).optional()? else {
                return Ok(None);
            };
            row
        }
    };
    let row = channels::table.find(id);
    if is_waiting {
        kept::write!(tx, diesel::update(row).set(next))?;
    } else {
        kept::write!(tx, diesel::update(row).set((next, channels::is_waiting.eq(true))))?;
    }
    Ok(Some((id, seq + 1)))
}

/// The place of a channel's last event; 0 where it has none.
pub fn position(tx: &mut Conn, channel: Channel) -> Result<i64, StoreError> {
    let seq = on_backend!(tx, |conn| channels::table
        .filter(channels::name.eq(channel.to_string()))
        .select(channels::seq)
        .first(conn)
        .optional())?;
    Ok(seq.unwrap_or_default())
}

const EPOCH: &str = "epoch";

/// The log's epoch, or `new` where the log begins now.
pub(crate) fn load_or_begin_epoch(conn: &mut Conn, new: &str) -> Result<String, StoreError> {
    let row = (meta::key.eq(EPOCH), meta::value.eq(new));
    on_backend!(conn, |conn| diesel::insert_into(meta::table)
        .values(row)
        .on_conflict(meta::key)
        .do_nothing()
        .execute(conn))?;
    let epoch = on_backend!(conn, |conn| meta::table.find(EPOCH).select(meta::value).first(conn))?;
    Ok(epoch)
}
