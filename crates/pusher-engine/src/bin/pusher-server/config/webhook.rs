//! One `[[apps.webhooks]]` of the settings file.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, Uri};
use pusher_engine::protocol::WebhookKind;
use pusher_engine::{WebhookBatches, WebhookEndpoint, WebhookHeader};
use serde::Deserialize;

use super::secret::Hidden;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhookTable {
    url: Hidden,
    #[serde(default)]
    events: Vec<String>,
    #[serde(default)]
    channel_prefix: String,
    #[serde(default)]
    headers: BTreeMap<String, Hidden>,
    batch: Option<BatchTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BatchTable {
    max_events: usize,
    window_ms: u64,
}

/// A window longer than this would make webhooks late, not few.
const LONGEST_WINDOW_MS: u64 = 10_000;

impl WebhookTable {
    pub(super) fn into_endpoint(self) -> Result<WebhookEndpoint, &'static str> {
        check_url(&self.url.0)?;
        let mut endpoint = WebhookEndpoint::new(self.url.0);
        for name in &self.events {
            let kind = WebhookKind::parse(name);
            endpoint.kinds.push(kind.ok_or("events has a name that is not one of an event")?);
        }
        endpoint.channel_prefix = self.channel_prefix;
        for (name, Hidden(value)) in self.headers {
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| "headers has an invalid name")?;
            HeaderValue::from_str(&value).map_err(|_| "headers has an invalid value")?;
            endpoint.headers.push(WebhookHeader { name, value });
        }
        if let Some(batch) = self.batch {
            endpoint.batches = batch.into_batches()?;
        }
        Ok(endpoint)
    }
}

impl BatchTable {
    fn into_batches(self) -> Result<WebhookBatches, &'static str> {
        if self.max_events == 0 || self.window_ms > LONGEST_WINDOW_MS {
            return Err("batch needs max_events of at least 1 and window_ms of at most 10000");
        }
        let window = Duration::from_millis(self.window_ms);
        Ok(WebhookBatches { max_events: self.max_events, window })
    }
}

fn check_url(url: &str) -> Result<(), &'static str> {
    const NOT_A_URL: &str = "url must be an http or https address";
    let uri: Uri = url.parse().map_err(|_| NOT_A_URL)?;
    match (uri.scheme_str(), uri.host()) {
        (Some("http" | "https"), Some(host)) if !host.is_empty() => Ok(()),
        _ => Err(NOT_A_URL),
    }
}
