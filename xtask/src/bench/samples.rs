//! Latencies, and the few numbers that are told of them.

use std::fmt;
use std::time::Duration;

/// Latencies in the order in which they were seen.
#[derive(Debug, Default)]
pub(super) struct Samples {
    latencies: Vec<Duration>,
}

impl Samples {
    pub(super) fn add(&mut self, latency: Duration) {
        self.latencies.push(latency);
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.latencies.extend(other.latencies);
    }

    pub(super) fn count(&self) -> usize {
        self.latencies.len()
    }

    /// What a share of all, in percent, did not exceed; zero when there are none.
    pub(super) fn percentile(&mut self, percent: usize) -> Duration {
        self.latencies.sort_unstable();
        let rank = (self.latencies.len() * percent).div_ceil(100).max(1);
        self.latencies.get(rank - 1).copied().unwrap_or_default()
    }
}

/// The middle one of an odd number of values, the lower middle one of an even number.
pub(super) fn median<T: Ord + Copy>(values: &[T]) -> Option<T> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len().saturating_sub(1) / 2).copied()
}

/// A duration in milliseconds with two decimals.
pub(super) struct Millis(pub(super) Duration);

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = self.0.as_micros();
        f.pad(&format!("{}.{:02} ms", micros / 1000, micros % 1000 / 10))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Millis, Samples, median};

    #[test]
    fn percentiles_are_values_that_were_seen() {
        let mut samples = Samples::default();
        for millis in (1..=200).rev() {
            samples.add(Duration::from_millis(millis));
        }

        assert_eq!(samples.percentile(50), Duration::from_millis(100));
        assert_eq!(samples.percentile(99), Duration::from_millis(198));
        assert_eq!(samples.percentile(100), Duration::from_millis(200));
        assert_eq!(Samples::default().percentile(99), Duration::ZERO);
    }

    #[test]
    fn the_median_ignores_one_outlier() {
        assert_eq!(median(&[10, 900, 11]), Some(11));
        assert_eq!(median::<u64>(&[]), None);
    }

    #[test]
    fn milliseconds_keep_two_decimals() {
        assert_eq!(Millis(Duration::from_micros(9_057)).to_string(), "9.05 ms");
    }
}
