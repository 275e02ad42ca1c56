//! A connection to the floor, and as much of what it says as must be understood.

use std::io::Write as _;
use std::net::TcpStream;
use std::ops::Range;
use std::rc::Rc;

use pusher_protocol::{SocketId, server_frame};

use crate::socket::{self, Received};
use crate::websocket;

/// Every request of a subscriber fits, so that it grows for publishers alone.
const INBOX_BYTES: usize = 1024;

/// One socket, and the bytes of it that are not handled yet.
pub(super) struct Connection {
    stream: TcpStream,
    inbox: Vec<u8>,
    filled: usize,
    pub(super) channel: Option<Rc<[u8]>>,
}

/// A whole message at the beginning of the inbox.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) meaning: Meaning,
    /// Where the next one begins.
    end: usize,
}

/// What a message asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A request that is not a POST is taken for the upgrade to a WebSocket.
    Upgrade,
    /// A text with a channel's name, which stands there.
    Subscribe(Range<usize>),
    /// A POST, whose body stands there.
    Publish(Range<usize>),
    /// Anything else.
    Nothing,
}

impl Connection {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream, inbox: vec![0; INBOX_BYTES], filled: 0, channel: None }
    }

    /// Reads all that is there; tells whether the other side is still open.
    pub(super) fn read(&mut self) -> bool {
        loop {
            if self.filled == self.inbox.len() {
                self.inbox.resize(self.filled * 2, 0);
            }
            match socket::read(&self.stream, &mut self.inbox[self.filled..]) {
                Ok(Received::Bytes(bytes)) => self.filled += bytes,
                Ok(Received::Nothing) => return true,
                Ok(Received::End) | Err(_) => return false,
            }
            // A read that leaves room has emptied the socket.
            if self.filled < self.inbox.len() {
                return true;
            }
        }
    }

    /// Writes at once or not at all. Nothing is queued: whoever has no room is too slow.
    pub(super) fn write(&self, bytes: &[u8]) -> bool {
        matches!((&self.stream).write(bytes), Ok(written) if written == bytes.len())
    }

    /// The first message of the inbox, once it is whole.
    pub(super) fn next(&self) -> Option<Message> {
        parse(&self.inbox[..self.filled])
    }

    pub(super) fn bytes(&self, range: &Range<usize>) -> &[u8] {
        &self.inbox[range.clone()]
    }

    /// Makes room by what was handled.
    pub(super) fn forget(&mut self, message: &Message) {
        self.inbox.copy_within(message.end..self.filled, 0);
        self.filled -= message.end;
    }
}

/// The answer to an upgrade, with the first frame behind it.
pub(super) fn greeting() -> anyhow::Result<Vec<u8>> {
    let accept = websocket::ACCEPT;
    let head = format!(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
    );
    let frame = server_frame::connection_established(&SocketId::from_numbers(1, 1), 120);
    Ok([head.as_bytes(), &websocket::from_server(&frame)?].concat())
}

/// What every subscriber is told, whatever its channel.
pub(super) fn confirmation() -> anyhow::Result<Vec<u8>> {
    websocket::from_server(&server_frame::subscription_succeeded("bench"))
}

fn parse(bytes: &[u8]) -> Option<Message> {
    if !matches!(bytes.first(), Some(b'G' | b'P')) {
        return parse_frame(bytes);
    }
    let head = find(bytes, b"\r\n\r\n")? + 4;
    if bytes[0] == b'G' {
        return Some(Message { meaning: Meaning::Upgrade, end: head });
    }
    let length = find(&bytes[..head], b"Content-Length: ")? + 16;
    let digits = bytes[length..].iter().take_while(|byte| byte.is_ascii_digit());
    let length = digits.fold(0, |length, digit| length * 10 + usize::from(digit - b'0'));
    let body = head..head + length;
    let end = body.end;
    (bytes.len() >= end).then_some(Message { meaning: Meaning::Publish(body), end })
}

fn parse_frame(bytes: &[u8]) -> Option<Message> {
    let frame = websocket::parse(bytes).ok()??;
    let payload = &bytes[frame.payload.clone()];
    let meaning = match quoted_after(payload, br#""channel":"#) {
        Some(name) if frame.opcode == websocket::TEXT => {
            let start = frame.payload.start;
            Meaning::Subscribe(start + name.start..start + name.end)
        }
        _ => Meaning::Nothing,
    };
    Some(Message { meaning, end: frame.payload.end })
}

/// The text in quotes that follows.
pub(super) fn quoted_after(bytes: &[u8], key: &[u8]) -> Option<Range<usize>> {
    let start = find(bytes, key)? + key.len() + 1;
    let length = bytes.get(start..)?.iter().position(|byte| *byte == b'"')?;
    Some(start..start + length)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::{Meaning, Message, parse};
    use crate::websocket;

    #[test]
    fn a_message_is_understood_only_when_it_is_whole() {
        let post = b"POST /apps/1/events?a=b HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody".as_slice();
        let upgrade = b"GET /app/key HTTP/1.1\r\n\r\n".as_slice();
        for (message, meaning) in
            [(post, Meaning::Publish(post.len() - 4..post.len())), (upgrade, Meaning::Upgrade)]
        {
            let end = message.len();
            assert_eq!(parse(&message[..end - 1]), None);
            assert_eq!(parse(message), Some(Message { meaning, end }));
        }
    }

    #[test]
    fn a_text_that_names_a_channel_subscribes_to_it() {
        let text = br#"{"data":{"auth":"","channel":"private-a"},"event":"pusher:subscribe"}"#;
        let frame = websocket::from_client(websocket::TEXT, text).expect("short enough");

        let message = parse(&frame).expect("whole");

        let Meaning::Subscribe(name) = message.meaning else { panic!("{message:?}") };
        assert_eq!(&frame[name], b"private-a");
        assert_eq!(message.end, frame.len());
    }
}
