//! The driver `null`: drops every event. For halls whose screens only poll, and for tests.

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use pusher_protocol::SocketId;

use super::broadcaster::{Broadcaster, Ended, MAX_EVENT_BYTES_IN_PROCESS, Outcome, OutgoingEvent};
use super::outcomes::one_by_one;

/// Drops every event, and says that it went well.
#[derive(Debug, Clone, Copy)]
pub struct Null;

impl Broadcaster for Null {
    fn name(&self) -> &'static str {
        "null"
    }

    fn max_event_bytes(&self) -> usize {
        MAX_EVENT_BYTES_IN_PROCESS
    }

    fn publish<'a>(&'a self, events: &'a [OutgoingEvent]) -> BoxFuture<'a, Vec<Outcome>> {
        ready(one_by_one(events, |_| Ok(()))).boxed()
    }

    /// Nobody is connected to nowhere.
    fn end_subscriptions<'a>(&'a self, _: &'a [SocketId]) -> BoxFuture<'a, Ended> {
        ready(Ended::Closed(0)).boxed()
    }
}
