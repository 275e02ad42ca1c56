//! Where webhook events wait that must outlive the process.

use std::io;

/// Keeps webhook events until they are delivered or given up.
///
/// What is kept and not forgotten is delivered after the next start, at least once: a process
/// that ends between a delivery and its note of it delivers again. Both calls come one after the
/// other, on a thread that may wait.
pub trait WebhookStore: Send + Sync {
    /// Keeps events: when this returns, they outlive the process and the computer's power. Numbers
    /// grow from event to event.
    fn keep(&self, events: &[KeptEvent]) -> io::Result<()>;

    /// Forgets events by their numbers.
    fn forget(&self, numbers: &[u64]) -> io::Result<()>;

    /// What was kept by processes that have ended, in the order in which it happened. Called once,
    /// before anything else.
    fn load(&self) -> io::Result<Vec<KeptEvent>>;
}

/// One event that waits for one endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEvent {
    /// Tells it apart from all others.
    pub number: u64,
    /// The app's id.
    pub app_id: String,
    /// Where it is to be posted.
    pub url: String,
    /// The event as JSON.
    pub event: String,
}
