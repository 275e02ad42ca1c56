//! Slows down whoever guesses passwords, and nobody else: only failures count, so that staff who
//! sign in often in the rush are never stopped.

use std::collections::HashMap;
use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

/// How many failures one address may have with one account.
const MAX_FAILURES_FOR_ACCOUNT: u32 = 10;
/// How many failures one address may have with all accounts together. A hall's guests share one
/// address, so this is generous.
const MAX_FAILURES: u32 = 200;
/// How long failures are remembered.
const WINDOW: SignedDuration = SignedDuration::from_mins(10);
/// How many keys are remembered before old ones are looked for.
const SWEEP_AT: usize = 10_000;

/// Counts failures by address, and by address and account.
#[derive(Default)]
pub struct LoginThrottle(Mutex<HashMap<Key, Failures>>);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    ip: IpAddr,
    email: Option<String>,
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    since: Timestamp,
}

impl LoginThrottle {
    /// How long `ip` must wait before it may try `email`; `None` if it may now.
    pub fn wait(&self, ip: IpAddr, email: &str, now: Timestamp) -> Option<SignedDuration> {
        let failures = self.0.lock();
        keys(ip, email).into_iter().find_map(|(key, most)| {
            let failures = failures.get(&key).filter(|failures| failures.count >= most)?;
            let over = failures.since + WINDOW;
            (now < over).then(|| over.duration_since(now))
        })
    }

    /// Notes that `ip` gave a wrong password for `email`.
    pub fn failed(&self, ip: IpAddr, email: &str, now: Timestamp) {
        let mut failures = self.0.lock();
        if failures.len() >= SWEEP_AT {
            failures.retain(|_, failures| now < failures.since + WINDOW);
        }
        for (key, _) in keys(ip, email) {
            let failures = failures.entry(key).or_insert(Failures { count: 0, since: now });
            if now >= failures.since + WINDOW {
                *failures = Failures { count: 0, since: now };
            }
            failures.count += 1;
        }
    }

    /// Forgets the failures of `ip` with `email`: the right password was given.
    pub fn succeeded(&self, ip: IpAddr, email: &str) {
        self.0.lock().remove(&Key { ip, email: Some(email.to_owned()) });
    }
}

fn keys(ip: IpAddr, email: &str) -> [(Key, u32); 2] {
    let account = Key { ip, email: Some(email.to_owned()) };
    [(account, MAX_FAILURES_FOR_ACCOUNT), (Key { ip, email: None }, MAX_FAILURES)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: &str = "ana@example.test";

    fn ip(last: u8) -> IpAddr {
        [192, 0, 2, last].into()
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    #[test]
    fn guessing_one_account_is_stopped_for_that_address_and_account_only() {
        let throttle = LoginThrottle::default();
        for second in 0..10 {
            assert_eq!(throttle.wait(ip(1), ANA, at(second)), None);
            throttle.failed(ip(1), ANA, at(second));
        }
        let wait = throttle.wait(ip(1), ANA, at(10)).expect("stopped");
        assert_eq!(wait, SignedDuration::from_secs(590));
        assert_eq!(throttle.wait(ip(1), "ben@example.test", at(10)), None);
        assert_eq!(throttle.wait(ip(2), ANA, at(10)), None);
        assert_eq!(throttle.wait(ip(1), ANA, at(600)), None);
    }

    #[test]
    fn the_right_password_clears_the_count() {
        let throttle = LoginThrottle::default();
        for round in 0..5 {
            for _ in 0..9 {
                throttle.failed(ip(1), ANA, at(round));
            }
            assert_eq!(throttle.wait(ip(1), ANA, at(round)), None);
            throttle.succeeded(ip(1), ANA);
        }
    }

    #[test]
    fn guessing_many_accounts_is_stopped_for_the_address() {
        let throttle = LoginThrottle::default();
        for index in 0..200 {
            throttle.failed(ip(1), &format!("{index}@example.test"), at(0));
        }
        assert!(throttle.wait(ip(1), ANA, at(1)).is_some());
        assert_eq!(throttle.wait(ip(2), ANA, at(1)), None);
    }
}
