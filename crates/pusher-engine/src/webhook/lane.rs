//! What waits for one endpoint: a bounded queue, and the numbers about it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use tokio::sync::Notify;
use tracing::warn;

use super::WebhookCounts;
use super::endpoint::{WebhookEndpoint, shown_url};
use crate::app::App;

/// The way to one endpoint of one app.
pub(super) struct Lane {
    url: String,
    queue: Mutex<Queue>,
    /// Told when an event came.
    filled: Notify,
    pub(super) delivered: AtomicU64,
    pub(super) failed: AtomicU64,
    pub(super) failed_calls: AtomicU64,
    dropped: AtomicU64,
}

struct Queue {
    /// The app as it last was: its key and secret sign, its endpoint has the headers.
    app: Arc<App>,
    events: VecDeque<Waiting>,
    /// How many are being delivered.
    under_way: usize,
    is_overflowing: bool,
}

/// An event that waits.
pub(super) struct Waiting {
    /// The number that a store knows it by.
    pub(super) number: u64,
    /// The event as JSON.
    pub(super) event: String,
}

impl Lane {
    pub(super) fn new(app: Arc<App>, url: &str) -> Self {
        let queue = Queue { app, events: VecDeque::new(), under_way: 0, is_overflowing: false };
        Self {
            url: url.to_owned(),
            queue: Mutex::new(queue),
            filled: Notify::new(),
            delivered: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            failed_calls: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
        }
    }

    /// Queues an event. Where there is no room the oldest makes some, and is answered: what
    /// happened last says how things are.
    pub(super) fn push(&self, app: &Arc<App>, event: Waiting, room: usize) -> Option<Waiting> {
        let mut queue = self.queue.lock();
        queue.app = Arc::clone(app);
        let oldest = if queue.events.len() < room { None } else { queue.events.pop_front() };
        queue.events.push_back(event);
        drop(queue);
        if oldest.is_some() {
            self.note_dropped(room);
        }
        self.filled.notify_one();
        oldest
    }

    /// Notes that an event made room for a newer one, where there is room for so many.
    pub(super) fn note_dropped(&self, room: usize) {
        self.dropped.fetch_add(1, Ordering::Relaxed);
        if !std::mem::replace(&mut self.queue.lock().is_overflowing, true) {
            warn!(url = self.shown_url(), room, "webhook events are dropped: too many wait");
        }
    }

    /// Waits until at least one event waits.
    pub(super) async fn filled(&self) {
        while self.queue.lock().events.is_empty() {
            self.filled.notified().await;
        }
    }

    /// Waits until as many events wait as fit in one call.
    pub(super) async fn full(&self, max_events: usize) {
        while self.queue.lock().events.len() < max_events {
            self.filled.notified().await;
        }
    }

    /// Takes the events of the next call; they count as waiting until [`Lane::done`].
    pub(super) fn take(&self, max_events: usize) -> Vec<Waiting> {
        let mut queue = self.queue.lock();
        let count = queue.events.len().min(max_events.max(1));
        queue.under_way = count;
        let taken = queue.events.drain(..count).collect();
        if queue.events.is_empty() {
            queue.is_overflowing = false;
            // A burst must not leave its memory behind.
            queue.events = VecDeque::new();
        }
        taken
    }

    /// Notes that the events of a call are delivered or given up.
    pub(super) fn done(&self) {
        self.queue.lock().under_way = 0;
    }

    /// The app as it last was.
    pub(super) fn app(&self) -> Arc<App> {
        Arc::clone(&self.queue.lock().app)
    }

    /// The endpoint as it last was, and as it is without options where it is configured no more.
    pub(super) fn endpoint(&self) -> WebhookEndpoint {
        let app = self.app();
        let found = app.webhooks.iter().find(|endpoint| endpoint.url == self.url);
        found.cloned().unwrap_or_else(|| WebhookEndpoint::new(self.url.as_str()))
    }

    /// How many events wait or are under way.
    pub(super) fn len(&self) -> usize {
        let queue = self.queue.lock();
        queue.events.len() + queue.under_way
    }

    /// The address, as far as it may be shown.
    pub(super) fn shown_url(&self) -> &str {
        shown_url(&self.url)
    }

    pub(super) fn add_to(&self, counts: &mut WebhookCounts) {
        counts.delivered += self.delivered.load(Ordering::Relaxed);
        counts.failed += self.failed.load(Ordering::Relaxed);
        counts.failed_calls += self.failed_calls.load(Ordering::Relaxed);
        counts.dropped += self.dropped.load(Ordering::Relaxed);
        counts.waiting += self.len() as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app() -> Arc<App> {
        Arc::new(App::new("1", "key", "secret"))
    }

    fn event(number: u64) -> Waiting {
        Waiting { number, event: String::new() }
    }

    #[test]
    fn the_oldest_makes_room_for_the_newest_and_is_counted() {
        let lane = Lane::new(app(), "http://hall.example/");
        assert!(lane.push(&app(), event(1), 2).is_none());
        assert!(lane.push(&app(), event(2), 2).is_none());
        let dropped = lane.push(&app(), event(3), 2).expect("no room");
        assert_eq!(dropped.number, 1);
        let left: Vec<_> = lane.take(9).into_iter().map(|event| event.number).collect();
        assert_eq!(left, [2, 3]);
        let mut counts = WebhookCounts::default();
        lane.add_to(&mut counts);
        assert_eq!((counts.dropped, counts.waiting), (1, 2), "they are under way");
        lane.done();
        assert_eq!(lane.len(), 0);
    }
}
