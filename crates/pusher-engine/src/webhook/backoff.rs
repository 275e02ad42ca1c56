//! How long to wait before a call is tried again.

use std::time::Duration;

use rand::{CryptoRng, RngExt};

/// Pauses that double, each drawn from half to one and a half times its length, so that many
/// servers do not come back to a recovering endpoint at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The first pause.
    pub first: Duration,
    /// No pause is longer than about this.
    pub longest: Duration,
    /// How long after the first try it is tried for the last time.
    pub give_up_after: Duration,
}

impl Default for Backoff {
    /// For five minutes, as the hosted service does.
    fn default() -> Self {
        Self {
            first: Duration::from_secs(1),
            longest: Duration::from_secs(60),
            give_up_after: Duration::from_secs(300),
        }
    }
}

impl Backoff {
    /// The pause after so many tries, of which the first was `elapsed` ago; `None` when it is time
    /// to give up.
    pub(super) fn pause(
        &self,
        tries: u32,
        elapsed: Duration,
        chance: &mut (dyn CryptoRng + Send),
    ) -> Option<Duration> {
        let left = self.give_up_after.checked_sub(elapsed).filter(|left| !left.is_zero())?;
        let doublings = tries.saturating_sub(1).min(20);
        let pause = self.first.saturating_mul(1 << doublings).min(self.longest);
        let millis = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX / 2);
        let drawn = chance.random_range(millis / 2..=millis.saturating_add(millis / 2));
        Some(Duration::from_millis(drawn).min(left))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    fn pause(tries: u32, elapsed_secs: u64, seed: u64) -> Option<Duration> {
        let mut chance = StdRng::seed_from_u64(seed);
        Backoff::default().pause(tries, Duration::from_secs(elapsed_secs), &mut chance)
    }

    proptest! {
        #[test]
        fn pauses_double_up_to_the_longest_within_half_and_one_and_a_half(
            tries in 1_u32..100, seed in any::<u64>(),
        ) {
            let about = Duration::from_secs(1 << (tries - 1).min(6)).min(Duration::from_secs(60));
            let pause = pause(tries, 0, seed).expect("there is time left");
            prop_assert!(pause >= about / 2 && pause <= about * 3 / 2, "{pause:?}");
        }
    }

    #[test]
    fn the_last_try_is_at_the_end_of_the_time_and_then_it_is_given_up() {
        assert_eq!(pause(9, 299, 1), Some(Duration::from_secs(1)));
        assert_eq!(pause(9, 300, 1), None);
        assert_eq!(pause(9, 3_000, 1), None);
    }
}
