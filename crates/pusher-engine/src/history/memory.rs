//! The history that an engine has of its own: the last events of each channel, in memory.

use std::collections::VecDeque;
use std::future::ready;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use parking_lot::Mutex;
use pusher_protocol::{AppId, ChannelName, EventName, Position};

use super::{History, Missed, PastEvent, ReplayLimits};
use crate::aged::Aged;

/// How much a [`MemoryHistory`] remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryLimits {
    /// Most events of one channel.
    pub events_per_channel: usize,
    /// Most channels. The one that had an event or a look-up longest ago is forgotten first.
    pub channels: usize,
    /// Largest data of all events together, in bytes.
    pub bytes: usize,
}

impl Default for MemoryLimits {
    fn default() -> Self {
        Self { events_per_channel: 1_000, channels: 10_000, bytes: 64 * 1024 * 1024 }
    }
}

/// The last events of each channel. It ends with the process: places of an earlier one are of
/// another epoch.
pub struct MemoryHistory {
    epoch: String,
    limits: MemoryLimits,
    logs: Mutex<Logs>,
}

type Key = (AppId, ChannelName);

#[derive(Default)]
struct Logs {
    by_channel: Aged<Key, Log>,
    bytes: usize,
    /// How many logs were begun. A channel that was forgotten begins anew, under another epoch.
    begun: u64,
}

struct Log {
    epoch: String,
    /// The place of the last event.
    seq: u64,
    events: VecDeque<PastEvent>,
    bytes: usize,
}

impl MemoryHistory {
    /// An empty history. `epoch` must differ from that of every history before it.
    pub fn new(epoch: impl Into<String>, limits: MemoryLimits) -> Self {
        Self { epoch: epoch.into(), limits, logs: Mutex::default() }
    }

    /// Changes a channel's log, which becomes the youngest; the oldest make room.
    fn with_log<T>(&self, key: Key, change: impl FnOnce(&mut Log) -> T) -> T {
        let mut logs = self.logs.lock();
        let mut log = logs.take(&key).unwrap_or_else(|| logs.begin(&self.epoch));
        let result = change(&mut log);
        while log.events.len() > self.limits.events_per_channel {
            log.forget_first();
        }
        logs.bytes += log.bytes;
        logs.by_channel.insert(key, log);
        logs.shrink(&self.limits);
        result
    }
}

impl History for MemoryHistory {
    /// Only JSON objects can carry their place, so that only they get one.
    fn number(
        &self,
        app_id: &AppId,
        channel: &ChannelName,
        name: &EventName,
        data: &str,
    ) -> Option<(Position, Arc<str>)> {
        self.with_log((app_id.clone(), channel.clone()), |log| {
            let position = Position::new(log.epoch.as_str(), log.seq + 1);
            let data: Arc<str> = position.within(data)?.into();
            log.push(PastEvent { seq: position.seq, name: name.clone(), data: Arc::clone(&data) });
            Some((position, data))
        })
    }

    fn keep(
        &self,
        app_id: &AppId,
        channel: &ChannelName,
        epoch: &str,
        event: &dyn Fn() -> PastEvent,
    ) {
        let event = event();
        self.with_log((app_id.clone(), channel.clone()), |log| {
            if log.epoch == epoch && event.seq <= log.seq {
                return;
            }
            if log.epoch != epoch || event.seq != log.seq + 1 {
                *log = Log::new(epoch.to_owned());
            }
            log.push(event);
        });
    }

    fn missed<'a>(
        &'a self,
        app_id: &'a AppId,
        channel: &'a ChannelName,
        after: &'a Position,
        limits: ReplayLimits,
    ) -> BoxFuture<'a, Missed> {
        let key = (app_id.clone(), channel.clone());
        ready(self.with_log(key, |log| log.missed(after, limits))).boxed()
    }
}

impl Logs {
    fn take(&mut self, key: &Key) -> Option<Log> {
        let log = self.by_channel.remove(key)?;
        self.bytes -= log.bytes;
        Some(log)
    }

    fn begin(&mut self, epoch: &str) -> Log {
        self.begun += 1;
        Log::new(format!("{epoch}-{}", self.begun))
    }

    fn shrink(&mut self, limits: &MemoryLimits) {
        while self.by_channel.len() > limits.channels || self.bytes > limits.bytes {
            let Some(oldest) = self.by_channel.oldest().map(|(key, _)| key.clone()) else {
                return;
            };
            self.take(&oldest);
        }
    }
}

impl Log {
    fn new(epoch: String) -> Self {
        Self { epoch, seq: 0, events: VecDeque::new(), bytes: 0 }
    }

    fn push(&mut self, event: PastEvent) {
        self.seq = event.seq;
        self.bytes += event.data.len();
        self.events.push_back(event);
    }

    fn forget_first(&mut self) {
        if let Some(event) = self.events.pop_front() {
            self.bytes -= event.data.len();
        }
    }

