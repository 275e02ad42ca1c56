//! The outbox: every event of every channel, stored in the transaction that made it true. The
//! relay publishes out of it, and a client that was away catches up from it.
//!
//! An event is a row here, but for the most frequent one: that an order was placed, the order's own
//! row tells, which knows its place in its stall's channel and keeps what was placed whatever becomes
//! of the order. So a checkout writes its orders and nothing about them.

mod recover;
mod relay;

use std::sync::Arc;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use hawker_domain::channel::Channel;
use hawker_domain::event::{self, Event, PlacedOrder};
use jiff::Timestamp;

pub use self::recover::{MAX_RECOVERED, Recovery, prune, recover};
pub use self::relay::{Backlog, backlogs, lag, mark_relayed, stored_after};
use crate::conn::{Backend, on_backend};
use crate::schema::{channels, meta, outbox};
use crate::time::millis;
use crate::writer_memory::{GivenOut, Place};
use crate::{Conn, FreshEvent, StoreError, kept};

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

impl StoredEvent {
    fn new(event: Event, seq: i64) -> Self {
        Self { seq, name: event.name.to_owned(), data: event.data }
    }

    /// That `order` was placed.
    fn of_placed(order: &PlacedOrder, seq: i64) -> Self {
        Self::new(event::order_received(order), seq)
    }
}

/// What is announced.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// That an order was placed.
    Placed(Arc<PlacedOrder>),
    /// Anything else.
    Other(Event),
}

impl Fact {
    /// Where it is announced.
    pub fn channel(&self) -> Channel {
        match self {
            Self::Placed(order) => Channel::VendorOrders(order.vendor_id),
            Self::Other(event) => event.channel,
        }
    }

    /// The event as it stands in its channel at place `seq`.
    pub fn at(self, seq: i64) -> StoredEvent {
        match self {
            Self::Placed(order) => StoredEvent::of_placed(&order, seq),
            Self::Other(event) => StoredEvent::new(event, seq),
        }
    }
}

/// Stores the next event of its channel, and answers its place there.
///
/// The channel's row is locked until the transaction ends, so places are given out in the order
/// of the commits, and a rolled-back transaction gives its place back.
pub fn append(tx: &mut Conn, event: Event, now: Timestamp) -> Result<i64, StoreError> {
    let given = next_place(tx, event.channel)?;
    let row = (
        outbox::channel_id.eq(given.place.channel_id),
        outbox::seq.eq(given.seq()),
        outbox::name.eq(event.name),
        outbox::data.eq(&event.data),
        outbox::created_at.eq(millis(now)),
    );
    kept::write!(tx, diesel::insert_into(outbox::table).values(row))?;
    let seq = given.seq();
    given.hand_on(tx, Fact::Other(event));
    Ok(seq)
}

/// A channel's place for a new event, which is to be stored at it and then handed on.
pub(crate) struct GivenPlace {
    place: Place,
    /// Whether events before it may not be published yet.
    was_waiting: bool,
}

impl GivenPlace {
    pub(crate) fn seq(&self) -> i64 {
        self.place.seq
    }

    /// Hands on what is stored at this place: after the commit, to whoever publishes it.
    pub(crate) fn hand_on(self, tx: &mut Conn, fact: Fact) {
        if matches!(tx.backend, Backend::Sqlite(_)) {
            let Place { channel_id, seq } = self.place;
            let follows_published = !self.was_waiting;
            tx.stored.push(FreshEvent { channel_id, seq, fact, follows_published });
        }
    }
}

