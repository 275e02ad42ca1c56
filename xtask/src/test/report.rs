//! What each check came to, as told at the end of a run.

use std::fmt;
use std::time::Duration;

use super::Check;

/// How one check ended.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It holds.
    Passed,
    /// It does not hold, or could not be found out.
    Failed(anyhow::Error),
    /// Something that it needs failed.
    NotRun {
        /// What failed.
        missing: Check,
    },
}

/// The outcomes so far.
#[derive(Debug, Default)]
pub(super) struct Report {
    lines: Vec<(Check, Outcome, Duration)>,
}

impl Report {
    /// Notes an outcome and tells a failure at once.
    pub(super) fn add(&mut self, check: Check, outcome: Outcome, elapsed: Duration) {
        match &outcome {
            Outcome::Passed => println!("--- passed in {}", Seconds(elapsed)),
            Outcome::Failed(error) => println!("--- FAILED in {}: {error:#}", Seconds(elapsed)),
            Outcome::NotRun { missing } => {
                println!("--- NOT RUN: it needs \"{}\"", missing.title());
            }
        }
        self.lines.push((check, outcome, elapsed));
    }

    /// The first of these checks that has not passed.
    pub(super) fn first_failed(&self, checks: &[Check]) -> Option<Check> {
        let has_failed = |check: &&Check| {
            self.lines
                .iter()
                .any(|(done, outcome, _)| done == *check && !matches!(outcome, Outcome::Passed))
        };
        checks.iter().find(has_failed).copied()
    }

    /// Whether everything has passed.
    pub(super) fn has_passed(&self) -> bool {
        self.lines.iter().all(|(_, outcome, _)| matches!(outcome, Outcome::Passed))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n=== summary ===")?;
        for (check, outcome, elapsed) in &self.lines {
            let title = check.title();
            match outcome {
                Outcome::Passed => {
                    writeln!(f, "passed   {:>8}  {title}", Seconds(*elapsed).to_string())?;
                }
                Outcome::Failed(error) => {
                    writeln!(
                        f,
                        "FAILED   {:>8}  {title}: {error:#}",
                        Seconds(*elapsed).to_string()
                    )?;
                }
                Outcome::NotRun { missing } => {
                    writeln!(f, "NOT RUN  {:>8}  {title}: it needs \"{}\"", "", missing.title())?;
                }
            }
        }
        let total = Seconds(self.lines.iter().map(|(_, _, elapsed)| *elapsed).sum());
        let verdict = if self.has_passed() { "everything passed" } else { "NOT everything passed" };
        writeln!(f, "{verdict}, in {total}")
    }
}

struct Seconds(Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (minutes, seconds) = (self.0.as_secs() / 60, self.0.as_secs() % 60);
        if minutes > 0 {
            return write!(f, "{minutes} min {seconds} s");
        }
        write!(f, "{seconds}.{} s", self.0.subsec_millis() / 100)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Outcome, Report};
    use crate::test::Check;

    #[test]
    fn one_failure_or_one_check_that_did_not_run_is_no_pass() {
        let outcomes =
            [Outcome::Failed(anyhow::anyhow!("broken")), Outcome::NotRun { missing: Check::Build }];
        for outcome in outcomes {
            let mut report = Report::default();
            report.add(Check::Fmt, Outcome::Passed, Duration::ZERO);
            assert!(report.has_passed());

            report.add(Check::Rust, outcome, Duration::ZERO);

            assert!(!report.has_passed());
            assert!(report.to_string().contains("NOT everything passed"));
        }
    }

    #[test]
    fn a_check_whose_need_did_not_pass_is_told_which() {
        let mut report = Report::default();
        report.add(Check::Nextest, Outcome::Passed, Duration::ZERO);
        report.add(Check::Build, Outcome::Failed(anyhow::anyhow!("broken")), Duration::ZERO);

        assert_eq!(report.first_failed(Check::Rust.needs()), Some(Check::Build));
        assert_eq!(report.first_failed(Check::Lint.needs()), None);
    }
}
