//! A driver that keeps what it is given, and fails where it is told to.

use std::collections::HashSet;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use hawker_server::realtime::broadcaster::{
    Broadcaster, Ended, Outcome, OutgoingEvent, PublishError,
};
use parking_lot::Mutex;
use pusher_protocol::SocketId;
use tokio::sync::watch;

use super::in_time;

/// Somebody else's real-time server, as the relay sees it.
pub(crate) struct Recorder {
    max_event_bytes: usize,
    failing: Mutex<HashSet<String>>,
    tried: watch::Sender<usize>,
    published: watch::Sender<Vec<OutgoingEvent>>,
}

impl Recorder {
    /// One that takes everything.
    pub(crate) fn new() -> Arc<Self> {
        Self::carrying(65_536)
    }

    /// One that takes events of so many bytes.
    pub(crate) fn carrying(max_event_bytes: usize) -> Arc<Self> {
        Arc::new(Self {
            max_event_bytes,
            failing: Mutex::default(),
            tried: watch::Sender::new(0),
            published: watch::Sender::new(Vec::new()),
        })
    }

    /// From now on nothing passes on `channel`.
    pub(crate) fn fail_on(&self, channel: &str) {
        self.failing.lock().insert(channel.to_owned());
    }

    /// From now on everything passes.
    pub(crate) fn recover(&self) {
        self.failing.lock().clear();
    }

    /// Waits until so many tries have failed.
    pub(crate) async fn failed(&self, times: usize) {
        let mut tried = self.tried.subscribe();
        let failed = tried.wait_for(|tried| *tried >= times);
        in_time("publishing fails", failed).await.expect("the recorder is here");
    }

    /// Waits until so many events of `channel` are published, and answers all of them.
    pub(crate) async fn published(&self, channel: &str, count: usize) -> Vec<OutgoingEvent> {
        let mut published = self.published.subscribe();
        let is_whole = |all: &Vec<OutgoingEvent>| of(all, channel).len() >= count;
        let all = in_time("events are published", published.wait_for(is_whole)).await;
        of(&all.expect("the recorder is here"), channel)
    }

    /// The events of `channel` that are published by now.
    pub(crate) fn published_by_now(&self, channel: &str) -> Vec<OutgoingEvent> {
        of(&self.published.borrow(), channel)
    }

    fn publish_one(&self, event: &OutgoingEvent) -> Outcome {
        if self.failing.lock().contains(&event.channel) {
            self.tried.send_modify(|tried| *tried += 1);
            return Err(PublishError::Unreachable { reason: "the test says so".to_owned() });
        }
        if event.data.len() > self.max_event_bytes {
            return Err(PublishError::TooLarge { bytes: event.data.len() });
        }
        self.published.send_modify(|published| published.push(event.clone()));
        Ok(())
    }
}

impl Broadcaster for Recorder {
    fn name(&self) -> &'static str {
        "recorder"
    }

    fn max_event_bytes(&self) -> usize {
        self.max_event_bytes
    }

    fn publish<'a>(&'a self, events: &'a [OutgoingEvent]) -> BoxFuture<'a, Vec<Outcome>> {
        let mut failed = HashSet::new();
        let publish = |event: &'a OutgoingEvent| {
            if failed.contains(event.channel.as_str()) {
                return Err(PublishError::HeldBack);
            }
            self.publish_one(event).inspect_err(|_| {
                failed.insert(event.channel.as_str());
            })
        };
        ready(events.iter().map(publish).collect()).boxed()
    }

    fn end_subscriptions<'a>(&'a self, _: &'a [SocketId]) -> BoxFuture<'a, Ended> {
        ready(Ended::Unsupported).boxed()
    }
}

fn of(events: &[OutgoingEvent], channel: &str) -> Vec<OutgoingEvent> {
    events.iter().filter(|event| event.channel == channel).cloned().collect()
}

/// The places of `events` in their channel.
pub(crate) fn seqs(events: &[OutgoingEvent]) -> Vec<i64> {
    events.iter().map(|event| event.seq).collect()
}
