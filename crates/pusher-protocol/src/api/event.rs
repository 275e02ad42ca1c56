//! `POST /apps/{id}/events`: one event to one or more channels.

use serde::Serialize;

use super::{BodyError, Info, RawEvent, to_json};
use crate::limits::PublishLimits;
use crate::{ChannelName, EventName, SocketId, json_object};

/// The body of `POST /apps/{id}/events`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventRequest {
    /// The event's name.
    pub name: EventName,
    /// The payload, usually JSON, which travels as a string.
    pub data: String,
    /// The channels, each once.
    pub channels: Vec<ChannelName>,
    /// A connection that must not hear the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub socket_id: Option<SocketId>,
    /// What the answer should tell about the channels.
    #[serde(skip_serializing_if = "Info::is_empty")]
    pub info: Info,
}

impl EventRequest {
    /// Reads and checks a body. Takes `channels` or the older `channel`; a channel that is named
    /// twice counts once.
    pub fn parse(body: &[u8], limits: &PublishLimits) -> Result<Self, BodyError> {
        let raw = json_object::parse_bytes(body).map_err(|e| BodyError::Json(e.to_string()))?;
        Self::from_raw(raw, limits)
    }

    /// Reads a call that has no body, but everything in its query, which the documentation allows:
    /// there a list is `channels[]=one&channels[]=two`.
    pub fn from_query(query: &str, limits: &PublishLimits) -> Result<Self, BodyError> {
        Self::from_raw(RawEvent::from_query(query), limits)
    }

    fn from_raw(mut raw: RawEvent<'_>, limits: &PublishLimits) -> Result<Self, BodyError> {
        let names = match (raw.channels.take(), raw.channel.take()) {
            (Some(channels), _) => channels,
            (None, Some(channel)) => vec![channel],
            (None, None) => return Err(BodyError::NoChannel),
        };
        // Before the names are looked at, so that a body of a million names costs nothing more.
        check_channel_count(names.len(), limits)?;
        let mut channels: Vec<ChannelName> = Vec::with_capacity(names.len());
        for name in &names {
            let channel = name.to_channel()?;
            if !channels.contains(&channel) {
                channels.push(channel);
            }
        }
        let request = Self {
            name: raw.name()?,
            data: raw.take_data()?,
            channels,
            socket_id: raw.socket_id()?,
            info: raw.info()?,
        };
        request.check(limits)?;
        Ok(request)
    }

    /// Checks the limits, so that a client need not send what will be refused.
    pub fn check(&self, limits: &PublishLimits) -> Result<(), BodyError> {
        check_channel_count(self.channels.len(), limits)?;
        check_data(&self.data, limits)
    }

    /// The body as it is sent.
    pub fn to_json(&self) -> String {
        to_json(self)
    }
}

fn check_channel_count(count: usize, limits: &PublishLimits) -> Result<(), BodyError> {
    if count == 0 {
        return Err(BodyError::NoChannel);
    }
    if count > limits.channels_per_event {
        let limit = limits.channels_per_event;
        return Err(BodyError::TooManyChannels { limit });
    }
    Ok(())
}

/// Checks the size of one event's data.
pub(super) fn check_data(data: &str, limits: &PublishLimits) -> Result<(), BodyError> {
    if data.len() > limits.event_data_bytes {
        let limit = limits.event_data_bytes;
        return Err(BodyError::TooLarge { limit });
    }
    Ok(())
}
