//! Which checks there are, what each needs, and in which order they run.

use clap::ValueEnum;

/// One check; the order here is the order in which they run, quick ones first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Check {
    /// cargo-nextest is there, or gets installed
    Nextest,
    /// cargo-deny is there, or gets installed
    CargoDeny,
    /// Node and npm are there
    Node,
    /// Rust code is formatted
    Fmt,
    /// Licences, sources and forbidden dependencies
    Deny,
    /// Known vulnerabilities (needs the network; not part of a full run)
    Advisories,
    /// Clippy has nothing to say
    Lint,
    /// The documentation builds without a warning
    Docs,
    /// Everything compiles, tests and examples included
    Build,
    /// Unit, store, engine and API tests
    Rust,
    /// Examples in the documentation
    Doctest,
    /// Unmodified Pusher clients against the real binary
    Conformance,
}

impl Check {
    /// How a person calls it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Nextest => "tool: cargo-nextest",
            Self::CargoDeny => "tool: cargo-deny",
            Self::Node => "tool: node",
            Self::Fmt => "formatting",
            Self::Deny => "dependencies",
            Self::Advisories => "dependencies: known vulnerabilities",
            Self::Lint => "lints",
            Self::Docs => "documentation",
            Self::Build => "build",
            Self::Rust => "Rust tests",
            Self::Doctest => "documentation tests",
            Self::Conformance => "real clients",
        }
    }

    /// What must have passed before it can run.
    pub(crate) fn needs(self) -> &'static [Self] {
        match self {
            Self::Deny | Self::Advisories => &[Self::CargoDeny],
            Self::Rust => &[Self::Nextest, Self::Build],
            Self::Doctest => &[Self::Build],
            Self::Conformance => &[Self::Node, Self::Build],
            Self::Nextest
            | Self::CargoDeny
            | Self::Node
            | Self::Fmt
            | Self::Lint
            | Self::Docs
            | Self::Build => &[],
        }
    }

    fn is_in_full_run(self) -> bool {
        self != Self::Advisories
    }
}

/// The chosen checks with all that they need, in running order; a full run when none is chosen.
pub(crate) fn plan(only: &[Check]) -> Vec<Check> {
    let chosen: Vec<Check> = if only.is_empty() {
        Check::value_variants().iter().copied().filter(|check| check.is_in_full_run()).collect()
    } else {
        only.to_vec()
    };
    let needed = chosen.iter().flat_map(|check| check.needs());
    let mut plan: Vec<Check> = chosen.iter().chain(needed).copied().collect();
    plan.sort_unstable();
    plan.dedup();
    plan
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::{Check, plan};

    #[test]
    fn what_a_check_needs_runs_before_it_and_needs_nothing_itself() {
        for check in Check::value_variants() {
            for need in check.needs() {
                assert!(need < check, "{need:?} must stand before {check:?}");
                assert!(need.needs().is_empty(), "{need:?} would be planned without its own needs");
            }
        }
    }

    #[test]
    fn a_chosen_check_brings_what_it_needs_and_nothing_else() {
        assert_eq!(
            plan(&[Check::Doctest, Check::Deny]),
            [Check::CargoDeny, Check::Deny, Check::Build, Check::Doctest]
        );
    }

    #[test]
    fn a_full_run_leaves_out_only_what_needs_the_network_each_time() {
        let left_out: Vec<&Check> =
            Check::value_variants().iter().filter(|check| !plan(&[]).contains(check)).collect();

        assert_eq!(left_out, [&Check::Advisories]);
    }
}
