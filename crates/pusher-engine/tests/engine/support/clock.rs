//! A clock that stands still until it is told to go on.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use pusher_engine::Clock;

/// Clones are the same clock.
#[derive(Clone, Default)]
pub(crate) struct ManualClock(Arc<AtomicU64>);

impl ManualClock {
    /// What an engine is built with.
    pub(crate) fn tell(&self) -> Clock {
        let millis = Arc::clone(&self.0);
        Arc::new(move || UNIX_EPOCH + Duration::from_millis(millis.load(Ordering::SeqCst)))
    }

    /// Goes on.
    pub(crate) fn advance(&self, time: Duration) {
        let millis = u64::try_from(time.as_millis()).expect("a test lasts no eternity");
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}