/// Takes the next place of a channel.
pub(crate) fn next_place(tx: &mut Conn, channel: Channel) -> Result<GivenPlace, StoreError> {
    if let Some(given) = raise(tx, channel)? {
        return Ok(given);
    }
    let row = (
        channels::name.eq(channel.to_string()),
        channels::seq.eq(0),
        channels::relayed_seq.eq(0),
        channels::is_waiting.eq(false),
    );
    on_backend!(tx, |conn| diesel::insert_into(channels::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    let missing = || StoreError::Unreadable("a channel that was just inserted".into());
    raise(tx, channel)?.ok_or_else(missing)
}

/// The same, if there is a channel of that name.
fn raise(tx: &mut Conn, channel: Channel) -> Result<Option<GivenPlace>, StoreError> {
    let by_name = || channels::table.filter(channels::name.eq(channel.to_string()));
    if let Backend::Postgres(conn) = &mut tx.backend {
        let next = (channels::seq.eq(channels::seq + 1), channels::is_waiting.eq(true));
        let raised = diesel::update(by_name()).set(next).returning(PLACE);
        let place = raised.get_result::<(i64, i64)>(conn).optional()?;
        return Ok(place.map(|place| GivenPlace { place: place.into(), was_waiting: true }));
    }
    let (last, was_waiting) = match tx.memory.place(channel) {
        Some(last) => (last, true),
        None => {
            save_places(tx)?;
            let row = by_name().select((PLACE, channels::is_waiting));
            let row: Option<((i64, i64), bool)> =
                on_backend!(tx, |conn| row.first(conn).optional())?;
            let Some((last, was_waiting)) = row else { return Ok(None) };
            (Place::from(last), was_waiting)
        }
    };
    let place = Place { seq: last.seq + 1, ..last };
    tx.memory.give_out(channel, place, was_waiting);
    Ok(Some(GivenPlace { place, was_waiting }))
}

/// Tells the channels' rows which places were given out since.
///
/// On SQLite a place is given out of memory, because all that a transaction gives out in a channel
/// can be told in one statement. So this comes before whatever reads or changes the rows, and before
/// a commit or a savepoint.
pub(crate) fn save_places(tx: &mut Conn) -> QueryResult<()> {
    for (channel_id, GivenOut { seq, was_waiting }) in tx.memory.take_given_out() {
        let row = channels::table.find(channel_id);
        let seq = channels::seq.eq(seq);
        // To set a column that is indexed costs the index, whatever it is set to.
        if was_waiting {
            kept::write!(tx, diesel::update(row).set(seq))?;
        } else {
            kept::write!(tx, diesel::update(row).set((seq, channels::is_waiting.eq(true))))?;
        }
    }
    Ok(())
}

const PLACE: (channels::id, channels::seq) = (channels::id, channels::seq);

impl From<(i64, i64)> for Place {
    fn from((channel_id, seq): (i64, i64)) -> Self {
        Self { channel_id, seq }
    }
}

/// The place of a channel's last event; 0 where it has none.
pub fn position(tx: &mut Conn, channel: Channel) -> Result<i64, StoreError> {
    save_places(tx)?;
    let seq = on_backend!(tx, |conn| channels::table
        .filter(channels::name.eq(channel.to_string()))
        .select(channels::seq)
        .first(conn)
        .optional())?;
    Ok(seq.unwrap_or_default())
}

const EPOCH: &str = "epoch";

/// The log's epoch, or `new` where the log begins now, or has not had `event_count` events and so was
/// restored from a backup: its places are given out again, and a screen that has seen the first event at
/// a place would drop the second.
pub(crate) fn load_or_begin_epoch(
    conn: &mut Conn,
    new: &str,
    event_count: Option<i64>,
) -> Result<String, StoreError> {
    let events = count_ever(conn)?;
    let goes_on = event_count.is_some_and(|known| known <= events);
    if !goes_on && events > 0 {
        tracing::warn!(
            events,
            known = event_count,
            "the database may have been restored from a backup: every screen will load anew"
        );
    }
    let row = (meta::key.eq(EPOCH), meta::value.eq(new));
    let insert = diesel::insert_into(meta::table).values(row).on_conflict(meta::key);
    on_backend!(conn, |conn| match goes_on {
        true => insert.do_nothing().execute(conn),
        false => insert.do_update().set(meta::value.eq(new)).execute(conn),
    })?;
    let epoch = on_backend!(conn, |conn| meta::table.find(EPOCH).select(meta::value).first(conn))?;
    Ok(epoch)
}

/// How many events there have ever been, those included that are forgotten. It never falls but in a
/// database that was restored from a backup.
pub fn count_ever(tx: &mut Conn) -> Result<i64, StoreError> {
    save_places(tx)?;
    // The cast brings PostgreSQL's sum back from NUMERIC.
    let count = sql::<BigInt>("CAST(COALESCE(SUM(seq), 0) AS BIGINT)");
    Ok(on_backend!(tx, |conn| channels::table.select(count).first(conn))?)
}
