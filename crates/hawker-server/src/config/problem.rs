//! What is wrong with the settings: always which setting, where it was found, and what is allowed.

use std::fmt;
use std::path::PathBuf;

/// Where a value was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A flag of the command line, as it was written (`--addr`).
    Flag(&'static str),
    /// The process's environment.
    Environment,
    /// A line of the file `.env`, counted from 1.
    DotEnv(usize),
    /// The TOML file at this path.
    File(PathBuf),
    /// Nobody set it.
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "flag {flag}"),
            Self::Environment => f.write_str("environment"),
            Self::DotEnv(line) => write!(f, ".env, line {line}"),
            Self::File(path) => f.write_str(&path.display().to_string()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// One thing that is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A name that no setting has.
    #[error("{name} ({origin}): no such setting; {hint}")]
    Unknown {
        /// The name as it was written.
        name: String,
        /// Where it was written.
        origin: Source,
        /// The name that was probably meant, or all of them.
        hint: String,
    },
    /// A value that its setting does not allow.
    #[error("{name} ({origin}): {shown} is not allowed; allowed: {allowed}")]
    Invalid {
        /// The setting's name.
        name: String,
        /// Where the value was set.
        origin: Source,
        /// The value in quotes, or words in its place where it must not be seen.
        shown: String,
        /// What would be right.
        allowed: &'static str,
    },
    /// A setting that others need and nobody set.
    #[error("{name} is not set; {needed_by}")]
    Missing {
        /// The setting's name.
        name: &'static str,
        /// Which choice needs it.
        needed_by: String,
    },
    /// Two settings that exclude each other.
    #[error("{name} ({origin}): {other} is set as well; set one of them")]
    Excluded {
        /// One setting's name.
        name: &'static str,
        /// Where it was set.
        origin: Source,
        /// The other's name.
        other: &'static str,
    },
    /// A name that one source gives twice.
    #[error("{name} ({origin}): already set on line {first}; set it once")]
    Repeated {
        /// The setting's name.
        name: String,
        /// Where the second value stands.
        origin: Source,
        /// The line of the first, counted from 1.
        first: usize,
    },
    /// A source that could not be understood at all.
    #[error("{origin}: {what}")]
    Unreadable {
        /// The source.
        origin: Source,
        /// What is wrong, without the text itself: it may hold a secret.
        what: String,
    },
}

/// Everything that is wrong with the settings, so that one look mends all of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [one] => write!(f, "the settings are wrong: {one}"),
            many => {
                write!(f, "the settings are wrong in {} places:", many.len())?;
                many.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
            }
        }
    }
}
