//! Numbers for whoever watches an engine.

use std::iter::Sum;
use std::ops::Add;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::hub::Hub;

/// What an app, or a whole engine, has and has done since it started.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Connections now.
    pub connections: usize,
    /// Channels that have subscribers now.
    pub channels: usize,
    /// Events published.
    pub events_published: u64,
    /// Events that clients sent to each other.
    pub client_events: u64,
    /// Frames handed to the network.
    pub frames_sent: u64,
    /// Their bytes.
    pub bytes_sent: u64,
    /// Bytes of the messages that clients sent.
    pub bytes_received: u64,
    /// The most bytes that ever waited for one reader.
    pub queue_high_water_bytes: u64,
    /// Connections closed because too much waited unread.
    pub slow_readers_closed: u64,
    /// Connections closed because they did not answer a ping.
    pub silent_closed: u64,
    /// Connections refused because the app was full or the engine was shutting down.
    pub refused_over_capacity: u64,
}

/// The counters behind [`Stats`].
#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) events_published: Counter,
    pub(crate) client_events: Counter,
    pub(crate) frames_sent: Counter,
    pub(crate) bytes_sent: Counter,
    pub(crate) bytes_received: Counter,
    pub(crate) queue_high_water_bytes: HighWater,
    pub(crate) slow_readers_closed: Counter,
    pub(crate) silent_closed: Counter,
    pub(crate) refused_over_capacity: Counter,
}

/// A number that only grows.
#[derive(Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn add(&self, count: u64) {
        self.0.fetch_add(count, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The largest number that was ever noted.
#[derive(Default)]
pub(crate) struct HighWater(AtomicU64);

impl HighWater {
    /// Notes a number. Most are not the largest, and cost one look.
    pub(crate) fn note(&self, number: u64) {
        if number > self.0.load(Ordering::Relaxed) {
            self.0.fetch_max(number, Ordering::Relaxed);
        }
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Stats {
    pub(crate) fn of(hub: &Hub) -> Self {
        let counters = &hub.counters;
        Self {
            connections: hub.connection_count(),
            channels: hub.channels.len(),
            events_published: counters.events_published.get(),
            client_events: counters.client_events.get(),
            frames_sent: counters.frames_sent.get(),
            bytes_sent: counters.bytes_sent.get(),
            bytes_received: counters.bytes_received.get(),
            queue_high_water_bytes: counters.queue_high_water_bytes.get(),
            slow_readers_closed: counters.slow_readers_closed.get(),
            silent_closed: counters.silent_closed.get(),
            refused_over_capacity: counters.refused_over_capacity.get(),
        }
    }
}

impl Add for Stats {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            connections: self.connections + other.connections,
            channels: self.channels + other.channels,
            events_published: self.events_published + other.events_published,
            client_events: self.client_events + other.client_events,
            frames_sent: self.frames_sent + other.frames_sent,
            bytes_sent: self.bytes_sent + other.bytes_sent,
            bytes_received: self.bytes_received + other.bytes_received,
            queue_high_water_bytes: self.queue_high_water_bytes.max(other.queue_high_water_bytes),
            slow_readers_closed: self.slow_readers_closed + other.slow_readers_closed,
            silent_closed: self.silent_closed + other.silent_closed,
            refused_over_capacity: self.refused_over_capacity + other.refused_over_capacity,
        }
    }
}

impl Sum for Stats {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}
