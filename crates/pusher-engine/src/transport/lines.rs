//! Frames as lines of text, which is how they travel over HTTP.
//!
//! `o{}` opens a session, `a["...","..."]` carries messages, `h` is a sign of life, and
//! `c[code,"reason"]` ends it. They are the lines of SockJS, as pusher-js reads them.

use std::mem;

use super::{Frame, Opcode};

/// How much is put into one piece of an answer, before the network has taken what came before.
const LONG_BYTES: usize = 16 * 1024;

/// Lines in the making.
#[derive(Default)]
pub(crate) struct Lines {
    text: String,
    messages: u64,
    row: Row,
    end: End,
}

/// Whether the last line takes another message.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Row {
    Begun,
    #[default]
    Closed,
}

/// Whether anything can follow.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    #[default]
    Open,
    /// The session ends with these lines.
    Told,
}

impl Lines {
    /// Opens the session.
    pub(crate) fn open(&mut self) {
        self.line("o{}");
    }

    /// Carries nothing, and thereby shows that the server is there. A sign of life would be
    /// answered by one; this is not.
    pub(crate) fn nothing(&mut self) {
        self.line("a[]");
    }

    /// Ends the session, or one request of it.
    pub(crate) fn close(&mut self, code: u16, reason: &str) {
        self.line(&format!("c[{code},{}]", json_string(reason)));
        self.end = End::Told;
    }

    /// Adds a frame. What only a WebSocket library would read has no line.
    pub(crate) fn push(&mut self, frame: &Frame) {
        let payload = frame.payload();
        match frame.opcode() {
            Opcode::Text => self.message(&text(payload)),
            Opcode::Ping => self.line("h"),
            Opcode::Close => {
                let (code, reason) = payload.split_first_chunk().unwrap_or((&[0x03, 0xE8], &[]));
                self.close(u16::from_be_bytes(*code), &text(reason));
            }
            Opcode::Pong | Opcode::Binary | Opcode::Continuation => {}
        }
    }

    /// How many messages there are.
    pub(crate) fn messages(&self) -> u64 {
        self.messages
    }

    /// Whether the session ends with these lines.
    pub(crate) fn end(&self) -> End {
        self.end
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether they should go out before more is added.
    pub(crate) fn is_long(&self) -> bool {
        self.text.len() >= LONG_BYTES
    }

    /// The lines, each with its end.
    pub(crate) fn into_text(mut self) -> String {
        self.close_row();
        self.text
    }

    fn message(&mut self, text: &str) {
        let before = match mem::replace(&mut self.row, Row::Begun) {
            Row::Begun => ",",
            Row::Closed => "a[",
        };
        self.text.extend([before, &json_string(text)]);
        self.messages += 1;
    }

    fn line(&mut self, line: &str) {
        self.close_row();
        self.text.extend([line, "\n"]);
    }

    fn close_row(&mut self) {
        if mem::take(&mut self.row) == Row::Begun {
            self.text.push_str("]\n");
        }
    }
}

/// How long a text is for a client's JavaScript, which counts in UTF-16.
pub(crate) fn utf16_len(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

fn text(payload: &[u8]) -> std::borrow::Cow<'_, str> {
    // Frames are made of texts; this only spares a second check that they were.
    String::from_utf8_lossy(payload)
}

fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use pusher_protocol::Code;

    use super::*;
    use crate::transport::Close;

    fn lines(frames: &[Frame]) -> (String, End) {
        let mut lines = Lines::default();
        frames.iter().for_each(|frame| lines.push(frame));
        let end = lines.end();
        (lines.into_text(), end)
    }

    #[test]
    fn messages_in_a_row_share_a_line() {
        let frames = [Frame::from("{\"a\":1}"), Frame::from("b\nc"), Frame::ping(), "d".into()];
        let expected = "a[\"{\\\"a\\\":1}\",\"b\\nc\"]\nh\na[\"d\"]\n";
        assert_eq!(lines(&frames), (expected.to_owned(), End::Open));
    }

    #[test]
    fn a_close_is_the_last_line() {
        let close = Close { code: Code::OverCapacity, reason: "too \"much\"" };
        let frames = [Frame::from("x"), Frame::close(close)];
        let expected = "a[\"x\"]\nc[4100,\"too \\\"much\\\"\"]\n";
        assert_eq!(lines(&frames), (expected.to_owned(), End::Told));
    }

    #[test]
    fn what_only_a_websocket_library_reads_has_no_line() {
        assert_eq!(lines(&[Frame::pong(b"x")]), (String::new(), End::Open));
    }

    #[test]
    fn length_is_counted_as_javascript_does() {
        assert_eq!(utf16_len("aé漢😀"), 5);
    }
}
