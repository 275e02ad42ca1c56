//! Webhooks: what a server tells an app's own server about its channels.
//!
//! The body is `{"time_ms":...,"events":[...]}`, signed with the app's secret over its raw bytes:
//! [`Credentials::sign_webhook`](crate::Credentials::sign_webhook).

use serde::{Serialize, Serializer};

use crate::{ChannelName, SocketId};

/// The header with the app's key.
pub const KEY_HEADER: &str = "x-pusher-key";

/// The header with the signature of the body.
pub const SIGNATURE_HEADER: &str = "x-pusher-signature";

/// The value of `Content-Type`. SDKs compare it as a whole, so that nothing may be added to it.
pub const CONTENT_TYPE: &str = "application/json";

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "name", rename_all = "snake_case")]
pub enum WebhookEvent {
    /// A channel has its first subscriber.
    ChannelOccupied {
        /// The channel.
        channel: ChannelName,
    },
    /// A channel has lost its last subscriber.
    ChannelVacated {
        /// The channel.
        channel: ChannelName,
    },
    /// A user is present whose other connections were not.
    MemberAdded {
        /// The presence channel.
        channel: ChannelName,
        /// The user.
        user_id: String,
    },
    /// A user's last connection has left.
    MemberRemoved {
        /// The presence channel.
        channel: ChannelName,
        /// The user.
        user_id: String,
    },
    /// Somebody subscribed to a cache channel that had nothing cached.
    CacheMiss {
        /// The cache channel.
        channel: ChannelName,
    },
    /// A client sent an event.
    ClientEvent {
        /// Where to.
        channel: ChannelName,
        /// The event's name.
        event: String,
        /// Its payload, as it was sent.
        data: String,
        /// Who sent it.
        socket_id: SocketId,
        /// Which user that is; only on presence channels.
        #[serde(skip_serializing_if = "Option::is_none")]
        user_id: Option<String>,
    },
    /// The number of subscribed connections changed.
    SubscriptionCount {
        /// The channel.
        channel: ChannelName,
        /// How many there are.
        subscription_count: usize,
    },
}

/// The kinds of [`WebhookEvent`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is described at the event of its name")]
pub enum WebhookKind {
    ChannelOccupied,
    ChannelVacated,
    MemberAdded,
    MemberRemoved,
    CacheMiss,
    ClientEvent,
    SubscriptionCount,
}

impl WebhookKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::ChannelOccupied,
        Self::ChannelVacated,
        Self::MemberAdded,
        Self::MemberRemoved,
        Self::CacheMiss,
        Self::ClientEvent,
        Self::SubscriptionCount,
    ];

    /// The kind with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ChannelOccupied => "channel_occupied",
            Self::ChannelVacated => "channel_vacated",
            Self::MemberAdded => "member_added",
            Self::MemberRemoved => "member_removed",
            Self::CacheMiss => "cache_miss",
            Self::ClientEvent => "client_event",
            Self::SubscriptionCount => "subscription_count",
        }
    }
}

impl Serialize for WebhookKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl WebhookEvent {
    /// What kind of event it is.
    pub const fn kind(&self) -> WebhookKind {
        match self {
            Self::ChannelOccupied { .. } => WebhookKind::ChannelOccupied,
            Self::ChannelVacated { .. } => WebhookKind::ChannelVacated,
            Self::MemberAdded { .. } => WebhookKind::MemberAdded,
            Self::MemberRemoved { .. } => WebhookKind::MemberRemoved,
            Self::CacheMiss { .. } => WebhookKind::CacheMiss,
            Self::ClientEvent { .. } => WebhookKind::ClientEvent,
            Self::SubscriptionCount { .. } => WebhookKind::SubscriptionCount,
        }
    }

    /// Where it happened.
    pub const fn channel(&self) -> &ChannelName {
        match self {
            Self::ChannelOccupied { channel }
            | Self::ChannelVacated { channel }
            | Self::MemberAdded { channel, .. }
            | Self::MemberRemoved { channel, .. }
            | Self::CacheMiss { channel }
            | Self::ClientEvent { channel, .. }
            | Self::SubscriptionCount { channel, .. } => channel,
        }
    }

    /// The event as it stands in a body.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("text and numbers always become JSON")
    }
}

/// Puts a body together from events that are encoded already, which is how they wait.
pub fn body<'a>(time_ms: u64, events: impl IntoIterator<Item = &'a str>) -> String {
    let mut body = format!(r#"{{"time_ms":{time_ms},"events":["#);
    for (index, event) in events.into_iter().enumerate() {
        if index > 0 {
            body.push(',');
        }
        body.push_str(event);
    }
    body.push_str("]}");
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel(name: &str) -> ChannelName {
        ChannelName::parse(name).expect("valid")
    }

    #[test]
    fn a_body_has_the_documented_bytes() {
        let event = WebhookEvent::ChannelOccupied { channel: channel("c") }.to_json();
        assert_eq!(
            body(1_327_078_148_132, [event.as_str()]),
            r#"{"time_ms":1327078148132,"events":[{"name":"channel_occupied","channel":"c"}]}"#
        );
        assert_eq!(body(1, ["{}", "{}"]), r#"{"time_ms":1,"events":[{},{}]}"#);
    }

    #[test]
    fn every_event_has_the_name_of_its_kind_and_its_documented_fields() {
        let presence = || channel("presence-p");
        let user_id = || "7".to_owned();
        let sent = |user_id| WebhookEvent::ClientEvent {
            channel: presence(),
            event: "client-typing".into(),
            data: r#"{"a":1}"#.into(),
            socket_id: SocketId::from_numbers(1, 2),
            user_id,
        };
        for (event, fields) in [
            (WebhookEvent::ChannelVacated { channel: channel("c") }, r#""channel":"c""#),
            (WebhookEvent::CacheMiss { channel: channel("cache-c") }, r#""channel":"cache-c""#),
            (
                WebhookEvent::MemberAdded { channel: presence(), user_id: user_id() },
                r#""channel":"presence-p","user_id":"7""#,
            ),
            (
                WebhookEvent::MemberRemoved { channel: presence(), user_id: user_id() },
                r#""channel":"presence-p","user_id":"7""#,
            ),
            (
                sent(Some(user_id())),
                r#""channel":"presence-p","event":"client-typing","data":"{\"a\":1}","socket_id":"1.2","user_id":"7""#,
            ),
            (
                sent(None),
                r#""channel":"presence-p","event":"client-typing","data":"{\"a\":1}","socket_id":"1.2""#,
            ),
            (
                WebhookEvent::SubscriptionCount { channel: channel("c"), subscription_count: 3 },
                r#""channel":"c","subscription_count":3"#,
            ),
        ] {
            let name = event.kind().as_str();
            assert_eq!(event.to_json(), format!(r#"{{"name":"{name}",{fields}}}"#));
            assert_eq!(WebhookKind::parse(name), Some(event.kind()));
        }
    }
}
