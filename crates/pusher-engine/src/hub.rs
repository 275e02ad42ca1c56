//! One app at work: its connections, its channels and its counters.

use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Once};

use pusher_protocol::SocketId;

use crate::app::App;
use crate::cache::Cache;
use crate::channel::{Channels, DueCounts};
use crate::connection::Connection;
use crate::history::AppHistory;
use crate::notices::Notices;
use crate::settings::{Clock, unix_millis};
use crate::sharded::{Sharded, give_back};
use crate::stats::Counters;
use crate::transport::Manner;
use crate::users::Users;

/// The connections, channels and users of one app.
pub(crate) struct Hub {
    pub(crate) channels: Channels,
    pub(crate) cache: Cache,
    pub(crate) users: Users,
    pub(crate) notices: Notices,
    pub(crate) due_counts: DueCounts,
    pub(crate) counters: Arc<Counters>,
    /// Begins to pump notices to the webhooks.
    pub(crate) pumping: Once,
    pub(crate) history: AppHistory,
    clock: Clock,
    connections: Sharded<SocketId, Arc<Connection>>,
    next_number: AtomicU64,
    next_ticket: AtomicU64,
    seats_taken: AtomicUsize,
}

/// The right to be one of an app's connections, given back when dropped.
pub(crate) struct Seat(Arc<Hub>);

impl Hub {
    /// An app's hub with nothing in it.
    pub(crate) fn new(clock: Clock, history: AppHistory) -> Self {
        Self {
            channels: Channels::default(),
            cache: Cache::default(),
            users: Users::default(),
            notices: Notices::default(),
            due_counts: DueCounts::default(),
            counters: Arc::default(),
            pumping: Once::new(),
            history,
            clock,
            connections: Sharded::default(),
            next_number: AtomicU64::new(0),
            next_ticket: AtomicU64::new(0),
            seats_taken: AtomicUsize::new(0),
        }
    }

    /// A number that tells one wait for the history from every other.
    pub(crate) fn draw_ticket(&self) -> u64 {
        self.next_ticket.fetch_add(1, Ordering::Relaxed)
    }

    /// Milliseconds since 1970.
    pub(crate) fn now_millis(&self) -> u64 {
        unix_millis(&self.clock)
    }

    /// Takes a seat, unless `max_connections` are taken.
    pub(crate) fn take_seat(self: &Arc<Self>, max_connections: usize) -> Option<Seat> {
        self.seats_taken
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |taken| {
                (taken < max_connections).then_some(taken + 1)
            })
            .ok()
            .map(|_| Seat(Arc::clone(self)))
    }

    /// Makes a connection under an id that nobody else has; `first` sees it before anybody
    /// else can send to it, and must only queue, because others wait meanwhile.
    pub(crate) fn register(
        &self,
        app: &Arc<App>,
        manner: Manner,
        now: u64,
        mut draw: impl FnMut() -> SocketId,
        first: impl FnOnce(&Connection),
    ) -> Arc<Connection> {
        let number = self.next_number.fetch_add(1, Ordering::Relaxed);
        loop {
            let socket_id = draw();
            let mut shard = self.connections.shard(&socket_id).write();
            if let Entry::Vacant(entry) = shard.entry(socket_id.clone()) {
                let (app, counters) = (Arc::clone(app), Arc::clone(&self.counters));
                let identity = (number, socket_id);
                let connection = Connection::new(identity, app, counters, manner, now);
                first(&connection);
                return Arc::clone(entry.insert(Arc::new(connection)));
            }
        }
    }

    /// Forgets a connection that has ended.
    pub(crate) fn remove(&self, connection: &Connection) {
        let socket_id = &connection.socket_id;
        let mut shard = self.connections.shard(socket_id).write();
        let is_same = |known: &Arc<Connection>| known.number == connection.number;
        if shard.get(socket_id).is_some_and(is_same) {
            shard.remove(socket_id);
            give_back(&mut shard);
        }
    }

    /// The connection with this id.
    pub(crate) fn find(&self, socket_id: &SocketId) -> Option<Arc<Connection>> {
        self.connections.get(socket_id)
    }

    /// How many connections there are.
    pub(crate) fn connection_count(&self) -> usize {
        self.connections.len()
    }

    /// Shows every connection to `visit`, which must not wait.
    pub(crate) fn for_each_connection(&self, mut visit: impl FnMut(&Arc<Connection>)) {
        for shard in self.connections.shards() {
            shard.read().values().for_each(&mut visit);
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.seats_taken.fetch_sub(1, Ordering::Relaxed);
    }
}
