//! Where an engine's webhooks go.

use std::sync::Arc;

use pusher_protocol::{AppId, WebhookEvent};

use crate::app::App;

/// Takes webhook events away, to whoever their app wants to be told.
pub trait WebhookSink: Send + Sync {
    /// Takes an event of an app. It must not wait; the events of one app come one after the other,
    /// in the order in which they happened.
    fn take(&self, app: &Arc<App>, event: &WebhookEvent);

    /// What became of an app's events so far.
    fn counts(&self, app_id: &AppId) -> WebhookCounts;
}

/// What became of the webhook events of one app. An event counts once for each endpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WebhookCounts {
    /// Events that an endpoint has taken.
    pub delivered: u64,
    /// Events that were given up after every try had failed.
    pub failed: u64,
    /// Events that had to make room for newer ones.
    pub dropped: u64,
    /// Calls that failed, whatever came of the next.
    pub failed_calls: u64,
    /// Events that wait now.
    pub waiting: u64,
}
