//! What a mode measures, and what of it is wanted.

use std::time::Duration;

/// One number of a mode.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Metric {
    pub(crate) title: &'static str,
    pub(crate) unit: Unit,
    pub(crate) goal: Goal,
}

/// In what a value is counted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Unit {
    /// Nanoseconds, shown as microseconds.
    Micros,
    /// Nanoseconds, shown as milliseconds.
    Millis,
    /// Bytes, shown as KiB.
    Kibibytes,
    /// A number for each second.
    PerSecond,
    /// Thousandths, shown as a ratio.
    Ratio,
    /// A number of something.
    Count,
}

/// What is wanted of the server's median.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Goal {
    /// It is only told.
    None,
    /// So many thousandths of the floor's, or less.
    AtMostOfFloor(u64),
    /// So many thousandths of the floor's, or more.
    AtLeastOfFloor(u64),
    /// This value, or less.
    AtMost(u64),
    /// This value, or more.
    AtLeast(u64),
}

/// Whether the goal of one metric was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Reached,
    Missed,
    /// There is no goal, or nothing to compare with.
    Open,
}

impl Metric {
    pub(crate) const fn new(title: &'static str, unit: Unit, goal: Goal) -> Self {
        Self { title, unit, goal }
    }

    pub(crate) fn judge(&self, floor: Option<u64>, server: Option<u64>) -> Verdict {
        let Some(server) = server else { return Verdict::Open };
        let ratio = ratio_permille(floor, Some(server));
        let is_reached = match self.goal {
            Goal::None => None,
            Goal::AtMostOfFloor(wanted) => ratio.map(|ratio| ratio <= wanted),
            Goal::AtLeastOfFloor(wanted) => ratio.map(|ratio| ratio >= wanted),
            Goal::AtMost(wanted) => Some(server <= wanted),
            Goal::AtLeast(wanted) => Some(server >= wanted),
        };
        match is_reached {
            Some(true) => Verdict::Reached,
            Some(false) => Verdict::Missed,
            None => Verdict::Open,
        }
    }
}

impl Unit {
    /// A value with its unit; a dash where there is none.
    pub(crate) fn show(self, value: Option<u64>) -> String {
        let Some(value) = value else { return "-".to_owned() };
        match self {
            Self::Micros => format!("{} us", fraction(value, 1000)),
            Self::Millis => format!("{} ms", fraction(value, 1_000_000)),
            Self::Kibibytes => format!("{} KiB", fraction(value, 1024)),
            Self::PerSecond => format!("{value}/s"),
            Self::Ratio => fraction(value, 1000),
            Self::Count => value.to_string(),
        }
    }
}

impl Goal {
    /// The goal in words.
    pub(crate) fn show(self, unit: Unit) -> String {
        match self {
            Self::None => String::new(),
            Self::AtMostOfFloor(wanted) => format!("<= {} x floor", fraction(wanted, 1000)),
            Self::AtLeastOfFloor(wanted) => format!(">= {} x floor", fraction(wanted, 1000)),
            Self::AtMost(wanted) => format!("<= {}", unit.show(Some(wanted))),
            Self::AtLeast(wanted) => format!(">= {}", unit.show(Some(wanted))),
        }
    }
}

/// The server's part of the floor's in thousandths.
pub(crate) fn ratio_permille(floor: Option<u64>, server: Option<u64>) -> Option<u64> {
    (server? * 1000).checked_div(floor?)
}

/// How much of something falls to each of so many.
pub(crate) fn each(total: Option<Duration>, count: u64) -> Option<u64> {
    u64::try_from(total?.as_nanos()).ok()?.checked_div(count)
}

/// How many there were in a second.
pub(crate) fn per_second(count: u64, length: Duration) -> Option<u64> {
    let nanos = length.as_nanos();
    u64::try_from((u128::from(count) * 1_000_000_000).checked_div(nanos)?).ok()
}

fn fraction(value: u64, one: u64) -> String {
    // Hundredths, rounded to the nearest.
    let hundredths = (u128::from(value) * 100 + u128::from(one) / 2) / u128::from(one);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Goal, Metric, Unit, Verdict, per_second, ratio_permille};

    #[test]
    fn a_goal_is_judged_against_the_floor_of_the_same_run() {
        let cost = Metric::new("CPU", Unit::Micros, Goal::AtMostOfFloor(1400));
        assert_eq!(cost.judge(Some(4700), Some(6580)), Verdict::Reached);
        assert_eq!(cost.judge(Some(4700), Some(6590)), Verdict::Missed);
        assert_eq!(cost.judge(Some(4700), None), Verdict::Open);

        let rate = Metric::new("rate", Unit::PerSecond, Goal::AtLeastOfFloor(750));
        assert_eq!(rate.judge(Some(200), Some(150)), Verdict::Reached);
        assert_eq!(rate.judge(Some(200), Some(149)), Verdict::Missed);
        assert_eq!(rate.judge(Some(0), Some(149)), Verdict::Open);
    }

    #[test]
    fn a_goal_without_the_floor_is_judged_alone() {
        let wait = Metric::new("connect", Unit::Millis, Goal::AtMost(100_000_000));
        assert_eq!(wait.judge(None, Some(100_000_000)), Verdict::Reached);
        assert_eq!(wait.judge(None, Some(100_000_001)), Verdict::Missed);
        assert_eq!(Metric::new("x", Unit::Count, Goal::None).judge(None, Some(1)), Verdict::Open);
    }

    #[test]
    fn values_are_shown_with_two_decimals_rounded() {
        assert_eq!(Unit::Micros.show(Some(4_706)), "4.71 us");
        assert_eq!(Unit::Millis.show(Some(2_500_000)), "2.50 ms");
        assert_eq!(Unit::Kibibytes.show(Some(1945)), "1.90 KiB");
        assert_eq!(Unit::Ratio.show(ratio_permille(Some(2), Some(3))), "1.50");
        assert_eq!(Unit::Count.show(None), "-");
    }

    #[test]
    fn a_rate_is_counted_over_the_time_it_took() {
        assert_eq!(per_second(300, Duration::from_millis(1500)), Some(200));
        assert_eq!(per_second(300, Duration::ZERO), None);
    }
}
