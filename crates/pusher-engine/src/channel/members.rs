//! Who is present on a channel: users, each with one connection or several.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use pusher_protocol::Member;
use pusher_protocol::server_frame::Present;
use serde_json::value::RawValue;

use super::JoinError;

/// The users of a presence channel, in the order of their ids.
#[derive(Default)]
pub(super) struct Members {
    users: BTreeMap<Arc<str>, User>,
    by_connection: HashMap<u64, Arc<str>>,
}

struct User {
    /// As the user's first connection brought it.
    info: Option<Box<RawValue>>,
    connections: usize,
}

/// What a connection means for who is present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrival {
    /// It is the first of its user.
    NewUser,
    /// Its user is present already.
    KnownUser,
}

impl Members {
    pub(super) fn len(&self) -> usize {
        self.users.len()
    }

    pub(super) fn ids(&self) -> Vec<String> {
        self.users.keys().map(ToString::to_string).collect()
    }

    /// The user of a connection.
    pub(super) fn user_of(&self, number: u64) -> Option<Arc<str>> {
        self.by_connection.get(&number).cloned()
    }

    /// Everybody who is present.
    pub(super) fn present(&self) -> Vec<Present<'_>> {
        self.users.iter().map(|(id, user)| (&**id, user.info.as_deref())).collect()
    }

    /// Adds a connection of a user. A connection stays whom it was when it first came.
    pub(super) fn add(
        &mut self,
        number: u64,
        member: &Member,
        limit: usize,
    ) -> Result<Arrival, JoinError> {
        if let Some(user_id) = self.by_connection.get(&number) {
            let is_same = *user_id == member.user_id;
            return if is_same { Ok(Arrival::KnownUser) } else { Err(JoinError::OtherUser) };
        }
        let is_full = self.users.len() >= limit;
        let arrival = match self.users.entry(Arc::clone(&member.user_id)) {
            Entry::Occupied(mut known) => {
                known.get_mut().connections += 1;
                Arrival::KnownUser
            }
            Entry::Vacant(_) if is_full => return Err(JoinError::Full { limit }),
            Entry::Vacant(place) => {
                place.insert(User { info: member.user_info.clone(), connections: 1 });
                Arrival::NewUser
            }
        };
        self.by_connection.insert(number, Arc::clone(&member.user_id));
        Ok(arrival)
    }

    /// Removes a connection, and returns its user if that was the user's last.
    pub(super) fn remove(&mut self, number: u64) -> Option<Arc<str>> {
        let user_id = self.by_connection.remove(&number)?;
        let user = self.users.get_mut(&user_id)?;
        user.connections -= 1;
        if user.connections > 0 {
            return None;
        }
        self.users.remove(&user_id);
        Some(user_id)
    }
}
