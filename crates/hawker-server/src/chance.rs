//! Where the server's unpredictable bytes come from.

use std::sync::Arc;

use jiff::Timestamp;
use parking_lot::Mutex;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Draws secrets and opaque ids. A test gives one that repeats itself.
#[derive(Clone)]
pub struct Chance(Arc<Mutex<StdRng>>);

impl Chance {
    /// Seeded by the operating system.
    pub fn system() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the one place where real chance comes in")]
        let seeded = StdRng::from_rng(&mut rand::rng());
        Self(Arc::new(Mutex::new(seeded)))
    }

    /// Draws the same from the same seed.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// Unpredictable bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.lock().fill_bytes(&mut bytes);
        bytes
    }

    /// An opaque id that sorts by the time it was made: a UUID of version 7.
    pub fn public_id(&self, now: Timestamp) -> String {
        let millis = u64::try_from(now.as_millisecond()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid().to_string()
    }

    /// A generator of its own for whoever needs many draws.
    pub fn fork(&self) -> StdRng {
        StdRng::from_seed(self.bytes())
    }
}