    fn missed(&self, after: &Position, limits: ReplayLimits) -> Missed {
        let missed = self.seq.checked_sub(after.seq).and_then(|count| usize::try_from(count).ok());
        match missed {
            Some(count)
                if after.epoch == self.epoch && count <= self.events.len().min(limits.events) =>
            {
                Missed::Whole(self.events.range(self.events.len() - count..).cloned().collect())
            }
            Some(_) | None => {
                let position = Some(Position::new(self.epoch.as_str(), self.seq));
                Missed::Gone { position }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(events_per_channel: usize, channels: usize, bytes: usize) -> MemoryHistory {
        MemoryHistory::new("k", MemoryLimits { events_per_channel, channels, bytes })
    }

    fn channel(name: &str) -> ChannelName {
        ChannelName::parse(name).expect("valid")
    }

    fn publish(history: &MemoryHistory, name: &str, data: &str) -> Option<Position> {
        let event = EventName::parse("e").expect("valid");
        let numbered = history.number(&"1".into(), &channel(name), &event, data);
        numbered.map(|(position, _)| position)
    }

    fn missed(history: &MemoryHistory, name: &str, after: &Position) -> Missed {
        let limits = ReplayLimits { events: 3, ..ReplayLimits::default() };
        let look_up = history.missed(&"1".into(), &channel(name), after, limits).now_or_never();
        look_up.expect("memory is at hand")
    }

    fn seqs(missed: Missed) -> Option<Vec<u64>> {
        match missed {
            Missed::Whole(events) => Some(events.iter().map(|event| event.seq).collect()),
            Missed::Gone { .. } => None,
        }
    }

    #[test]
    fn what_came_after_a_place_is_given_whole_or_not_at_all() {
        let history = history(4, 9, 9_999);
        for _ in 0..6 {
            publish(&history, "private-a", "{}");
        }
        let after = |seq| seqs(missed(&history, "private-a", &Position::new("k-1", seq)));
        assert_eq!(after(6), Some(vec![]));
        assert_eq!(after(3), Some(vec![4, 5, 6]));
        assert_eq!(after(2), None, "more than is asked for at most");
        assert_eq!(after(1), None, "no longer remembered");
        assert_eq!(after(7), None, "never was");
        let elsewhere = missed(&history, "private-a", &Position::new("other", 6));
        assert_eq!(elsewhere, Missed::Gone { position: Some(Position::new("k-1", 6)) });
    }

    #[test]
    fn an_event_that_cannot_carry_a_place_takes_none() {
        let history = history(9, 9, 9_999);
        assert_eq!(publish(&history, "private-a", "{}"), Some(Position::new("k-1", 1)));
        assert_eq!(publish(&history, "private-a", "\"text\""), None);
        assert_eq!(publish(&history, "private-a", "{}"), Some(Position::new("k-1", 2)));
    }

    #[test]
    fn a_channel_that_was_forgotten_begins_under_another_epoch() {
        for history in [history(9, 1, 9_999), history(9, 9, 60)] {
            let place = publish(&history, "private-a", "{}").expect("numbered");
            publish(&history, "private-b", r#"{"long":"12345678901234567890"}"#);
            assert_eq!(seqs(missed(&history, "private-a", &place)), None);
            let again = publish(&history, "private-a", "{}").expect("numbered");
            assert_ne!(place.epoch, again.epoch);
        }
    }

    #[test]
    fn events_with_places_of_their_own_are_remembered_once_and_begin_anew_behind_a_hole() {
        let history = history(9, 9, 9_999);
        let keep = |epoch: &str, seq| {
            let name = EventName::parse("e").expect("valid");
            let event = || PastEvent { seq, name: name.clone(), data: "{}".into() };
            history.keep(&"1".into(), &channel("private-a"), epoch, &event);
        };
        let after =
            |epoch: &str, seq| seqs(missed(&history, "private-a", &Position::new(epoch, seq)));
        for seq in [7, 8, 7, 8, 9] {
            keep("own", seq);
        }
        assert_eq!(after("own", 6), Some(vec![7, 8, 9]));
        assert_eq!(after("own", 5), None);
        keep("own", 11);
        assert_eq!(after("own", 9), None, "the tenth was never seen");
        assert_eq!(after("own", 10), Some(vec![11]));
        keep("new", 12);
        assert_eq!(after("own", 11), None);
        assert_eq!(after("new", 11), Some(vec![12]));
    }

    #[test]
    fn the_memory_is_counted_right() {
        let history = history(2, 2, 9_999);
        for name in ["private-a", "private-b", "private-a", "private-c", "private-a"] {
            publish(&history, name, r#"{"a":1}"#);
            let logs = history.logs.lock();
            assert!(logs.by_channel.len() <= 2);
            let key = ("1".into(), channel(name));
            let log = logs.by_channel.get(&key).expect("just written");
            assert_eq!(log.bytes, log.events.iter().map(|event| event.data.len()).sum::<usize>());
        }
        let mut logs = history.logs.lock();
        while let Some(key) = logs.by_channel.oldest().map(|(key, _)| key.clone()) {
            logs.take(&key);
        }
        assert_eq!(logs.bytes, 0);
    }
}
