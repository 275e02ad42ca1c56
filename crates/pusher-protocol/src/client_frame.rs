//! Frames that clients send.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::json_object;

/// One frame from a client. Names and signatures in it are not yet checked.
#[derive(Debug, Clone)]
pub enum ClientFrame {
    /// `pusher:subscribe`
    Subscribe(Subscribe),
    /// `pusher:unsubscribe`, with the channel's name.
    Unsubscribe(String),
    /// `pusher:ping`, to be answered with `pusher:pong`.
    Ping,
    /// `pusher:pong`, which answers a ping.
    Pong,
    /// `pusher:signin`
    SignIn(SignIn),
    /// `client-...`, an event for the other subscribers of a channel.
    ClientEvent(ClientEvent),
    /// An event that the protocol does not know, by its name.
    Unknown(String),
}

/// The payload of `pusher:subscribe`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Subscribe {
    /// The channel's name.
    pub channel: String,
    /// `KEY:SIGNATURE`; absent or empty for a public channel.
    #[serde(default)]
    pub auth: Option<String>,
    /// What the auth endpoint said about the subscriber, as the very text that it signed. Clients
    /// that have nothing to say leave it out, or send nothing: it is never empty.
    #[serde(default, deserialize_with = "unless_empty")]
    pub channel_data: Option<String>,
}

/// The payload of `pusher:signin`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SignIn {
    /// `KEY:SIGNATURE`
    pub auth: String,
    /// Who signs in, as the very text that was signed.
    pub user_data: String,
}

/// A `client-...` event.
#[derive(Debug, Clone)]
pub struct ClientEvent {
    /// The event's name with its prefix.
    pub event: String,
    /// The channel's name.
    pub channel: Option<String>,
    /// The payload as it was sent, of any JSON type.
    pub data: Option<Box<RawValue>>,
}

/// Why a text is not a frame of the protocol.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// It is not a JSON object with an `event`.
    #[error("Malformed frame: {0}")]
    Malformed(serde_json::Error),
    /// The `data` of a known event does not have its shape.
    #[error("Malformed data in {event}: {reason}")]
    Data {
        /// The event's name.
        event: &'static str,
        /// What is wrong.
        reason: serde_json::Error,
    },
}

#[derive(Deserialize)]
struct Envelope {
    event: String,
    #[serde(default)]
    channel: Option<String>,
    #[serde(default)]
    data: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
struct Unsubscribe {
    channel: String,
}

impl ClientFrame {
    /// Reads a text frame.
    pub fn parse(text: &str) -> Result<Self, FrameError> {
        let envelope: Envelope = json_object::parse(text).map_err(FrameError::Malformed)?;
        let data = envelope.data.as_deref();
        Ok(match envelope.event.as_str() {
            "pusher:subscribe" => Self::Subscribe(payload("pusher:subscribe", data)?),
            "pusher:unsubscribe" => {
                let unsubscribe: Unsubscribe = payload("pusher:unsubscribe", data)?;
                Self::Unsubscribe(unsubscribe.channel)
            }
            "pusher:ping" => Self::Ping,
            "pusher:pong" => Self::Pong,
            "pusher:signin" => Self::SignIn(payload("pusher:signin", data)?),
            event if event.starts_with("client-") => Self::ClientEvent(ClientEvent {
                event: envelope.event,
                channel: envelope.channel,
                data: envelope.data,
            }),
            _ => Self::Unknown(envelope.event),
        })
    }
}

fn unless_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text: Option<String> = Option::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.is_empty()))
}

/// Reads `data`, which most clients send as an object and some as a string that holds one.
fn payload<T: DeserializeOwned>(
    event: &'static str,
    data: Option<&RawValue>,
) -> Result<T, FrameError> {
    let raw = data.map_or("null", RawValue::get);
    let result = if raw.starts_with('"') {
        serde_json::from_str(raw).and_then(|inner: String| json_object::parse(&inner))
    } else {
        json_object::parse(raw)
    };
    result.map_err(|reason| FrameError::Data { event, reason })
}
