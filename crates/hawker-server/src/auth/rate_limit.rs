//! Bounds how often something that costs the hall work is done, by whoever does it.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

/// How many keys are remembered before those that are free again are looked for.
const SWEEP_AT: usize = 10_000;

/// Lets each key do something `burst` times at once, and again once in every `period`.
///
/// What is kept of a key is one moment: when it will have its whole burst again (the generic cell
/// rate algorithm).
pub struct RateLimit<K> {
    period: SignedDuration,
    burst: i32,
    whole_again_at: Mutex<HashMap<K, Timestamp>>,
}

impl<K: Eq + Hash> RateLimit<K> {
    /// So many at once, and one more in every `period`.
    pub fn new(burst: i32, period: SignedDuration) -> Self {
        Self { period, burst, whole_again_at: Mutex::default() }
    }

    /// Notes that `key` does it now. Where that is too often nothing is noted, and the answer is
    /// how long to wait.
    pub fn take(&self, key: K, now: Timestamp) -> Result<(), SignedDuration> {
        let mut keys = self.whole_again_at.lock();
        if keys.len() >= SWEEP_AT {
            keys.retain(|_, whole_again_at| now < *whole_again_at);
        }
        let whole_again_at = keys.get(&key).copied().unwrap_or(now).max(now);
        let free_at = whole_again_at - self.period * (self.burst - 1);
        if now < free_at {
            return Err(free_at.duration_since(now));
        }
        keys.insert(key, whole_again_at + self.period);
        Ok(())
    }
}

/// What is bounded. A hall's guests share one address, so the bounds by address alone are wide.
pub struct RateLimits {
    /// Beginning a guest's cart, by address.
    pub guest_carts: RateLimit<IpAddr>,
    /// Registering, by address.
    pub registrations: RateLimit<IpAddr>,
    /// Asking for a link, by address.
    pub links_of_peer: RateLimit<IpAddr>,
    /// Asking for a link for one account, by address.
    pub links_for_account: RateLimit<(IpAddr, String)>,
    /// Mail to one account, from wherever it is asked for.
    pub mail_to: RateLimit<String>,
}

impl Default for RateLimits {
    fn default() -> Self {
        Self {
            guest_carts: RateLimit::new(120, SignedDuration::from_secs(1)),
            registrations: RateLimit::new(120, SignedDuration::from_secs(1)),
            links_of_peer: RateLimit::new(60, SignedDuration::from_secs(10)),
            links_for_account: RateLimit::new(3, SignedDuration::from_mins(5)),
            mail_to: RateLimit::new(6, SignedDuration::from_mins(10)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    fn limit() -> RateLimit<&'static str> {
        RateLimit::new(3, SignedDuration::from_secs(10))
    }

    #[test]
    fn a_burst_is_let_through_and_then_one_in_every_period() {
        let limit = limit();
        for _ in 0..3 {
            assert_eq!(limit.take("ana", at(0)), Ok(()));
        }
        assert_eq!(limit.take("ana", at(0)), Err(SignedDuration::from_secs(10)));
        assert_eq!(limit.take("ana", at(9)), Err(SignedDuration::from_secs(1)));
        assert_eq!(limit.take("ana", at(10)), Ok(()));
        assert_eq!(limit.take("ana", at(10)), Err(SignedDuration::from_secs(10)));
    }

    #[test]
    fn whoever_rests_has_the_whole_burst_again_and_no_more() {
        let limit = limit();
        for start in [0, 1_000] {
            for _ in 0..3 {
                assert_eq!(limit.take("ana", at(start)), Ok(()));
            }
            assert!(limit.take("ana", at(start)).is_err());
        }
    }

    #[test]
    fn one_does_not_spend_what_is_anothers() {
        let limit = limit();
        for _ in 0..3 {
            assert_eq!(limit.take("ana", at(0)), Ok(()));
        }
        assert!(limit.take("ana", at(0)).is_err());
        assert_eq!(limit.take("ben", at(0)), Ok(()));
    }

    #[test]
    fn keys_that_are_free_again_are_forgotten() {
        let limit = RateLimit::new(1, SignedDuration::from_secs(1));
        for key in 0..SWEEP_AT {
            assert_eq!(limit.take(key, at(0)), Ok(()));
        }
        assert_eq!(limit.take(SWEEP_AT, at(1)), Ok(()));
        assert_eq!(limit.whole_again_at.lock().len(), 1);
    }
}
