//! A history like a program's own log: events are stored in it first, and published later. It
//! answers when it is let.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use parking_lot::Mutex;
use pusher_engine::protocol::{AppId, ChannelName, EventName, Position};
use pusher_engine::{Event, History, Missed, PastEvent, ReplayLimits};
use tokio::sync::Semaphore;

use super::{APP_ID, Server, channel_name};

/// One channel's log. Clones are the same.
#[derive(Clone)]
pub(crate) struct Outbox(Arc<Inner>);

struct Inner {
    log: Mutex<Log>,
    /// As many look-ups are answered as it has permits.
    gate: Semaphore,
    looking: AtomicUsize,
    begun: AtomicUsize,
}

#[derive(Default)]
struct Log {
    events: Vec<PastEvent>,
    published: usize,
    /// How many of the first are forgotten.
    cut: u64,
}

impl Outbox {
    pub(crate) const EPOCH: &str = "k3f9";

    /// One that answers no look-up yet.
    pub(crate) fn closed() -> Self {
        let gate = Semaphore::new(0);
        Self(Arc::new(Inner {
            log: Mutex::default(),
            gate,
            looking: AtomicUsize::default(),
            begun: AtomicUsize::default(),
        }))
    }

    /// One that answers every look-up.
    pub(crate) fn open() -> Self {
        let outbox = Self::closed();
        outbox.answer(Semaphore::MAX_PERMITS >> 1);
        outbox
    }

    /// A place in it.
    pub(crate) fn place(seq: u64) -> Position {
        Position::new(Self::EPOCH, seq)
    }

    /// Stores the next event.
    pub(crate) fn store(&self) {
        let mut log = self.0.log.lock();
        let seq = log.events.len() as u64 + 1;
        let data = Self::place(seq).within("{}").expect("an object");
        let name = EventName::parse("e").expect("an event name");
        log.events.push(PastEvent { seq, name, data: data.into() });
    }

    /// Publishes the first event that is not published yet; false if all are.
    pub(crate) fn publish(&self, server: &Server, channel: &str) -> bool {
        let mut log = self.0.log.lock();
        let Some(stored) = log.events.get(log.published).cloned() else {
            return false;
        };
        log.published += 1;
        drop(log);
        let channels = &[channel_name(channel)];
        let event = Event { channels, name: &stored.name, data: &stored.data, except: None };
        let position = Self::place(stored.seq);
        server.engine.publish_at(&AppId::from(APP_ID), &position, &event).expect("published");
        true
    }

    /// Stores and publishes.
    pub(crate) fn send(&self, server: &Server, channel: &str) {
        self.store();
        assert!(self.publish(server, channel), "it was just stored");
    }

    /// Lets so many more look-ups be answered.
    pub(crate) fn answer(&self, count: usize) {
        self.0.gate.add_permits(count);
    }

    /// How many look-ups wait for their answer.
    pub(crate) fn looking(&self) -> usize {
        self.0.looking.load(Ordering::SeqCst)
    }

    /// How many look-ups have begun, answered or not.
    pub(crate) fn begun(&self) -> usize {
        self.0.begun.load(Ordering::SeqCst)
    }

    /// Forgets what is stored.
    pub(crate) fn prune(&self) {
        let mut log = self.0.log.lock();
        log.cut = log.events.len() as u64;
    }

    /// The last place that is forgotten.
    pub(crate) fn cut(&self) -> u64 {
        self.0.log.lock().cut
    }

    /// The last place that is stored.
    pub(crate) fn head(&self) -> u64 {
        self.0.log.lock().events.len() as u64
    }

    fn look_up(&self, after: &Position) -> Missed {
        let log = self.0.log.lock();
        let head = log.events.len() as u64;
        let is_known = after.epoch == Self::EPOCH && (log.cut..=head).contains(&after.seq);
        if !is_known {
            return Missed::Gone { position: Some(Self::place(head)) };
        }
        let missed = log.events.iter().filter(|event| event.seq > after.seq);
        Missed::Whole(missed.cloned().collect())
    }
}

impl History for Outbox {
    fn missed<'a>(
        &'a self,
        _: &'a AppId,
        _: &'a ChannelName,
        after: &'a Position,
        _: ReplayLimits,
    ) -> BoxFuture<'a, Missed> {
        async move {
            // What is stored while the look-up goes on may be found or not.
            let early = after.seq.is_multiple_of(2).then(|| self.look_up(after));
            self.0.looking.fetch_add(1, Ordering::SeqCst);
            self.0.begun.fetch_add(1, Ordering::SeqCst);
            let permit = self.0.gate.acquire().await.expect("it is never closed");
            self.0.looking.fetch_sub(1, Ordering::SeqCst);
            permit.forget();
            early.unwrap_or_else(|| self.look_up(after))
        }
        .boxed()
    }
}
