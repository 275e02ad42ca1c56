//! A place in a channel's events, and how it travels.
//!
//! Clients hand an application only an event's name, channel and data, so an event's place stands
//! inside its data, under the reserved key `_rt`. A subscription asks to go on from a place in its
//! signed `channel_data`, under the same key.

use serde::{Deserialize, Serialize};

use crate::json_object;

/// The key under which positions travel.
const KEY: &str = "_rt";

/// The place of an event in its channel.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Names the log that counts; places of another one mean nothing.
    pub epoch: String,
    /// Counts the channel's events, from 1 without holes; 0 is the place before the first.
    pub seq: u64,
}

/// A `channel_data` that asks for something that is not a place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{KEY} in channel_data must have an epoch and a seq from 0 on: {0}")]
pub struct PositionError(String);

#[derive(Deserialize)]
struct ChannelData {
    #[serde(rename = "_rt", default)]
    position: Option<Position>,
}

#[derive(Serialize)]
struct Wanted<'a> {
    #[serde(rename = "_rt")]
    position: &'a Position,
}

impl Position {
    /// Place `seq` of a log.
    pub fn new(epoch: impl Into<String>, seq: u64) -> Self {
        Self { epoch: epoch.into(), seq }
    }

    /// The `channel_data` that asks to go on from here; it still has to be signed.
    pub fn to_channel_data(&self) -> String {
        serde_json::to_string(&Wanted { position: self }).expect("text and numbers become JSON")
    }

    /// The place that a `channel_data` asks to go on from. Most have none, and on private channels
    /// it may be any text.
    pub fn in_channel_data(channel_data: &str) -> Result<Option<Self>, PositionError> {
        if !channel_data.contains(KEY) {
            return Ok(None);
        }
        json_object::parse::<ChannelData>(channel_data)
            .map(|data| data.position)
            .map_err(|error| PositionError(error.to_string()))
    }

    /// An event's data with its place inside; `None` if the data is not a JSON object.
    pub fn within(&self, data: &str) -> Option<String> {
        let rest = data.trim_start().strip_prefix('{')?.trim_start();
        let position = serde_json::to_string(self).expect("text and numbers become JSON");
        let comma = if rest.starts_with('}') { "" } else { "," };
        Some(format!(r#"{{"{KEY}":{position}{comma}{rest}"#))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_place_that_was_asked_for_is_read_back() {
        let position = Position::new("k3f9", 41);
        let channel_data = position.to_channel_data();
        assert_eq!(channel_data, r#"{"_rt":{"epoch":"k3f9","seq":41}}"#);
        assert_eq!(Position::in_channel_data(&channel_data), Ok(Some(position)));
    }

    #[test]
    fn most_subscriptions_ask_for_no_place() {
        for channel_data in ["", "any text", "{}", r#"{"user_id":"1"}"#, r#"{"_rt":null}"#] {
            assert_eq!(Position::in_channel_data(channel_data), Ok(None), "{channel_data}");
        }
    }

    #[test]
    fn what_is_no_place_is_refused_rather_than_taken_for_none() {
        for place in ["1", "{}", r#"{"epoch":"a"}"#, r#"{"epoch":"a","seq":-1}"#, "[1,2]"] {
            let channel_data = format!(r#"{{"_rt":{place}}}"#);
            assert!(Position::in_channel_data(&channel_data).is_err(), "{channel_data}");
        }
    }

    #[test]
    fn an_object_carries_its_place_beside_what_it_says() {
        let position = Position::new("k\"3", 42);
        let place = json!({"epoch":"k\"3","seq":42});
        let within = |data: &str| -> Value {
            serde_json::from_str(&position.within(data).expect("an object")).expect("JSON")
        };
        assert_eq!(within("{}"), json!({"_rt":place}));
        assert_eq!(within(" { }"), json!({"_rt":place}));
        assert_eq!(within(r#"{"id":5}"#), json!({"_rt":place,"id":5}));
        for data in ["", "1", "[]", "\"{}\""] {
            assert_eq!(position.within(data), None, "{data}");
        }
    }
}
