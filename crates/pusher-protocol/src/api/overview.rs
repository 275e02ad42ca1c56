//! The answer to `GET /apps/{id}/overview`, a call that only this family of servers has.

use serde::{Deserialize, Serialize};

use super::to_json;

/// How an app is doing at this moment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Connections.
    pub connections: usize,
    /// Channels that have subscribers.
    pub channel_count: usize,
    /// Connections that were closed because too much waited unread, since the start.
    pub slow_readers_closed: u64,
    /// The channels with the most subscribers, those first; not all of them.
    pub channels: Vec<ChannelOverview>,
    /// The connections for which the most waits unread, those first; not all of them.
    pub slow_readers: Vec<SlowReader>,
}

/// How a channel is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelOverview {
    /// Its name.
    pub name: String,
    /// How many connections are subscribed.
    pub subscribers: usize,
    /// How many users are present; presence channels only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub users: Option<usize>,
    /// The last event since the channel got its first subscriber.
    pub last_event: Option<LastEvent>,
}

/// An event that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastEvent {
    /// Its name.
    pub name: String,
    /// How long ago, in seconds.
    pub seconds_ago: u64,
}

/// A connection that does not keep up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlowReader {
    /// Its id.
    pub socket_id: String,
    /// How many frames wait for it.
    pub waiting_frames: usize,
    /// How many bytes.
    pub waiting_bytes: usize,
}

impl Overview {
    /// The answer as it is sent.
    pub fn to_json(&self) -> String {
        to_json(self)
    }
}
