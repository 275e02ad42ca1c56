//! An event as subscribers receive it, encoded once for all of its channels.

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
            head: around(r#"{"event":"#, name.as_str(), r#","channel":""#),
            tail: around(r#"","data":"#, data, "}"),
        }
    }

    /// Encodes an event that a client sent, with the user that it is on a presence channel.
    pub fn from_client(name: &EventName, data: &str, user_id: Option<&str>) -> Self {
        let mut frame = Self::new(name, data);
        if let Some(user_id) = user_id {
            frame.tail.pop();
            frame.tail.push_str(&around(r#","user_id":"#, user_id, "}"));
        }
        frame
    }

    /// The whole frame for one channel.
    pub fn on(&self, channel: &ChannelName) -> String {
        self.parts(channel).concat()
    }

    /// The parts of the whole frame for one channel, for whoever puts them together elsewhere.
    pub fn parts<'a>(&'a self, channel: &'a ChannelName) -> [&'a str; 3] {
        // No character of a channel name needs escaping.
        [&self.head, channel.as_str(), &self.tail]
    }
}

/// A text as JSON, with something around it, in one allocation unless it is full of quotes.
fn around(before: &str, text: &str, after: &str) -> String {
    let escapes = text.len() / 4 + 2;
    let mut json = Vec::with_capacity(before.len() + text.len() + escapes + after.len());
    json.extend_from_slice(before.as_bytes());
    serde_json::to_writer(&mut json, text).expect("text always becomes JSON");
    json.extend_from_slice(after.as_bytes());
    String::from_utf8(json).expect("JSON is UTF-8")
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
