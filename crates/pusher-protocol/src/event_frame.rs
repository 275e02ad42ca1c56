//! An event as subscribers receive it, encoded once for all of its channels.

use std::fmt::Write as _;

use crate::{ChannelName, EventName};

/// An encoded event; only the channel's name is still missing.
///
/// Escaping `data` is what costs, and is done once, however many channels the event goes to.
#[derive(Debug, Clone)]
pub struct EventFrame {
    head: String,
    tail: String,
}

impl EventFrame {
    /// Encodes an event. `data` is text, usually JSON, and arrives as exactly this text.
    pub fn new(name: &EventName, data: &str) -> Self {
        Self {
            head: format!(r#"{{"event":{},"channel":""#, quoted(name.as_str())),
            tail: format!(r#"","data":{}}}"#, quoted(data)),
        }
    }

    /// Encodes an event that a client sent, with the user that it is on a presence channel.
    pub fn from_client(name: &EventName, data: &str, user_id: Option<&str>) -> Self {
        let mut frame = Self::new(name, data);
        if let Some(user_id) = user_id {
            frame.tail.pop();
            write!(frame.tail, r#","user_id":{}}}"#, quoted(user_id))
                .expect("writing to a String cannot fail");
        }
        frame
    }

    /// The whole frame for one channel.
    pub fn on(&self, channel: &ChannelName) -> String {
        let length = self.head.len() + channel.as_str().len() + self.tail.len();
        let mut frame = String::with_capacity(length);
        frame.push_str(&self.head);
        // No character of a channel name needs escaping.
        frame.push_str(channel.as_str());
        frame.push_str(&self.tail);
        frame
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("text always becomes JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_arrives_as_the_very_text_that_was_published() {
        let name = EventName::parse("say \"hi\"").expect("valid");
        let channel = ChannelName::parse("private-x;1").expect("valid");
        let data = "{\"a\":\"\\\"quoted\\\" \n \u{1F355}\"}";
        let frame = EventFrame::new(&name, data).on(&channel);
        let read: serde_json::Value = serde_json::from_str(&frame).expect("valid JSON");
        assert_eq!(read["event"], "say \"hi\"");
        assert_eq!(read["channel"], "private-x;1");
        assert_eq!(read["data"], data);
    }

    #[test]
    fn an_event_of_a_client_names_the_user_where_there_is_one() {
        let name = EventName::parse("client-x").expect("valid");
        let channel = ChannelName::parse("presence-x").expect("valid");
        let frame = EventFrame::from_client(&name, "{}", Some("a\"b")).on(&channel);
        assert_eq!(
            frame,
            r#"{"event":"client-x","channel":"presence-x","data":"{}","user_id":"a\"b"}"#
        );
        let nobody = EventFrame::from_client(&name, "{}", None).on(&channel);
        assert_eq!(nobody, EventFrame::new(&name, "{}").on(&channel));
    }
}
