//! What is logged, and how.

use tracing_subscriber::EnvFilter;

use super::Key;
use super::values::{Noted, Values};

/// What is logged, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// Directives of a [`tracing_subscriber::EnvFilter`], which were read once and found good.
    pub filter: String,
    /// How a line looks.
    pub format: LogFormat,
}

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for machines.
    Json,
}

pub(super) fn read(values: &mut Values) -> Result<Log, Noted> {
    let filter = values.read(Key::Log, filter);
    let format = values.read(Key::LogFormat, format);
    Ok(Log { filter: filter?, format: format? })
}

fn filter(text: &str) -> Option<String> {
    EnvFilter::try_new(text).ok().map(|_| text.to_owned())
}

fn format(text: &str) -> Option<LogFormat> {
    match text {
        "text" => Some(LogFormat::Text),
        "json" => Some(LogFormat::Json),
        _ => None,
    }
}
