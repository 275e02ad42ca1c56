//! The channels of one app: found, opened, forgotten.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use pusher_protocol::ChannelName;

use super::Channel;
use super::join::{Entered, JoinError, Joining};
use crate::connection::Connection;
use crate::hub::Hub;
use crate::sharded::{Sharded, give_back};

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

    /// Shows every channel to `visit`, which must not wait.
    pub(crate) fn for_each(&self, mut visit: impl FnMut(&Channel)) {
        for shard in self.0.shards() {
            shard.read().values().for_each(|channel| visit(channel));
        }
    }

    /// The channels with subscribers whose name begins so.
    pub(crate) fn names_with_prefix(&self, prefix: &str) -> Vec<ChannelName> {
        let mut names = Vec::new();
        for shard in self.0.shards() {
            let shard = shard.read();
            let occupied = shard.values().filter(|channel| channel.len() > 0);
            let named = occupied.filter(|channel| channel.name.as_str().starts_with(prefix));
            names.extend(named.map(|channel| channel.name.clone()));
        }
        names
    }

    /// Subscribes a connection and tells it so. A second time changes nothing but is told again.
    pub(crate) fn join(
        &self,
        hub: &Hub,
        name: &ChannelName,
        joining: &Joining<'_>,
    ) -> Result<Arc<Channel>, JoinError> {
        self.with_open(name, |channel| match channel.join(hub, joining) {
            Ok(Entered::Joined) => Some(Ok(Arc::clone(channel))),
            Ok(Entered::TooLate) => None,
            Err(error) => Some(Err(error)),
        })
    }

    /// Ends a connection's subscription.
    pub(crate) fn leave(&self, hub: &Hub, channel: &Arc<Channel>, connection: &Connection) {
        if channel.leave(hub, connection) {
            self.forget(channel);
        }
    }

    /// Shows the channel to `visit`, opened for it if there is none, until it finds it open.
    pub(super) fn with_open<T>(
        &self,
        name: &ChannelName,
        mut visit: impl FnMut(&Arc<Channel>) -> Option<T>,
    ) -> T {
        loop {
            let channel = self.find_or_create(name);
            // Fails if the last subscriber left since the look-up.
            if let Some(result) = visit(&channel) {
                // Opened, and nobody came in.
                if channel.vacate_if_empty() {
                    self.forget(&channel);
                }
                return result;
            }
        }
    }

    /// Removes a vacated channel, unless a new one of its name has taken its place.
    pub(super) fn forget(&self, channel: &Arc<Channel>) {
        let mut shard = self.0.shard(&channel.name).write();
        let is_same = |known: &Arc<Channel>| Arc::ptr_eq(known, channel);
        if shard.get(&channel.name).is_some_and(is_same) {
            shard.remove(&channel.name);
            give_back(&mut shard);
        }
    }

    pub(super) fn find_or_create(&self, name: &ChannelName) -> Arc<Channel> {
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
