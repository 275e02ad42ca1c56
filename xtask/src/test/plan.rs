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
    /// What npm installs is there, or gets installed
    Packages,
    /// Python with Pusher's server SDK is there, or gets installed
    Python,
    /// Chromium is there, or gets installed
    Chromium,
    /// Rust code is formatted
    Fmt,
    /// Licences, sources and forbidden dependencies
    Deny,
    /// Known vulnerabilities (needs the network; not part of a full run)
    Advisories,
    /// The web app's formatting, lints, types, generated client and unit specs
    Web,
    /// Clippy has nothing to say
    Lint,
    /// The documentation builds without a warning
    Docs,
    /// Everything compiles, tests, examples and the web app included
    Build,
    /// Unit, store, engine and API tests
    Rust,
    /// Examples in the documentation
    Doctest,
    /// Unmodified Pusher clients against the real binary
    Conformance,
    /// People at the screens of the real binary, in Chromium
    Browser,
}

impl Check {
    /// How a person calls it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Nextest => "tool: cargo-nextest",
            Self::CargoDeny => "tool: cargo-deny",
            Self::Node => "tool: node",
            Self::Packages => "tool: npm packages",
            Self::Python => "tool: python packages",
            Self::Chromium => "tool: chromium",
            Self::Fmt => "formatting",
            Self::Deny => "dependencies",
            Self::Advisories => "dependencies: known vulnerabilities",
            Self::Web => "web app",
            Self::Lint => "lints",
            Self::Docs => "documentation",
            Self::Build => "build",
            Self::Rust => "Rust tests",
            Self::Doctest => "documentation tests",
            Self::Conformance => "real clients",
            Self::Browser => "browser",
        }
    }

    /// What must have passed before it can run.
    pub(crate) fn needs(self) -> &'static [Self] {
        match self {
            Self::Packages => &[Self::Node],
            Self::Deny | Self::Advisories => &[Self::CargoDeny],
            // What is compiled has the web app in it.
            Self::Web | Self::Lint | Self::Docs | Self::Build => &[Self::Packages],
            Self::Rust => &[Self::Nextest, Self::Build],
            Self::Doctest => &[Self::Build],
            Self::Conformance => &[Self::Packages, Self::Python, Self::Build],
            Self::Browser => &[Self::Packages, Self::Chromium, Self::Build],
            Self::Nextest
            | Self::CargoDeny
            | Self::Node
            | Self::Python
            | Self::Chromium
            | Self::Fmt => &[],
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
    let mut plan = chosen;
    let mut next = 0;
    while let Some(check) = plan.get(next) {
        plan.extend(check.needs());
        next += 1;
    }
    plan.sort_unstable();
    plan.dedup();
    plan
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::{Check, plan};

    #[test]
    fn what_a_check_needs_runs_before_it() {
        for check in Check::value_variants() {
            for need in check.needs() {
                assert!(need < check, "{need:?} must stand before {check:?}");
            }
        }
    }

    #[test]
    fn a_chosen_check_brings_what_it_needs_and_what_that_needs_and_nothing_else() {
        assert_eq!(
            plan(&[Check::Browser, Check::Deny]),
            [
                Check::CargoDeny,
                Check::Node,
                Check::Packages,
                Check::Chromium,
                Check::Deny,
                Check::Build,
                Check::Browser
            ]
        );
    }

    #[test]
    fn a_full_run_leaves_out_only_what_needs_the_network_each_time() {
        let left_out: Vec<&Check> =
            Check::value_variants().iter().filter(|check| !plan(&[]).contains(check)).collect();

        assert_eq!(left_out, [&Check::Advisories]);
    }
}
