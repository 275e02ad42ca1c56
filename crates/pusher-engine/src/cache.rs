//! The last event of each cache channel, for a limited time and in limited memory.

use parking_lot::Mutex;
use pusher_protocol::{ChannelName, EventName};

use crate::aged::Aged;
use crate::app::AppLimits;

/// An event to keep.
#[derive(Clone, Copy)]
pub(crate) struct Kept<'a> {
    pub(crate) event: &'a EventName,
    pub(crate) data: &'a str,
}

/// An event that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cached {
    pub(crate) event: EventName,
    pub(crate) data: String,
    /// For how many more seconds it is kept, rounded up.
    pub(crate) ttl_seconds: u64,
}

/// What the cache channels of one app keep. It outlives their subscribers.
#[derive(Default)]
pub(crate) struct Cache(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    by_channel: Aged<ChannelName, Entry>,
    bytes: usize,
}

struct Entry {
    event: EventName,
    data: String,
    expires_at: u64,
}

impl Cache {
    /// Keeps an event in the place of the channel's last. The oldest of other channels make room.
    pub(crate) fn put(
        &self,
        channel: &ChannelName,
        kept: &Kept<'_>,
        limits: &AppLimits,
        now_millis: u64,
    ) {
        let ttl = u64::try_from(limits.cache_ttl.as_millis()).unwrap_or(u64::MAX);
        let entry = Entry {
            event: kept.event.clone(),
            data: kept.data.to_owned(),
            expires_at: now_millis.saturating_add(ttl),
        };
        let mut entries = self.0.lock();
        entries.bytes += entry.bytes(channel);
        if let Some(before) = entries.by_channel.insert(channel.clone(), entry) {
            entries.bytes -= before.bytes(channel);
        }
        entries.shrink(limits, now_millis);
    }

    /// What is kept of a channel.
    pub(crate) fn get(&self, channel: &ChannelName, now_millis: u64) -> Option<Cached> {
        let entries = self.0.lock();
        let entry = entries.by_channel.get(channel)?;
        let left = entry.expires_at.saturating_sub(now_millis);
        (left > 0).then(|| Cached {
            event: entry.event.clone(),
            data: entry.data.clone(),
            ttl_seconds: left.div_ceil(1_000),
        })
    }
}

impl Entries {
    /// Drops the oldest while there are too many, and those whose time is over.
    fn shrink(&mut self, limits: &AppLimits, now_millis: u64) {
        while let Some((oldest, entry)) = self.by_channel.oldest() {
            let is_too_much = self.by_channel.len() > limits.max_cached_channels
                || self.bytes > limits.max_cached_bytes;
            if !is_too_much && entry.expires_at > now_millis {
                return;
            }
            let oldest = oldest.clone();
            self.bytes -= entry.bytes(&oldest);
            self.by_channel.remove(&oldest);
        }
    }
}

impl Entry {
    fn bytes(&self, channel: &ChannelName) -> usize {
        channel.as_str().len() + self.event.as_str().len() + self.data.len()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn channel(name: &str) -> ChannelName {
        ChannelName::parse(name).expect("valid")
    }

    fn limits(max_cached_channels: usize, max_cached_bytes: usize) -> AppLimits {
        let cache_ttl = Duration::from_secs(10);
        AppLimits { cache_ttl, max_cached_channels, max_cached_bytes, ..AppLimits::default() }
    }

    fn put(cache: &Cache, name: &str, data: &str, limits: &AppLimits, now: u64) {
        let event = EventName::parse("e").expect("valid");
        cache.put(&channel(name), &Kept { event: &event, data }, limits, now);
    }

    fn data(cache: &Cache, name: &str, now: u64) -> Option<String> {
        cache.get(&channel(name), now).map(|cached| cached.data)
    }

    #[test]
    fn an_event_is_kept_for_its_time_and_says_how_much_is_left() {
        let cache = Cache::default();
        put(&cache, "cache-a", "1", &limits(9, 999), 5_000);
        let ttl = |now| cache.get(&channel("cache-a"), now).map(|cached| cached.ttl_seconds);
        assert_eq!([5_000, 5_001, 14_999].map(ttl), [Some(10), Some(10), Some(1)]);
        assert_eq!(ttl(15_000), None);
        put(&cache, "cache-b", "2", &limits(9, 999), 15_000);
        assert_eq!(cache.0.lock().by_channel.len(), 1, "what is over takes no memory");
    }

    #[test]
    fn the_oldest_makes_room_when_there_are_too_many() {
        let cache = Cache::default();
        for (name, now) in [("cache-a", 1), ("cache-b", 2), ("cache-a", 3), ("cache-c", 4)] {
            put(&cache, name, "x", &limits(2, 999), now);
        }
        assert_eq!(data(&cache, "cache-b", 5), None, "written before the others");
        assert!(data(&cache, "cache-a", 5).is_some() && data(&cache, "cache-c", 5).is_some());
    }

    #[test]
    fn the_memory_is_bounded_and_counted_right() {
        let (cache, limits) = (Cache::default(), limits(9, 100));
        put(&cache, "cache-a", &"x".repeat(50), &limits, 1);
        put(&cache, "cache-b", &"x".repeat(50), &limits, 1);
        assert_eq!(data(&cache, "cache-a", 1), None);
        assert_eq!(cache.0.lock().bytes, 7 + 1 + 50);
        put(&cache, "cache-b", &"x".repeat(101), &limits, 1);
        assert_eq!(data(&cache, "cache-b", 1), None, "larger than everything that may be kept");
        let entries = cache.0.lock();
        assert_eq!((entries.bytes, entries.by_channel.len()), (0, 0));
    }
}
