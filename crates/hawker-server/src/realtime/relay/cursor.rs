//! How far the relay came in one channel.

use std::time::Duration;

use tokio::time::Instant;

const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The relay's place in a channel.
#[derive(Debug)]
pub(super) struct Cursor {
    /// The last event that is published, with all before it.
    pub(super) published: i64,
    saved: i64,
    failures: u32,
    rests_until: Option<Instant>,
}

impl Cursor {
    /// A cursor that stands before event `seq`.
    pub(super) fn before(seq: i64) -> Self {
        Self { published: seq - 1, saved: seq - 1, failures: 0, rests_until: None }
    }

    /// Event `seq` is published.
    pub(super) fn advance(&mut self, seq: i64) {
        self.published = seq;
        self.failures = 0;
        self.rests_until = None;
    }

    /// Publishing failed: the channel is left alone for a while, and for longer each time.
    pub(super) fn rest(&mut self, now: Instant) -> Duration {
        let doubled = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(self.failures));
        let pause = doubled.min(LONGEST_PAUSE);
        self.failures = self.failures.saturating_add(1);
        self.rests_until = Some(now + pause);
        pause
    }

    /// Whether the channel is left alone at `now`.
    pub(super) fn rests(&self, now: Instant) -> bool {
        self.rests_until.is_some_and(|until| now < until)
    }

    pub(super) fn is_failing(&self) -> bool {
        self.failures > 0
    }

    pub(super) fn is_unsaved(&self) -> bool {
        self.saved < self.published
    }

    pub(super) fn saved(&mut self, seq: i64) {
        self.saved = seq;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_failing_channel_rests_longer_each_time_and_is_forgiven_at_once() {
        let now = Instant::now();
        let mut cursor = Cursor::before(1);
        let pauses: Vec<_> = (0..10).map(|_| cursor.rest(now).as_millis()).collect();
        assert_eq!(pauses[..4], [250, 500, 1_000, 2_000]);
        assert_eq!(pauses[9], 30_000);
        assert!(cursor.rests(now) && !cursor.rests(now + LONGEST_PAUSE));
        cursor.advance(1);
        assert!(!cursor.rests(now) && !cursor.is_failing() && cursor.is_unsaved());
        assert_eq!(cursor.rest(now), FIRST_PAUSE);
    }
}
