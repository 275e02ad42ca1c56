//! `POST /apps/{id}/batch_events`: several events, each to one channel.

use serde::{Deserialize, Serialize};

use super::event::check_data;
use super::{BodyError, Info, RawEvent, to_json};
use crate::limits::PublishLimits;
use crate::{ChannelName, EventName, SocketId};

/// The body of `POST /apps/{id}/batch_events`. It is taken as a whole or refused as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BatchRequest {
    /// The events, in the order in which they are published.
    pub batch: Vec<BatchEvent>,
}

/// One event of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BatchEvent {
    /// The event's name.
    pub name: EventName,
    /// The payload, usually JSON, which travels as a string.
    pub data: String,
    /// The one channel.
    pub channel: ChannelName,
    /// A connection that must not hear the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub socket_id: Option<SocketId>,
    /// What the answer should tell about the channel.
    #[serde(skip_serializing_if = "Info::is_empty")]
    pub info: Info,
}

#[derive(Deserialize)]
struct RawBatch<'a> {
    #[serde(borrow)]
    batch: Vec<RawEvent<'a>>,
}

impl BatchRequest {
    /// Reads and checks a body.
    pub fn parse(body: &[u8], limits: &PublishLimits) -> Result<Self, BodyError> {
        let raw: RawBatch<'_> =
            serde_json::from_slice(body).map_err(|e| BodyError::Json(e.to_string()))?;
        check_length(raw.batch.len(), limits)?;
        let parsed = raw.batch.into_iter().map(BatchEvent::from_raw);
        let request = Self { batch: in_batch(parsed).collect::<Result<_, _>>()? };
        request.check(limits)?;
        Ok(request)
    }

    /// Checks the limits, so that a client need not send what will be refused.
    pub fn check(&self, limits: &PublishLimits) -> Result<(), BodyError> {
        check_length(self.batch.len(), limits)?;
        in_batch(self.batch.iter().map(|event| check_data(&event.data, limits))).collect()
    }

    /// The body as it is sent.
    pub fn to_json(&self) -> String {
        to_json(self)
    }
}

impl BatchEvent {
    fn from_raw(mut raw: RawEvent<'_>) -> Result<Self, BodyError> {
        Ok(Self {
            channel: raw.channel.as_ref().ok_or(BodyError::NoChannel)?.to_channel()?,
            name: raw.name()?,
            data: raw.take_data()?,
            socket_id: raw.socket_id()?,
            info: raw.info()?,
        })
    }
}

fn check_length(events: usize, limits: &PublishLimits) -> Result<(), BodyError> {
    if events > limits.events_per_batch {
        let limit = limits.events_per_batch;
        return Err(BodyError::BatchTooLong { limit });
    }
    Ok(())
}

/// Says in which event of the batch an error was found.
fn in_batch<T>(
    results: impl Iterator<Item = Result<T, BodyError>>,
) -> impl Iterator<Item = Result<T, BodyError>> {
    results.enumerate().map(|(index, result)| {
        result.map_err(|reason| BodyError::InBatch { index, reason: Box::new(reason) })
    })
}
