//! Latencies, and the few numbers that are told of them.

use std::time::Duration;

/// Latencies in nanoseconds; a second and more of them fit, and there are millions of them.
#[derive(Debug, Default)]
pub(crate) struct Samples {
    nanos: Vec<u32>,
}

impl Samples {
    pub(crate) fn add(&mut self, latency: Duration) {
        // Whoever takes over four seconds is told as four: no goal is anywhere near.
        self.nanos.push(u32::try_from(latency.as_nanos()).unwrap_or(u32::MAX));
    }

    pub(crate) fn clear(&mut self) {
        self.nanos.clear();
    }

    pub(crate) fn count(&self) -> usize {
        self.nanos.len()
    }

    /// What a share of all, in percent, did not exceed, in nanoseconds; nothing when there are none.
    pub(crate) fn percentile(&mut self, percent: usize) -> Option<u64> {
        let rank = (self.nanos.len() * percent).div_ceil(100).max(1) - 1;
        if rank >= self.nanos.len() {
            return None;
        }
        let (_, value, _) = self.nanos.select_nth_unstable(rank);
        Some(u64::from(*value))
    }
}

/// The middle one of an odd number of values, the lower middle one of an even number.
pub(crate) fn median(values: &[u64]) -> Option<u64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len().saturating_sub(1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Samples, median};

    #[test]
    fn percentiles_are_values_that_were_seen() {
        let mut samples = Samples::default();
        for nanos in (1..=200).rev() {
            samples.add(Duration::from_nanos(nanos));
        }

        assert_eq!(samples.percentile(50), Some(100));
        assert_eq!(samples.percentile(99), Some(198));
        assert_eq!(samples.percentile(100), Some(200));
        assert_eq!(Samples::default().percentile(99), None);
    }

    #[test]
    fn the_median_ignores_one_outlier() {
        assert_eq!(median(&[10, 900, 11]), Some(11));
        assert_eq!(median(&[]), None);
    }
}
