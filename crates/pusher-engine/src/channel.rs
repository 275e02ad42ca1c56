//! Channels: who listens, and how a frame reaches all of them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use pusher_protocol::{ChannelName, server_frame};

use crate::connection::Connection;
use crate::delivery::Delivery;
use crate::sharded::Sharded;
use crate::transport::Frame;

/// One channel that has subscribers. It lives from its first to its last.
pub(crate) struct Channel {
    name: ChannelName,
    /// The lock orders events: every subscriber gets them in the same order. Nothing under it
    /// waits, because a subscriber's queue takes a frame at once or closes.
    subscribers: Mutex<HashMap<u64, Arc<Connection>>>,
    /// Set under the lock when the last one left. Nobody can join any more; the next subscriber
    /// gets a new channel.
    is_vacated: AtomicBool,
}

/// The channels of one app.
#[derive(Default)]
pub(crate) struct Channels(Sharded<ChannelName, Arc<Channel>>);

impl Channels {
    /// The channel, where it has subscribers.
    pub(crate) fn find(&self, name: &ChannelName) -> Option<Arc<Channel>> {
        self.0.get(name)
    }

    /// How many channels have subscribers.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Subscribes a connection and tells it so. A second time changes nothing but is told again.
    pub(crate) fn join(&self, name: &ChannelName, connection: &Arc<Connection>) -> Arc<Channel> {
        let succeeded = server_frame::subscription_succeeded(name.as_str()).into();
        loop {
            let channel = self.find_or_create(name);
            // Fails if the last subscriber left since the look-up.
            if channel.join(connection, &succeeded) {
                return channel;
            }
        }
    }

    /// Ends a connection's subscription.
    pub(crate) fn leave(&self, channel: &Arc<Channel>, connection: &Connection) {
        if channel.leave(connection) {
            self.forget(channel);
        }
    }

    /// Removes a vacated channel, unless a new one of its name has taken its place.
    fn forget(&self, channel: &Arc<Channel>) {
        let mut shard = self.0.shard(&channel.name).write();
        let is_same = |known: &Arc<Channel>| Arc::ptr_eq(known, channel);
        if shard.get(&channel.name).is_some_and(is_same) {
            shard.remove(&channel.name);
        }
    }

    fn find_or_create(&self, name: &ChannelName) -> Arc<Channel> {
        if let Some(channel) = self.find(name).filter(|channel| channel.is_open()) {
            return channel;
        }
        match self.0.shard(name).write().entry(name.clone()) {
            Entry::Occupied(entry) if entry.get().is_open() => Arc::clone(entry.get()),
            Entry::Occupied(mut entry) => {
                let channel = Channel::new(name.clone());
                entry.insert(Arc::clone(&channel));
                channel
            }
            Entry::Vacant(entry) => Arc::clone(entry.insert(Channel::new(name.clone()))),
        }
    }
}

impl Channel {
    fn new(name: ChannelName) -> Arc<Self> {
        Arc::new(Self { name, subscribers: Mutex::default(), is_vacated: AtomicBool::new(false) })
    }

    fn is_open(&self) -> bool {
        !self.is_vacated.load(Ordering::Acquire)
    }

    /// How many connections are subscribed.
    pub(crate) fn len(&self) -> usize {
        self.subscribers.lock().len()
    }

    /// Sends the frame to every subscriber but one, and returns to how many. It is queued under
    /// the lock, and written after it.
    pub(crate) fn send(&self, frame: &Frame, except: Option<u64>) -> usize {
        let mut delivery = Delivery::new();
        let subscribers = self.subscribers.lock();
        for connection in subscribers.values() {
            if Some(connection.number) != except {
                delivery.queue(connection, frame.clone());
            }
        }
        drop(subscribers);
        delivery.write()
    }

    /// Adds a subscriber; false if the channel is vacated.
    ///
    /// The confirmation is queued under the lock: no event can stand before it, and none that is
    /// published after it can be missed.
    fn join(&self, connection: &Arc<Connection>, succeeded: &Frame) -> bool {
        let mut delivery = Delivery::new();
        let mut subscribers = self.subscribers.lock();
        if !self.is_open() {
            return false;
        }
        delivery.queue(connection, succeeded.clone());
        subscribers.insert(connection.number, Arc::clone(connection));
        drop(subscribers);
        delivery.write();
        true
    }

    /// Removes a subscriber; true if that vacated the channel.
    fn leave(&self, connection: &Connection) -> bool {
        let mut subscribers = self.subscribers.lock();
        let was_subscribed = subscribers.remove(&connection.number).is_some();
        let is_last = was_subscribed && subscribers.is_empty();
        if is_last {
            self.is_vacated.store(true, Ordering::Release);
        }
        is_last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(number: u64) -> Arc<Connection> {
        Connection::detached(number, 0)
    }

    fn name() -> ChannelName {
        ChannelName::parse("menu").expect("valid")
    }

    #[test]
    fn nobody_joins_a_channel_that_was_vacated_since_it_was_looked_up() {
        let (channels, first, second) = (Channels::default(), connection(1), connection(2));
        let joined = channels.join(&name(), &first);
        let looked_up = channels.find_or_create(&name());
        channels.leave(&joined, &first);
        assert!(!looked_up.join(&second, &"confirmed".to_owned().into()));
        assert_eq!(second.outbox.len(), 0, "told of a subscription that is none");
        assert_eq!(channels.len(), 0);
    }

    #[test]
    fn a_new_channel_outlives_the_vacated_one_whose_place_it_took() {
        let (channels, first, second) = (Channels::default(), connection(1), connection(2));
        let vacated = channels.join(&name(), &first);
        assert!(vacated.leave(&first));
        let fresh = channels.join(&name(), &second);
        channels.forget(&vacated);
        let found = channels.find(&name()).expect("it has a subscriber");
        assert!(Arc::ptr_eq(&found, &fresh));
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn leaving_a_channel_twice_takes_it_from_nobody_else() {
        let (channels, first, second) = (Channels::default(), connection(1), connection(2));
        let channel = channels.join(&name(), &first);
        channels.join(&name(), &second);
        channels.leave(&channel, &first);
        channels.leave(&channel, &first);
        assert_eq!(channels.find(&name()).map(|channel| channel.len()), Some(1));
        channels.leave(&channel, &second);
        assert!(channels.find(&name()).is_none());
    }
}
