//! Bodies of the HTTP API: what publishes events, and what is answered.
//!
//! [`EventRequest`] and [`BatchRequest`] are built by clients and parsed by servers; both sides
//! check them against the same [`PublishLimits`](crate::limits::PublishLimits).

mod answer;
mod batch;
mod error;
mod event;
mod info;

pub use answer::{BatchAnswer, ChannelInfo, EventAnswer};
pub use batch::{BatchEvent, BatchRequest};
pub use error::BodyError;
pub use event::EventRequest;
pub use info::Info;

use serde::Serialize;
use serde_json::Value;

use crate::{ChannelName, EventName, SocketId};

/// Writes a body whose types cannot fail to become JSON.
fn to_json(body: &impl Serialize) -> String {
    serde_json::to_string(body).expect("text, numbers and lists always become JSON")
}

/// Parts of an event as they arrive, before anything is believed about them.
#[derive(serde::Deserialize)]
struct RawEvent {
    name: Option<String>,
    data: Option<Value>,
    channel: Option<String>,
    channels: Option<Vec<String>>,
    socket_id: Option<String>,
    info: Option<String>,
}

impl RawEvent {
    fn name(&self) -> Result<EventName, BodyError> {
        Ok(EventName::parse(self.name.as_deref().unwrap_or_default())?)
    }

    /// SDKs always encode `data` themselves, so that anything but text is a caller's mistake.
    fn take_data(&mut self) -> Result<String, BodyError> {
        match self.data.take() {
            Some(Value::String(text)) => Ok(text),
            Some(_) | None => Err(BodyError::Data),
        }
    }

    fn socket_id(&self) -> Result<Option<SocketId>, BodyError> {
        Ok(self.socket_id.as_deref().map(SocketId::parse).transpose()?)
    }

    fn info(&self) -> Result<Info, BodyError> {
        self.info.as_deref().map_or(Ok(Info::default()), Info::parse)
    }
}

fn parse_channel(text: &str) -> Result<ChannelName, BodyError> {
    ChannelName::parse(text).map_err(|reason| BodyError::Channel {
        name: text.chars().take(crate::limits::CHANNEL_NAME_BYTES).collect(),
        reason,
    })
}
