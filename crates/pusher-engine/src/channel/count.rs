//! `pusher_internal:subscription_count`: how many connections are subscribed, where the app wants
//! it told.
//!
//! Small channels are told of each change. A large one would cost as many frames as it has
//! subscribers for each that comes, so it is told now and then; the sweep sees to the last change.

use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use pusher_protocol::{ChannelKind, server_frame};

use super::Channel;
use super::turn::Turn;
use crate::app::App;
use crate::hub::Hub;
use crate::notice::Notice;

/// Up to so many subscribers are told of each change.
const SMALL_CHANNEL: usize = 100;

/// More of them are told at most once in this time.
const PAUSE_MILLIS: u64 = 5_000;

/// What a channel's subscribers know of their number.
#[derive(Default)]
pub(super) struct Count {
    /// When they were told last.
    told_at: Option<u64>,
    /// Whether it changed since, and the channel waits for the sweep.
    is_due: bool,
}

/// The channels whose subscribers are still to be told.
#[derive(Default)]
pub(crate) struct DueCounts(Mutex<Vec<Weak<Channel>>>);

impl DueCounts {
    /// Tells those whose pause is over.
    pub(crate) fn tell(&self, hub: &Hub) {
        let mut due = std::mem::take(&mut *self.0.lock());
        due.retain(|channel| channel.upgrade().is_some_and(|channel| !channel.tell_due(hub)));
        self.0.lock().append(&mut due);
    }
}

impl Channel {
    /// Tells a late count, unless it is too early; true if it was told.
    fn tell_due(&self, hub: &Hub) -> bool {
        let mut turn = self.turn();
        let now = hub.now_millis();
        let is_over = turn.count.is_pause_over(now);
        if is_over {
            turn.tell_count(self, hub, now);
        }
        is_over
    }

    fn is_counted(&self) -> bool {
        !self.kind.is_presence() && self.kind != ChannelKind::ServerToUser
    }
}

impl Count {
    /// A clock that was set back is no reason to wait.
    fn is_pause_over(&self, now: u64) -> bool {
        self.told_at.is_none_or(|told_at| now < told_at || now - told_at >= PAUSE_MILLIS)
    }
}

impl Turn<'_> {
    /// Tells the new number of subscribers, or lets the sweep do it later.
    pub(super) fn count_changed(&mut self, channel: &Arc<Channel>, hub: &Hub, app: &App) {
        if !app.features.subscription_count || !channel.is_counted() {
            return;
        }
        let now = hub.now_millis();
        if self.subscribers.len() <= SMALL_CHANNEL || self.count.is_pause_over(now) {
            self.tell_count(channel, hub, now);
        } else if !self.count.is_due {
            self.count.is_due = true;
            hub.due_counts.0.lock().push(Arc::downgrade(channel));
        }
    }

    fn tell_count(&mut self, channel: &Channel, hub: &Hub, now: u64) {
        self.count = Count { told_at: Some(now), is_due: false };
        let count = self.subscribers.len();
        self.send(&server_frame::subscription_count(channel.name.as_str(), count).into(), None);
        hub.notices.tell(|| Notice::SubscriptionCount { channel: channel.name.clone(), count });
    }
}
