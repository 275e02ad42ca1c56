//! The sessions over HTTP that there are.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::visit::Visit;
use crate::settings::Settings;
use crate::sharded::Sharded;

/// How long a session's own part of its id may be. Whoever guesses an id can take the session over,
/// so a short one is none; pusher-js draws 40 bits.
const SESSION_CHARS: std::ops::RangeInclusive<usize> = 8..=64;

/// How many digits name the server, for whoever balances by it.
const SERVER_DIGITS: std::ops::RangeInclusive<usize> = 1..=3;

/// Longest key that is worth looking up.
const MAX_KEY_BYTES: usize = 256;

/// What names a session: the app's key, and what the client drew.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct VisitId(Box<str>);

impl VisitId {
    /// An id of these parts, unless one of them cannot be.
    pub(super) fn new(key: &str, server: &str, session: &str) -> Option<Self> {
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let is_id = key.len() <= MAX_KEY_BYTES
            && SERVER_DIGITS.contains(&server.len())
            && server.bytes().all(|byte| byte.is_ascii_digit())
            && SESSION_CHARS.contains(&session.len())
            && session.bytes().all(is_word);
        // The last two cannot hold the separator, so no two ids are the same text.
        is_id.then(|| Self(format!("{key}/{server}/{session}").into()))
    }
}

/// All visits of an engine.
#[derive(Default)]
pub(crate) struct Visits(Sharded<VisitId, Arc<Visit>>);

impl Visits {
    /// The visit with this id.
    pub(super) fn find(&self, id: &VisitId) -> Option<Arc<Visit>> {
        self.0.get(id)
    }

    /// Adds a visit, and returns it, or the one that has its id already.
    pub(super) fn add(&self, visit: Arc<Visit>) -> Arc<Visit> {
        match self.0.shard(visit.id()).write().entry(visit.id().clone()) {
            Entry::Occupied(other) => Arc::clone(other.get()),
            Entry::Vacant(place) => Arc::clone(place.insert(visit)),
        }
    }

    /// Forgets a visit that is over.
    pub(super) fn remove(&self, visit: &Visit) {
        let mut shard = self.0.shard(visit.id()).write();
        let is_same = |known: &Arc<Visit>| std::ptr::eq(Arc::as_ptr(known), visit);
        if shard.get(visit.id()).is_some_and(is_same) {
            shard.remove(visit.id());
        }
    }

    /// Does what is due at `now`, in milliseconds of the sweep's time.
    pub(crate) fn sweep(&self, now: u64, settings: &Settings) {
        for shard in self.0.shards() {
            // Apart from the lock: a visit that ends takes itself out.
            let visits: Vec<Arc<Visit>> = shard.read().values().cloned().collect();
            visits.iter().for_each(|visit| visit.sweep(now, settings));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_what_pusher_js_draws_or_alike() {
        for (server, session) in [("0", "0a1b2c3d"), ("999", "v0v0v0v0"), ("042", "abc_def-GHI9")] {
            assert!(VisitId::new("key", server, session).is_some(), "{server} {session}");
        }
    }

    #[test]
    fn what_is_easily_guessed_or_no_word_is_no_id() {
        for (server, session) in
            [("", "0a1b2c3d"), ("1000", "0a1b2c3d"), ("x", "0a1b2c3d"), ("1", "0a1b2c3")]
        {
            assert_eq!(VisitId::new("key", server, session), None, "{server} {session}");
        }
        for session in ["0a1b2c3/", "0a1b2c3.", "0a1b 2c3d", &"x".repeat(65)] {
            assert_eq!(VisitId::new("key", "1", session), None, "{session}");
        }
    }
}
