//! Why webhooks cannot start.

use std::io;

/// Webhooks cannot be posted by this process.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// No HTTP client could be made.
    #[error("no HTTP client for webhooks can be made: {0}")]
    Client(String),
    /// What an earlier process left cannot be read.
    #[error("the store of webhooks cannot be read: {0}")]
    Store(#[from] io::Error),
}
