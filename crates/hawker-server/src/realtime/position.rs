//! Where a channel stands, and how that travels inside an event's data.

use hawker_domain::channel::Channel;
use hawker_domain::event::joined;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;

/// The place of a channel's last event that something already takes into account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Position {
    /// The channel.
    pub channel: String,
    /// The log's epoch: places of another one mean nothing here.
    pub epoch: String,
    /// The place, from 1 without holes; 0 before the first event.
    pub seq: i64,
}

impl Position {
    /// Place `seq` of `channel`.
    pub fn new(app: &App, channel: Channel, seq: i64) -> Self {
        Self { channel: channel.to_string(), epoch: app.store.epoch().to_owned(), seq }
    }
}

/// An event's data with its position under the reserved key `_rt`. pusher-js hands an application
/// only an event's name, channel and data, so the position has to travel inside.
pub(super) fn with_position(data: &str, epoch: &str, seq: i64) -> String {
    joined(&format!(r#"{{"_rt":{{"epoch":"{epoch}","seq":{seq}}}}}"#), data)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_position_stands_beside_what_the_event_says() {
        let parsed = |text: String| serde_json::from_str::<Value>(&text).expect("JSON");
        let position = json!({"epoch": "k3f9", "seq": 42});
        assert_eq!(parsed(with_position("{}", "k3f9", 42)), json!({"_rt": position}));
        let data = with_position(r#"{"id":5}"#, "k3f9", 42);
        assert_eq!(parsed(data), json!({"_rt": position, "id": 5}));
    }
}
