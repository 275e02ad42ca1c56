//! What was committed since somebody last looked, for the relay: it publishes what it is handed
//! here, and need not read what was written a moment ago.

use std::mem;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::outbox::Fact;

/// How many events are held for somebody who does not come. They are in the outbox all the same.
const MAX_HELD: usize = 4096;

/// An event that was just committed. Its text is made by whoever takes it.
#[derive(Debug, Clone, PartialEq)]
pub struct FreshEvent {
    /// The channel's row.
    pub channel_id: i64,
    /// Its place in the channel.
    pub seq: i64,
    /// What it says.
    pub fact: Fact,
    /// Whether all events before it were known to be published when it was stored.
    pub follows_published: bool,
}

/// What was committed since the last look.
#[derive(Debug, Default, PartialEq)]
pub struct Committed {
    /// Events in the order of their commits.
    pub events: Vec<FreshEvent>,
    /// Whether more events may have been stored, which have to be looked for.
    pub has_more: bool,
}

/// Counts commits, and holds their events until they are taken.
#[derive(Default)]
pub(crate) struct Commits {
    count: AtomicU64,
    made: Notify,
    since: Mutex<Committed>,
}

impl Commits {
    /// A commit of the only writer, which has told every event of it.
    pub(crate) fn note(&self, events: &mut Vec<FreshEvent>) {
        let mut since = self.since();
        if since.events.len() + events.len() <= MAX_HELD {
            since.events.append(events);
        } else {
            since.has_more = true;
            events.clear();
        }
        drop(since);
        self.count_one();
    }

    /// A commit of one among several writers: nobody knows in which order they were made.
    pub(crate) fn note_untold(&self) {
        self.since().has_more = true;
        self.count_one();
    }

    fn count_one(&self) {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.made.notify_one();
    }

    /// How many there were.
    pub(crate) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// Waits for a commit that was not taken yet.
    pub(crate) async fn take(&self) -> Committed {
        self.made.notified().await;
        mem::take(&mut *self.since())
    }

    fn since(&self) -> MutexGuard<'_, Committed> {
        self.since.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use hawker_domain::VendorId;
    use hawker_domain::channel::Channel;
    use hawker_domain::event::Event;

    use super::*;

    fn event(seq: i64) -> FreshEvent {
        let channel = Channel::VendorOrders(VendorId(1));
        let fact = Fact::Other(Event { channel, name: "e", data: "{}".into() });
        FreshEvent { channel_id: 1, seq, fact, follows_published: seq == 1 }
    }

    #[tokio::test]
    async fn events_are_handed_on_once_and_in_order() {
        let commits = Commits::default();
        commits.note(&mut vec![event(1), event(2)]);
        commits.note(&mut vec![event(3)]);
        let committed = commits.take().await;
        assert_eq!(committed.events, [event(1), event(2), event(3)]);
        assert!(!committed.has_more);
        commits.note(&mut vec![event(4)]);
        assert_eq!(commits.take().await.events, [event(4)]);
        assert_eq!(commits.count(), 3);
    }

    #[tokio::test]
    async fn what_nobody_takes_is_not_held_without_end_and_whoever_comes_is_told_to_look() {
        let commits = Commits::default();
        for seq in 1..=5_000 {
            commits.note(&mut vec![event(seq)]);
        }
        let committed = commits.take().await;
        assert_eq!(committed.events.len(), MAX_HELD);
        assert!(committed.has_more);
    }

    #[tokio::test]
    async fn a_commit_whose_events_are_not_told_says_that_there_may_be_more() {
        let commits = Commits::default();
        commits.note_untold();
        assert_eq!(commits.take().await, Committed { events: vec![], has_more: true });
    }
}
