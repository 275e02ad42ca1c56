//! Pairs the two moments of each order: its answer and its frame.

use std::collections::HashMap;

use anyhow::bail;
use tokio::time::Instant;

use crate::bench::samples::Samples;

/// Something that happened to an order, and when.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sighting {
    /// The customer has the answer.
    Answered {
        /// The order's id.
        order: i64,
        /// When the answer was read.
        at: Instant,
    },
    /// The stall's screen has the event.
    Shown {
        /// The order's id.
        order: i64,
        /// When the frame was read.
        at: Instant,
    },
    /// A screen is no longer connected, so nothing measured from now on is true.
    ScreenLost,
}

/// All orders so far.
#[derive(Debug, Default)]
pub(super) struct Tally {
    half: HashMap<i64, Sighting>,
    latencies: Samples,
    seen_before_answer: usize,
}

impl Tally {
    pub(super) fn add(&mut self, sighting: Sighting) -> anyhow::Result<()> {
        let (Sighting::Answered { order, .. } | Sighting::Shown { order, .. }) = sighting else {
            bail!("a screen lost its connection");
        };
        match (self.half.remove(&order), sighting) {
            (None, first) => {
                self.half.insert(order, first);
            }
            (Some(Sighting::Answered { at: answered, .. }), Sighting::Shown { at: shown, .. })
            | (Some(Sighting::Shown { at: shown, .. }), Sighting::Answered { at: answered, .. }) => {
                self.seen_before_answer += usize::from(shown < answered);
                self.latencies.add(shown.saturating_duration_since(answered));
            }
            (Some(_), _) => bail!("order {order} was announced twice"),
        }
        Ok(())
    }

    /// Orders whose both moments are known.
    pub(super) fn complete(&self) -> usize {
        self.latencies.count()
    }

    pub(super) fn latencies(&mut self) -> &mut Samples {
        &mut self.latencies
    }

    pub(super) fn seen_before_answer(&self) -> usize {
        self.seen_before_answer
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{Sighting, Tally};

    #[test]
    fn an_order_counts_once_both_its_moments_are_known() {
        let (start, mut tally) = (Instant::now(), Tally::default());
        let later = start + Duration::from_millis(3);

        tally.add(Sighting::Answered { order: 1, at: start }).expect("the first sighting");
        assert_eq!(tally.complete(), 0);
        tally.add(Sighting::Shown { order: 1, at: later }).expect("the second sighting");

        assert_eq!(tally.complete(), 1);
        assert_eq!(tally.latencies().percentile(50), Duration::from_millis(3));
    }

    #[test]
    fn a_frame_that_overtakes_the_answer_counts_as_zero_and_is_told() {
        let (start, mut tally) = (Instant::now(), Tally::default());
        let later = start + Duration::from_millis(3);

        tally.add(Sighting::Shown { order: 1, at: start }).expect("the first sighting");
        tally.add(Sighting::Answered { order: 1, at: later }).expect("the second sighting");

        assert_eq!((tally.complete(), tally.seen_before_answer()), (1, 1));
        assert_eq!(tally.latencies().percentile(100), Duration::ZERO);
    }

    #[test]
    fn an_order_announced_twice_is_an_error() {
        let (start, mut tally) = (Instant::now(), Tally::default());
        tally.add(Sighting::Shown { order: 1, at: start }).expect("the first sighting");

        assert!(tally.add(Sighting::Shown { order: 1, at: start }).is_err());
    }
}
