//! The log, on standard error.

use anyhow::anyhow;
use tracing_subscriber::EnvFilter;

/// What is logged where `PUSHER_SERVER_LOG` does not say.
const DEFAULT_FILTER: &str = "info";

/// Starts the log, filtered as the environment says.
pub(crate) fn start() -> anyhow::Result<()> {
    let filter = std::env::var("PUSHER_SERVER_LOG");
    let filter = EnvFilter::try_new(filter.as_deref().unwrap_or(DEFAULT_FILTER))?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init()
        .map_err(|error| anyhow!("the log cannot be started: {error}"))
}
