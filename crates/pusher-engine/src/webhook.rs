//! Webhooks: telling an app's own server what happened on its channels.
//!
//! A `Notice` of a channel goes through the `pump` of its app, where `settle` holds back whoever
//! left for a moment, to the [`WebhookSink`]. The one that is here, `HttpWebhooks` (feature
//! `webhooks`), has a bounded `lane` for each endpoint, whose `sender` signs and posts; with a
//! [`WebhookStore`] what waits outlives the process: a `keeper` lets nothing into a lane that is not kept.
//!
//! Three things could have been otherwise. An endpoint is told one call after the other, though that
//! bounds how much it can be told by its own speed: an app that hears of a leaving before the coming
//! believes what is not so. Where too much waits the oldest goes, because what happened last says
//! how things are. And what is told is the channel's view, taken under the lock under which it
//! changed, so that the order is the true one.

#[cfg(feature = "webhooks")]
mod backoff;
mod endpoint;
#[cfg(feature = "webhooks")]
mod error;
#[cfg(feature = "webhooks")]
mod file_store;
#[cfg(feature = "webhooks")]
mod http;
#[cfg(feature = "webhooks")]
mod keeper;
#[cfg(feature = "webhooks")]
mod lane;
#[cfg(feature = "webhooks")]
mod poster;
mod pump;
#[cfg(feature = "webhooks")]
mod sender;
mod settle;
mod sink;
mod store;

#[cfg(feature = "webhooks")]
pub use backoff::Backoff;
pub use endpoint::{WebhookBatches, WebhookEndpoint, WebhookHeader};
#[cfg(feature = "webhooks")]
pub use error::WebhookError;
#[cfg(feature = "webhooks")]
pub use file_store::FileWebhookStore;
#[cfg(feature = "webhooks")]
pub use http::{HttpWebhooks, WebhookOptions};
pub use sink::{WebhookCounts, WebhookSink};
pub use store::{KeptEvent, WebhookStore};

pub(crate) use pump::Pumps;
