//! The outbox: every event of every channel, stored in the transaction that made it true. The
//! relay publishes out of it, and a client that was away catches up from it.
//!
//! An event is stored as it is told, but for the most frequent one: that an order was placed is told
//! from the order's own row, which keeps what was placed whatever becomes of the order. So a
//! checkout writes its orders once, and the one thread that writes to SQLite makes no JSON of them.

mod recover;
mod relay;

use std::sync::Arc;

use diesel::prelude::*;
use hawker_domain::channel::Channel;
use hawker_domain::event::{self, Event};
use hawker_domain::order::Order;
use jiff::Timestamp;

pub use self::recover::{MAX_RECOVERED, Recovery, prune, recover};
pub use self::relay::{Backlog, backlogs, lag, mark_relayed, stored_after};
use crate::batch_memory::Place;
use crate::conn::{Backend, on_backend};
use crate::schema::{channels, meta, outbox};
use crate::time::millis;
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

    /// That `order` was placed; it is as it was then.
    fn of_placed(order: &Order, seq: i64) -> Self {
        Self::new(event::order_received(order), seq)
    }
}

/// What is announced.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// That an order was placed; it is as it was then.
    Placed(Arc<Order>),
    /// Anything else.
    Other(Event),
}

impl From<Event> for Fact {
    fn from(event: Event) -> Self {
        Self::Other(event)
    }
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

/// Stores a fact as the next event of its channel, and answers its place there.
///
/// The channel's row is locked until the transaction ends, so places are given out in the order
/// of the commits, and a rolled-back transaction gives its place back.
pub fn append(tx: &mut Conn, fact: impl Into<Fact>, now: Timestamp) -> Result<i64, StoreError> {
    let fact = fact.into();
    let Raised { place: Place { channel_id, seq }, was_waiting } = next_place(tx, fact.channel())?;
    let (name, data, placed) = match &fact {
        Fact::Placed(order) => (event::ORDER_RECEIVED, None, Some(order.id.0)),
        Fact::Other(event) => (event.name, Some(event.data.as_str()), None),
    };
    let row = (
        outbox::channel_id.eq(channel_id),
        outbox::seq.eq(seq),
        outbox::name.eq(name),
        outbox::data.eq(data),
        outbox::placed_order_id.eq(placed),
        outbox::created_at.eq(millis(now)),
    );
    kept::write!(tx, diesel::insert_into(outbox::table).values(row))?;
    if matches!(tx.backend, Backend::Sqlite(_)) {
        tx.stored.push(FreshEvent { channel_id, seq, fact, follows_published: !was_waiting });
    }
    Ok(seq)
}

/// A channel's place for a new event.
struct Raised {
    place: Place,
    /// Whether events before it may not be published yet.
    was_waiting: bool,
}

fn next_place(tx: &mut Conn, channel: Channel) -> Result<Raised, StoreError> {
    if let Some(raised) = raise(tx, channel)? {
        return Ok(raised);
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

/// Takes the next place of a channel, if there is one of that name.
fn raise(tx: &mut Conn, channel: Channel) -> Result<Option<Raised>, StoreError> {
    let by_name = || channels::table.filter(channels::name.eq(channel.to_string()));
    if let Backend::Postgres(conn) = &mut tx.backend {
        let next = (channels::seq.eq(channels::seq + 1), channels::is_waiting.eq(true));
        let raised = diesel::update(by_name()).set(next).returning(PLACE);
        let place = raised.get_result::<(i64, i64)>(conn).optional()?;
        return Ok(place.map(|place| Raised { place: place.into(), was_waiting: true }));
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
    tx.memory.give_out(channel, place);
    Ok(Some(Raised { place, was_waiting }))
}

/// Tells the channels' rows which places were given out since.
///
/// On SQLite a place is given out of memory, because all that a transaction gives out in a channel
/// can be told in one statement. So this comes before whatever reads or changes the rows, and before
/// a commit or a savepoint.
pub(crate) fn save_places(tx: &mut Conn) -> QueryResult<()> {
    for (channel_id, seq) in tx.memory.take_given_out() {
        let row = channels::table.find(channel_id);
        let last = (channels::seq.eq(seq), channels::is_waiting.eq(true));
        kept::write!(tx, diesel::update(row).set(last))?;
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
