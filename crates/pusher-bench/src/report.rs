//! The table at the end: medians, the server's ratio to the floor, and whether that is what was wanted.

use crate::metric::{Metric, Unit, Verdict, ratio_permille};
use crate::mode::Mode;
use crate::samples::median;

/// The values of a mode's metrics, in their order; nothing where something could not be measured.
pub(crate) type Values = Vec<Option<u64>>;

/// All rounds of one mode.
#[derive(Debug)]
pub(crate) struct Rounds {
    pub(crate) mode: Mode,
    pub(crate) of_floor: Vec<Values>,
    pub(crate) of_server: Vec<Values>,
}

impl Rounds {
    pub(crate) fn new(mode: Mode) -> Self {
        Self { mode, of_floor: Vec::new(), of_server: Vec::new() }
    }

    /// Prints the mode's lines, and tells whether none of its goals was missed.
    pub(crate) fn conclude(&self) -> Verdict {
        println!("{}", self.mode.title());
        let mut all = Verdict::Reached;
        for (place, metric) in self.mode.metrics().iter().enumerate() {
            let (floor, server) = (middle(&self.of_floor, place), middle(&self.of_server, place));
            let verdict = metric.judge(floor, server);
            print_line(metric, floor, server, verdict);
            if verdict == Verdict::Missed {
                all = Verdict::Missed;
            }
        }
        all
    }
}

/// One line for one round of one server.
pub(crate) fn print_round(mode: Mode, name: &str, values: &Values) {
    let figures: Vec<String> = mode
        .metrics()
        .iter()
        .zip(values)
        .map(|(metric, value)| format!("{} {}", metric.title, metric.unit.show(*value)))
        .collect();
    println!("{:<12} {name:<6} {}", mode.name(), figures.join(", "));
}

fn print_line(metric: &Metric, floor: Option<u64>, server: Option<u64>, verdict: Verdict) {
    let ratio = Unit::Ratio.show(ratio_permille(floor, server));
    let verdict = match verdict {
        Verdict::Reached => "reached",
        Verdict::Missed => "MISSED",
        Verdict::Open => "",
    };
    println!(
        "  {:<32} floor {:>12}   server {:>12}   ratio {ratio:>6}   {:<16} {verdict}",
        metric.title,
        metric.unit.show(floor),
        metric.unit.show(server),
        metric.goal.show(metric.unit),
    );
}

fn middle(rounds: &[Values], place: usize) -> Option<u64> {
    let values: Vec<u64> = rounds.iter().filter_map(|values| *values.get(place)?).collect();
    median(&values)
}

#[cfg(test)]
mod tests {
    use super::middle;

    #[test]
    fn the_median_is_taken_over_the_rounds_that_measured_something() {
        let rounds = [vec![Some(3), None], vec![Some(1), None], vec![Some(2), None]];

        assert_eq!(middle(&rounds, 0), Some(2));
        assert_eq!(middle(&rounds, 1), None);
    }
}
