//! Users that are signed in: which connections they have, and who waits for them.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use pusher_protocol::UserData;
use pusher_protocol::server_frame::{Whereabouts, watchlist_events};

use crate::connection::Connection;
use crate::delivery::Delivery;
use crate::transport::{Close, Frame};

/// The signed-in users of one app.
///
/// One lock for all of them: who is told of a user agrees with who was already told.
#[derive(Default)]
pub(crate) struct Users(Mutex<Directory>);

#[derive(Default)]
struct Directory {
    online: ByUser,
    watchers: ByUser,
}

/// Connections by a user's id; a user without any has no entry.
#[derive(Default)]
struct ByUser(HashMap<Arc<str>, Vec<Arc<Connection>>>);

impl Users {
    /// Signs a connection in. Its first one makes a user online, which watchers are told; the
    /// connection itself is told who of its watchlist is online.
    pub(crate) fn sign_in(&self, connection: &Arc<Connection>, user: &UserData) {
        let mut delivery = Delivery::new();
        let mut directory = self.0.lock();
        if directory.online.add(&user.id, connection) {
            directory.tell_watchers(&mut delivery, &user.id, Whereabouts::Online);
        }
        for watched in &user.watchlist {
            directory.watchers.add(watched, connection);
        }
        let is_online = |id: &&Arc<str>| directory.online.0.contains_key(*id);
        let online: Vec<&str> = user.watchlist.iter().filter(is_online).map(|id| &**id).collect();
        if !online.is_empty() {
            delivery.queue(connection, watchlist_events(Whereabouts::Online, &online).into());
        }
        drop(directory);
        delivery.write();
    }

    /// Ends what [`sign_in`](Self::sign_in) began.
    pub(crate) fn sign_out(&self, connection: &Connection, user: &UserData) {
        let mut delivery = Delivery::new();
        let mut directory = self.0.lock();
        for watched in &user.watchlist {
            directory.watchers.remove(watched, connection);
        }
        if directory.online.remove(&user.id, connection) {
            directory.tell_watchers(&mut delivery, &user.id, Whereabouts::Offline);
        }
        drop(directory);
        delivery.write();
    }

    /// Closes every connection of a user, and returns how many.
    pub(crate) fn terminate(&self, user_id: &str, close: Close) -> usize {
        let connections = self.0.lock().online.of(user_id).to_vec();
        connections.iter().filter(|connection| connection.close(close)).count()
    }
}

impl Directory {
    fn tell_watchers(&self, delivery: &mut Delivery, user_id: &str, whereabouts: Whereabouts) {
        let watchers = self.watchers.of(user_id);
        if watchers.is_empty() {
            return;
        }
        let frame = Frame::from(watchlist_events(whereabouts, &[user_id]));
        for watcher in watchers {
            delivery.queue(watcher, frame.clone());
        }
    }
}

impl ByUser {
    fn of(&self, user_id: &str) -> &[Arc<Connection>] {
        self.0.get(user_id).map_or(&[], Vec::as_slice)
    }

    /// Adds a connection that is not there; true if it is the user's first.
    fn add(&mut self, user_id: &Arc<str>, connection: &Arc<Connection>) -> bool {
        let connections = self.0.entry(Arc::clone(user_id)).or_default();
        connections.push(Arc::clone(connection));
        connections.len() == 1
    }

    /// Removes a connection; true if it was the user's last.
    fn remove(&mut self, user_id: &str, connection: &Connection) -> bool {
        let Some(connections) = self.0.get_mut(user_id) else {
            return false;
        };
        connections.retain(|known| known.number != connection.number);
        let is_last = connections.is_empty();
        if is_last {
            self.0.remove(user_id);
        }
        is_last
    }
}
