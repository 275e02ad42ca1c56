//! What the calls answer that ask about channels.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ChannelInfo, to_json};

/// The answer to `GET /apps/{id}/channels`: every channel that has subscribers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelsAnswer {
    /// Channels by their names, each with the attributes that `info` asked for.
    pub channels: BTreeMap<String, ChannelInfo>,
}

/// The answer to `GET /apps/{id}/channels/{channel}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelAnswer {
    /// Whether anybody is subscribed.
    pub occupied: bool,
    /// The counts that `info` asked for.
    #[serde(flatten)]
    pub info: ChannelInfo,
    /// Where `info` asked for `cache`: the cached event, or `null`.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "asked_for")]
    pub cache: Option<Option<CachedEvent>>,
}

/// The event that a cache channel keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CachedEvent {
    /// Its payload, as it was published.
    pub data: String,
    /// For how many seconds it is still kept.
    pub ttl: u64,
}

/// The answer to `GET /apps/{id}/channels/{channel}/users`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsersAnswer {
    /// Everybody who is present, each once.
    pub users: Vec<User>,
}

/// Somebody who is present.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The user's id.
    pub id: String,
}

/// The answer to the deprecated `GET /apps/{id}/channels/{channel}/stats`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatsAnswer {
    /// Whether anybody is subscribed.
    pub occupied: bool,
    /// How many users are present; presence channels only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_count: Option<usize>,
    /// How many connections are subscribed.
    pub connection_count: usize,
}

impl ChannelsAnswer {
    /// The answer as it is sent.
    pub fn to_json(&self) -> String {
        to_json(self)
    }
}

impl ChannelAnswer {
    /// The answer as it is sent.
    pub fn to_json(&self) -> String {
        to_json(self)
    }
}

impl UsersAnswer {
    /// The answer as it is sent.
    pub fn to_json(&self) -> String {
        to_json(self)
    }
}

impl StatsAnswer {
    /// The answer as it is sent.
    pub fn to_json(&self) -> String {
        to_json(self)
    }
}

/// Tells `"cache":null` apart from no `cache` at all, where serde alone reads both as `None`.
mod asked_for {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<T: Serialize, S: Serializer>(
        value: &Option<Option<T>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.as_ref().and_then(Option::as_ref).serialize(serializer)
    }

    pub(super) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Option<T>>, D::Error> {
        Option::deserialize(deserializer).map(Some)
    }
}
