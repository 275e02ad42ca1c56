//! A clock that stands still until the test moves it.

use std::sync::Arc;

use hawker_server::clock::Clock;
use hawker_testkit::fixtures;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

/// Noon of a day, and whatever the test makes of it.
#[derive(Clone)]
pub(crate) struct ManualClock(Arc<Mutex<Timestamp>>);

impl ManualClock {
    /// A clock at [`fixtures::noon`].
    pub(crate) fn at_noon() -> Self {
        Self(Arc::new(Mutex::new(fixtures::noon())))
    }

    /// What it shows.
    pub(crate) fn now(&self) -> Timestamp {
        *self.0.lock()
    }

    /// Moves it on.
    pub(crate) fn advance(&self, by: SignedDuration) {
        *self.0.lock() += by;
    }

    /// The clock as the server takes it.
    pub(crate) fn for_the_server(&self) -> Clock {
        let clock = self.clone();
        Clock::new(move || clock.now())
    }
}
