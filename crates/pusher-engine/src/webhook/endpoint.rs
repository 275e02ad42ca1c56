//! Where an app wants to be told of what.

use std::fmt;
use std::time::Duration;

use pusher_protocol::{WebhookEvent, WebhookKind};

/// One address that is told, and what of.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookEndpoint {
    /// Where to post; `http` or `https`.
    pub url: String,
    /// What it is told of; empty for everything.
    pub kinds: Vec<WebhookKind>,
    /// Only of channels whose names begin so; empty for all.
    pub channel_prefix: String,
    /// Headers that are sent along, such as a token for a gateway.
    pub headers: Vec<WebhookHeader>,
    /// How many events one call may carry.
    pub batches: WebhookBatches,
}

/// A header that is sent along. Its value may be a secret, so that `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookHeader {
    /// The header's name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// How many events are told in one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebhookBatches {
    /// Most events of one call.
    pub max_events: usize,
    /// How long an event may wait for others to come.
    pub window: Duration,
}

impl Default for WebhookBatches {
    /// Each event alone and at once, as the hosted service does where nobody asked for more.
    fn default() -> Self {
        Self { max_events: 1, window: Duration::ZERO }
    }
}

impl WebhookEndpoint {
    /// An endpoint that is told of everything, one event at a time.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            kinds: Vec::new(),
            channel_prefix: String::new(),
            headers: Vec::new(),
            batches: WebhookBatches::default(),
        }
    }

    /// Whether it is told of this event.
    pub fn wants(&self, event: &WebhookEvent) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&event.kind()))
            && event.channel().as_str().starts_with(&self.channel_prefix)
    }

    /// The address without what could be a secret in it: user, query and fragment.
    pub fn shown_url(&self) -> &str {
        shown_url(&self.url)
    }
}

/// As much of an address as may stand in a log.
pub(super) fn shown_url(url: &str) -> &str {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let shown = &url[..end];
    match shown.find('@') {
        Some(_) => "(an address with a password in it)",
        None => shown,
    }
}

impl fmt::Debug for WebhookEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookEndpoint")
            .field("url", &self.shown_url())
            .field("kinds", &self.kinds)
            .field("channel_prefix", &self.channel_prefix)
            .field("headers", &self.headers)
            .field("batches", &self.batches)
            .finish()
    }
}

impl fmt::Debug for WebhookHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ..", self.name)
    }
}

#[cfg(test)]
mod tests {
    use pusher_protocol::ChannelName;

    use super::*;

    fn occupied(channel: &str) -> WebhookEvent {
        WebhookEvent::ChannelOccupied { channel: ChannelName::parse(channel).expect("valid") }
    }

    #[test]
    fn an_endpoint_is_told_only_of_the_kinds_and_channels_that_it_wants() {
        let mut endpoint = WebhookEndpoint::new("http://hall.example/hook");
        assert!(endpoint.wants(&occupied("menu")));
        endpoint.channel_prefix = "presence-".into();
        assert!(endpoint.wants(&occupied("presence-a")));
        assert!(!endpoint.wants(&occupied("menu")));
        endpoint.kinds = vec![WebhookKind::MemberAdded];
        assert!(!endpoint.wants(&occupied("presence-a")));
    }

    #[test]
    fn debug_output_shows_neither_header_values_nor_secrets_of_the_address() {
        let mut endpoint = WebhookEndpoint::new("https://hall.example/hook?token=hunter2");
        endpoint.headers =
            vec![WebhookHeader { name: "Authorization".into(), value: "hunter2".into() }];
        let shown = format!("{endpoint:?}");
        assert!(shown.contains("https://hall.example/hook") && shown.contains("Authorization"));
        assert!(!shown.contains("hunter2"), "{shown}");
        let with_user = WebhookEndpoint::new("https://me:hunter2@hall.example/");
        assert!(!format!("{with_user:?}").contains("hunter2"));
    }
}
