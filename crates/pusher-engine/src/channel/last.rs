//! What came last on a channel, and when, for whoever looks after the engine.

use parking_lot::Mutex;
use pusher_protocol::EventName;

use super::Channel;

/// The last event of a channel. Most channels wait long for their first, so none of them pays for
/// more than a pointer before.
#[derive(Default)]
pub(super) struct Last(Mutex<Option<Box<LastEvent>>>);

/// An event that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LastEvent {
    pub(crate) name: String,
    /// Milliseconds since 1970.
    pub(crate) at: u64,
}

impl Channel {
    /// Notes that an event was sent.
    pub(crate) fn note_last(&self, name: &EventName, now_millis: u64) {
        let mut last = self.last.0.lock();
        let last = last.get_or_insert_with(|| Box::new(LastEvent { name: String::new(), at: 0 }));
        last.name.clear();
        last.name.push_str(name.as_str());
        last.at = now_millis;
    }

    /// The last event since the channel got its first subscriber.
    pub(crate) fn last_event(&self) -> Option<LastEvent> {
        self.last.0.lock().as_deref().cloned()
    }
}
