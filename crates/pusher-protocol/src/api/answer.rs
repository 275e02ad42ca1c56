//! What publishing calls are answered with: `{}`, or what `info` asked for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::to_json;

/// Attributes of one channel; only those that were asked for and exist are present.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelInfo {
    /// How many connections are subscribed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_count: Option<usize>,
    /// How many users are present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_count: Option<usize>,
}

/// The answer to `POST /apps/{id}/events`: `{}`, or with `info` `{"channels":{...}}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventAnswer {
    /// One entry per channel of the event, where `info` was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channels: Option<BTreeMap<String, ChannelInfo>>,
}

/// The answer to `POST /apps/{id}/batch_events`: `{}`, or with `info` `{"batch":[...]}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchAnswer {
    /// One entry per event of the batch, where any of them had `info`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<Vec<ChannelInfo>>,
}

impl EventAnswer {
    /// The answer as it is sent.
    pub fn to_json(&self) -> String {
        to_json(self)
    }
}

impl BatchAnswer {
    /// The answer as it is sent.
    pub fn to_json(&self) -> String {
        to_json(self)
    }
}
