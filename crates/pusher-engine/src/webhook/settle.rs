//! Holds back that somebody left, in case they come back.
//!
//! A page that is loaded again leaves and returns within a second. Its app hears of neither: a
//! leaving waits for a while, and a return within that time takes it back and is not told either.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use pusher_protocol::{ChannelName, WebhookEvent};
use tokio::time::Instant;

use crate::notice::Notice;

/// Who may come back.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Leaver {
    /// Any subscriber of a channel that has none.
    Channel(ChannelName),
    /// A user of a presence channel.
    Member(ChannelName, String),
}

/// What one app's leavings wait in.
pub(super) struct Settling {
    delay: Duration,
    /// When each of them is to be told.
    waiting: HashMap<Leaver, Instant>,
    /// The same in their order, and with them those that came back since.
    order: VecDeque<(Instant, Leaver)>,
}

impl Settling {
    /// Holds leavings back for this long.
    pub(super) fn new(delay: Duration) -> Self {
        Self { delay, waiting: HashMap::new(), order: VecDeque::new() }
    }

    /// Takes a notice; answers what is to be told at once.
    pub(super) fn take(&mut self, notice: Notice, now: Instant) -> Option<WebhookEvent> {
        match notice {
            Notice::ChannelVacated { channel } => self.hold(Leaver::Channel(channel), now),
            Notice::MemberRemoved { channel, user_id } => {
                self.hold(Leaver::Member(channel, user_id), now)
            }
            Notice::ChannelOccupied { channel } => {
                let leaver = Leaver::Channel(channel.clone());
                self.tell_unless_back(&leaver, WebhookEvent::ChannelOccupied { channel })
            }
            Notice::MemberAdded { channel, user_id } => {
                let leaver = Leaver::Member(channel.clone(), user_id.clone());
                self.tell_unless_back(&leaver, WebhookEvent::MemberAdded { channel, user_id })
            }
            Notice::CacheMiss { channel } => Some(WebhookEvent::CacheMiss { channel }),
            Notice::ClientEvent { channel, event, data, socket_id, user_id } => {
                Some(WebhookEvent::ClientEvent { channel, event, data, socket_id, user_id })
            }
            Notice::SubscriptionCount { channel, count } => {
                Some(WebhookEvent::SubscriptionCount { channel, subscription_count: count })
            }
        }
    }

    /// When [`due`](Self::due) has something to answer next, at the latest.
    pub(super) fn next_at(&self) -> Option<Instant> {
        self.order.front().map(|(at, _)| *at)
    }

    /// The next leaving whose time has come by `now`.
    pub(super) fn due(&mut self, now: Instant) -> Option<WebhookEvent> {
        while self.next_at().is_some_and(|at| at <= now) {
            let told = self.pop_front();
            if told.is_some() {
                return told;
            }
        }
        None
    }

    /// The next leaving, be its time come or not: there is nothing left to come back to.
    pub(super) fn give_up(&mut self) -> Option<WebhookEvent> {
        while !self.order.is_empty() {
            let told = self.pop_front();
            if told.is_some() {
                return told;
            }
        }
        None
    }

    fn hold(&mut self, leaver: Leaver, now: Instant) -> Option<WebhookEvent> {
        let at = now + self.delay;
        self.waiting.insert(leaver.clone(), at);
        self.order.push_back((at, leaver));
        None
    }

    fn tell_unless_back(&mut self, leaver: &Leaver, event: WebhookEvent) -> Option<WebhookEvent> {
        self.waiting.remove(leaver).is_none().then_some(event)
    }

    /// The oldest leaving; nothing where it was taken back, or taken back and made again later.
    fn pop_front(&mut self) -> Option<WebhookEvent> {
        let (at, leaver) = self.order.pop_front()?;
        if self.waiting.get(&leaver) != Some(&at) {
            return None;
        }
        self.waiting.remove(&leaver);
        Some(match leaver {
            Leaver::Channel(channel) => WebhookEvent::ChannelVacated { channel },
            Leaver::Member(channel, user_id) => WebhookEvent::MemberRemoved { channel, user_id },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DELAY: Duration = Duration::from_secs(3);

    fn channel() -> ChannelName {
        ChannelName::parse("presence-a").expect("valid")
    }

    fn added(user: &str) -> Notice {
        Notice::MemberAdded { channel: channel(), user_id: user.into() }
    }

    fn removed(user: &str) -> Notice {
        Notice::MemberRemoved { channel: channel(), user_id: user.into() }
    }

    fn told_removed(user: &str) -> WebhookEvent {
        WebhookEvent::MemberRemoved { channel: channel(), user_id: user.into() }
    }

    #[test]
    fn whoever_comes_back_in_time_was_never_away() {
        let (mut settling, start) = (Settling::new(DELAY), Instant::now());
        assert!(settling.take(added("1"), start).is_some());
        assert_eq!(settling.take(removed("1"), start), None);
        assert_eq!(settling.take(Notice::ChannelVacated { channel: channel() }, start), None);
        assert_eq!(settling.due(start + DELAY - Duration::from_millis(1)), None);
        let back = Notice::ChannelOccupied { channel: channel() };
        assert_eq!(settling.take(back, start), None);
        assert_eq!(settling.take(added("1"), start), None);
        assert_eq!(settling.due(start + DELAY), None);
        assert_eq!(settling.next_at(), None);
    }

    #[test]
    fn whoever_stays_away_is_told_once_and_in_order() {
        let (mut settling, start) = (Settling::new(DELAY), Instant::now());
        settling.take(removed("1"), start);
        settling.take(removed("2"), start);
        settling.take(Notice::ChannelVacated { channel: channel() }, start);
        assert_eq!(settling.next_at(), Some(start + DELAY));
        let told: Vec<_> = std::iter::from_fn(|| settling.due(start + DELAY)).collect();
        let vacated = WebhookEvent::ChannelVacated { channel: channel() };
        assert_eq!(told, [told_removed("1"), told_removed("2"), vacated]);
        assert!(settling.take(added("1"), start + DELAY).is_some(), "a new arrival");
    }

    #[test]
    fn a_second_leaving_starts_the_time_again() {
        let (mut settling, start) = (Settling::new(DELAY), Instant::now());
        let later = start + Duration::from_secs(2);
        settling.take(removed("1"), start);
        settling.take(added("1"), later);
        settling.take(removed("1"), later);
        assert_eq!(settling.due(start + DELAY), None);
        assert_eq!(settling.due(later + DELAY), Some(told_removed("1")));
        assert_eq!(settling.due(later + DELAY), None);
    }

    #[test]
    fn another_user_who_comes_takes_no_leaving_back() {
        let (mut settling, start) = (Settling::new(DELAY), Instant::now());
        settling.take(removed("1"), start);
        assert!(settling.take(added("2"), start).is_some());
        assert_eq!(settling.due(start + DELAY), Some(told_removed("1")));
    }

    #[test]
    fn at_the_end_what_was_held_back_is_told_at_once() {
        let (mut settling, start) = (Settling::new(DELAY), Instant::now());
        settling.take(removed("1"), start);
        settling.take(removed("2"), start);
        settling.take(added("1"), start);
        assert_eq!(settling.give_up(), Some(told_removed("2")));
        assert_eq!(settling.give_up(), None);
    }
}
