//! Why a body is refused.

use crate::{ChannelNameError, EventNameError, SocketIdError};

/// Why what a call says, in its body or its query, is refused. The text is fit to be the answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// The body is not JSON of the expected shape.
    #[error("Invalid body: {0}")]
    Json(String),
    /// The event's name is missing or too long.
    #[error("Invalid event name: {0}")]
    Name(#[from] EventNameError),
    /// The event has no `data`, or one that is not text.
    #[error("Invalid data: an event needs \"data\", and it must be a string")]
    Data,
    /// The event names no channel.
    #[error("No channel given: an event needs \"channel\" or \"channels\"")]
    NoChannel,
    /// The event names too many channels.
    #[error("Too many channels: an event may be sent to at most {limit}")]
    TooManyChannels {
        /// Most channels of one event.
        limit: usize,
    },
    /// A channel's name is not valid.
    #[error("Invalid channel name {name:?}: {reason}")]
    Channel {
        /// The beginning of the name.
        name: String,
        /// What is wrong with it.
        reason: ChannelNameError,
    },
    /// The connection to leave out is not a socket id.
    #[error("Invalid socket_id: {0}")]
    SocketId(#[from] SocketIdError),
    /// `info` asks for something that does not exist.
    #[error("Invalid info: {0:?} is not an attribute of a channel")]
    Info(String),
    /// `info` asks for something that the channels it is asked of do not have.
    #[error("Invalid info: {attribute} is only there for {channels}")]
    NotAvailable {
        /// What was asked for.
        attribute: &'static str,
        /// Where it could have been.
        channels: &'static str,
    },
    /// The event's data is too large; the only refusal that is answered with 413.
    ///
    /// The text is the hosted service's, which users of SDKs look for.
    #[error(
        "The data content of this event exceeds the allowed maximum ({limit} bytes). See \
         http://pusher.com/docs/server_api_guide/server_publishing_events for more info"
    )]
    TooLarge {
        /// Largest `data`, in bytes.
        limit: usize,
    },
    /// The batch holds too many events.
    #[error("Batch too large: at most {limit} events in one call")]
    BatchTooLong {
        /// Most events in one batch.
        limit: usize,
    },
    /// One event of a batch is refused, and with it the whole batch.
    #[error("batch[{index}]: {reason}")]
    InBatch {
        /// Where the event stands, counted from 0.
        index: usize,
        /// Why it is refused.
        reason: Box<BodyError>,
    },
}

impl BodyError {
    /// The HTTP status that says so: 413 for too much data, else 400.
    pub fn status(&self) -> u16 {
        match self {
            Self::TooLarge { .. } => 413,
            Self::InBatch { reason, .. } => reason.status(),
            Self::Json(_)
            | Self::Name(_)
            | Self::Data
            | Self::NoChannel
            | Self::TooManyChannels { .. }
            | Self::Channel { .. }
            | Self::SocketId(_)
            | Self::Info(_)
            | Self::NotAvailable { .. }
            | Self::BatchTooLong { .. } => 400,
        }
    }
}
