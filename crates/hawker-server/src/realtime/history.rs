//! The outbox as the real-time server's memory: a socket that asks to go on from a place gets what
//! it missed over the socket itself.

use std::convert::Infallible;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use hawker_domain::channel::Channel;
use hawker_store::outbox::{self, Recovery, StoredEvent};
use hawker_store::{Conn, Failure, Store, StoreError};
use pusher_engine::{History, Missed, PastEvent, ReplayLimits};
use pusher_protocol::{AppId, ChannelName, EventName, Position};

use super::broadcaster::MAX_EVENT_BYTES_IN_PROCESS;
use super::relay::outgoing;

/// Looks up in the outbox what a socket missed.
pub struct OutboxHistory {
    store: Store,
}

impl OutboxHistory {
    /// The outbox of a store.
    pub fn new(store: Store) -> Self {
        Self { store }
    }

    async fn look_up(
        &self,
        channel: Channel,
        after: &Position,
        limits: ReplayLimits,
    ) -> Result<Missed, StoreError> {
        let epoch = self.store.epoch().to_owned();
        // A place of another log, or none that the log could have, is after nothing.
        let after = match i64::try_from(after.seq) {
            Ok(seq) if after.epoch == epoch => seq,
            Ok(_) | Err(_) => i64::MAX,
        };
        let most = i64::try_from(limits.events).unwrap_or(i64::MAX);
        let read = move |tx: &mut Conn| {
            let head = outbox::position(tx, channel)?;
            // More than may be sent is not even read.
            let is_too_much = head.saturating_sub(after) > most;
            let recovery = match is_too_much {
                true => Recovery::Gone { seq: head },
                false => outbox::recover(tx, channel, after)?,
            };
            Ok(missed(channel, &epoch, recovery))
        };
        self.store.read(read).await.map_err(|failure: Failure<Infallible>| match failure {
            Failure::Store(error) => error,
            Failure::Refused(never) => match never {},
        })
    }
}

/// The hall's events are stored with their places before they are published; what somebody triggers
/// over the HTTP API is none of them, and has no place.
impl History for OutboxHistory {
    fn missed<'a>(
        &'a self,
        _: &'a AppId,
        channel: &'a ChannelName,
        after: &'a Position,
        limits: ReplayLimits,
    ) -> BoxFuture<'a, Missed> {
        async move {
            let Ok(channel) = channel.as_str().parse::<Channel>() else {
                return Missed::Gone { position: None };
            };
            self.look_up(channel, after, limits).await.unwrap_or_else(|error| {
                tracing::error!(%error, %channel, "what a socket missed cannot be looked up");
                Missed::Gone { position: None }
            })
        }
        .boxed()
    }
}

fn missed(channel: Channel, epoch: &str, recovery: Recovery) -> Missed {
    let gone = |seq| Missed::Gone { position: Some(Position::new(epoch, place(seq))) };
    match recovery {
        Recovery::Gone { seq } => gone(seq),
        Recovery::Whole(stored) => {
            let head = stored.last().map_or(0, |event| event.seq);
            let name = channel.to_string();
            let events: Option<_> =
                stored.into_iter().map(|event| past_event(&name, event, epoch)).collect();
            events.map_or_else(|| gone(head), Missed::Whole)
        }
    }
}

/// The event as the relay publishes it.
fn past_event(channel: &str, stored: StoredEvent, epoch: &str) -> Option<PastEvent> {
    let event = outgoing::event(channel.to_owned(), stored, epoch, MAX_EVENT_BYTES_IN_PROCESS);
    let name = EventName::parse(&event.name).ok()?;
    Some(PastEvent { seq: place(event.seq), name, data: event.data.into() })
}

/// Places are counted from 0 on.
fn place(seq: i64) -> u64 {
    u64::try_from(seq).unwrap_or_default()
}
