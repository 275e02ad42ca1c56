//! What was sent on a channel, for subscribers that were away.
//!
//! An app that has replay switched on ([`AppFeatures::replay`](crate::AppFeatures::replay)) gives
//! the events of its private and presence channels places, and a subscription that asks to go on
//! from a place is sent what it missed. Where that is remembered is up to a [`History`].

mod memory;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use pusher_protocol::{AppId, ChannelName, EventName, Position};

pub use memory::{MemoryHistory, MemoryLimits};

/// An event of a channel's past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastEvent {
    /// Its place in the channel.
    pub seq: u64,
    /// What happened.
    pub name: EventName,
    /// The payload as it was sent, with its place inside.
    pub data: Arc<str>,
}

/// What a subscriber missed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missed {
    /// Every event after its place, in order and without holes; none if it missed nothing.
    Whole(Vec<PastEvent>),
    /// Not all of it can be given any more, so none of it is.
    Gone {
        /// Where the channel stands; `None` if that could not be found out.
        position: Option<Position>,
    },
}

/// How much may be sent to a subscriber that goes on from a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplayLimits {
    /// Most events that it may have missed, and most that may be held for it until it has caught
    /// up.
    pub events: usize,
    /// How many bytes all of them together may take on the wire.
    pub bytes: usize,
    /// How many channels of one connection may be looked up in the history at a time; others wait.
    pub lookups: usize,
    /// How long a look-up may take before the client is told to begin anew.
    pub patience: Duration,
}

impl Default for ReplayLimits {
    fn default() -> Self {
        Self { events: 1_000, bytes: 512 * 1024, lookups: 4, patience: Duration::from_secs(5) }
    }
}

/// Remembers the events of channels.
///
/// [`number`](Self::number) and [`keep`](Self::keep) are called under the lock that orders the
/// channel's events, in that order, and must not wait.
pub trait History: Send + Sync + 'static {
    /// Gives an event that was published without a place the channel's next one and remembers it.
    /// Returns the place, and the data with the place inside. `None`, if this history does not
    /// number events, as by default, or cannot number this one: it is sent as it is, and is not
    /// replayed.
    fn number(
        &self,
        _app_id: &AppId,
        _channel: &ChannelName,
        _name: &EventName,
        _data: &str,
    ) -> Option<(Position, Arc<str>)> {
        None
    }

    /// Remembers an event that was published with its place, unless it did so before. By default
    /// it does nothing: whoever gave the event its place has stored it.
    fn keep(
        &self,
        _app_id: &AppId,
        _channel: &ChannelName,
        _epoch: &str,
        _event: &dyn Fn() -> PastEvent,
    ) {
    }

    /// Looks up what came after a place. Every event that was sent before the call must be found.
    /// One that is sent later may be: it is not sent to the subscriber again.
    ///
    /// It may stop at more events than `limits` allow, and answer that they are gone.
    fn missed<'a>(
        &'a self,
        app_id: &'a AppId,
        channel: &'a ChannelName,
        after: &'a Position,
        limits: ReplayLimits,
    ) -> BoxFuture<'a, Missed>;
}

/// The history of one app.
#[derive(Clone)]
pub(crate) struct AppHistory {
    pub(crate) app_id: AppId,
    pub(crate) history: Arc<dyn History>,
}

/// An event's place, and its data as subscribers get it.
pub(crate) struct Placed {
    pub(crate) position: Option<Position>,
    pub(crate) data: Arc<str>,
}

impl AppHistory {
    /// Remembers an event, under the place that it was published with or under the next one.
    pub(crate) fn place(
        &self,
        channel: &ChannelName,
        name: &EventName,
        data: &str,
        position: Option<&Position>,
    ) -> Placed {
        let Some(position) = position else {
            let numbered = self.history.number(&self.app_id, channel, name, data);
            return numbered.map_or_else(
                || Placed { position: None, data: data.into() },
                |(position, data)| Placed { position: Some(position), data },
            );
        };
        let data: Arc<str> = data.into();
        let event = || PastEvent { seq: position.seq, name: name.clone(), data: Arc::clone(&data) };
        self.history.keep(&self.app_id, channel, &position.epoch, &event);
        Placed { position: Some(position.clone()), data }
    }

    /// What came after a place.
    pub(crate) async fn missed(
        &self,
        channel: &ChannelName,
        after: &Position,
        limits: ReplayLimits,
    ) -> Missed {
        self.history.missed(&self.app_id, channel, after, limits).await
    }
}
