//! Frames to clients, encoded once for all of them.

use std::sync::{Arc, OnceLock};

use pusher_protocol::{ChannelName, EventFrame};
use smallvec::{SmallVec, smallvec};

use super::websocket::deflate;
use super::{Close, Coding};

/// Longest head of a frame that a server sends.
const MAX_HEAD_BYTES: usize = 10;

/// Longest payload of a ping, pong or close.
const MAX_CONTROL_BYTES: usize = 125;

/// Shorter messages hardly become shorter still.
const MIN_DEFLATED_BYTES: usize = 128;

/// Marks a compressed message (RFC 7692, section 6).
const DEFLATED: u8 = 0x40;

/// What a WebSocket frame is for (RFC 6455, section 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Opcode {
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
}

/// What goes to clients: the bytes of one WebSocket frame, its head in front. What a server sends
/// is not masked, so these very bytes go to every subscriber. Clones share them.
#[derive(Clone)]
pub(crate) struct Frame(Arc<Encoded>);

struct Encoded {
    bytes: Box<[u8]>,
    /// The same message compressed, once somebody needs it.
    deflated: OnceLock<Frame>,
}

impl Frame {
    /// A ping of the transport.
    pub(crate) fn ping() -> Self {
        Self::encode(Opcode::Ping as u8, [])
    }

    /// The answer to a ping, with the ping's own payload.
    pub(crate) fn pong(payload: &[u8]) -> Self {
        Self::encode(Opcode::Pong as u8, [&payload[..payload.len().min(MAX_CONTROL_BYTES)]])
    }

    /// The last frame of a connection that the server closes.
    pub(crate) fn close(close: Close) -> Self {
        Self::close_with(close.code.number(), close.reason)
    }

    /// The answer to a client's close: with its code, or without one, as it came.
    pub(crate) fn close_answer(code: Option<u16>) -> Self {
        match code {
            Some(code) => Self::close_with(code, ""),
            None => Self::encode(Opcode::Close as u8, []),
        }
    }

    /// An event as the subscribers of a channel get it.
    pub(crate) fn event(event: &EventFrame, channel: &ChannelName) -> Self {
        Self::encode(Opcode::Text as u8, event.parts(channel).map(str::as_bytes))
    }

    /// The bytes on the wire.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0.bytes
    }

    /// What the frame is for.
    pub(crate) fn opcode(&self) -> Opcode {
        match self.bytes()[0] & 0x0F {
            0x1 => Opcode::Text,
            0x2 => Opcode::Binary,
            0x8 => Opcode::Close,
            0x9 => Opcode::Ping,
            0xA => Opcode::Pong,
            _ => Opcode::Continuation,
        }
    }

    /// What it carries, in the form in which it was made.
    pub(crate) fn payload(&self) -> &[u8] {
        &self.bytes()[head_bytes(self.len())..]
    }

    /// The frame as a connection with this coding gets it.
    pub(crate) fn coded(self, coding: Coding) -> Self {
        let is_shorter = self.is_message() && self.len() >= MIN_DEFLATED_BYTES;
        match coding {
            Coding::Deflated if is_shorter => {
                let deflate =
                    || Self::encode(DEFLATED | Opcode::Text as u8, [&deflate(self.payload())[..]]);
                self.0.deflated.get_or_init(deflate).clone()
            }
            Coding::Plain | Coding::Deflated => self,
        }
    }

    /// How many bytes there are; what the frame counts against the limit of a queue.
    pub(crate) fn len(&self) -> usize {
        self.bytes().len()
    }

    /// Whether it is a message for the client's program, and not for its WebSocket library.
    pub(crate) fn is_message(&self) -> bool {
        self.opcode() == Opcode::Text
    }

    fn close_with(code: u16, reason: &str) -> Self {
        let mut payload = code.to_be_bytes().to_vec();
        payload.extend_from_slice(reason.as_bytes());
        debug_assert!(payload.len() <= MAX_CONTROL_BYTES, "{reason:?} is too long");
        Self::encode(Opcode::Close as u8, [&payload[..]])
    }

    /// In one allocation of the right size: this is the one copy that all subscribers share.
    fn encode<const PARTS: usize>(first: u8, payload: [&[u8]; PARTS]) -> Self {
        let payload_len = payload.iter().map(|part| part.len()).sum();
        let head = head(first, payload_len);
        let mut bytes = Vec::with_capacity(head.len() + payload_len);
        bytes.extend_from_slice(&head);
        for part in payload {
            bytes.extend_from_slice(part);
        }
        Self(Arc::new(Encoded { bytes: bytes.into(), deflated: OnceLock::new() }))
    }
}

impl From<&str> for Frame {
    fn from(text: &str) -> Self {
        Self::encode(Opcode::Text as u8, [text.as_bytes()])
    }
}

impl From<String> for Frame {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

/// The head of a whole, unmasked frame: the length takes the shortest form, as it has to.
fn head(first: u8, payload_len: usize) -> SmallVec<[u8; MAX_HEAD_BYTES]> {
    const FINAL: u8 = 0x80;
    let mut head = smallvec![FINAL | first];
    match (u8::try_from(payload_len), u16::try_from(payload_len)) {
        (Ok(len @ ..126), _) => head.push(len),
        (_, Ok(len)) => {
            head.push(126);
            head.extend_from_slice(&len.to_be_bytes());
        }
        (_, Err(_)) => {
            head.push(127);
            head.extend_from_slice(&(payload_len as u64).to_be_bytes());
        }
    }
    head
}

/// How long the head of a frame is that has so many bytes in all.
fn head_bytes(frame_bytes: usize) -> usize {
    match frame_bytes {
        ..128 => 2,
        128..65_540 => 4,
        65_540.. => 10,
    }
}

#[cfg(test)]
mod tests {
    use pusher_protocol::Code;

    use super::*;

    #[test]
    fn the_length_takes_the_shortest_form() {
        let head = |len: usize| Frame::from("x".repeat(len)).bytes()[..10.min(len + 2)].to_vec();
        assert_eq!(head(0), [0x81, 0]);
        assert_eq!(head(125)[..3], [0x81, 125, b'x']);
        assert_eq!(head(126)[..5], [0x81, 126, 0, 126, b'x']);
        assert_eq!(head(65_535)[..5], [0x81, 126, 0xFF, 0xFF, b'x']);
        assert_eq!(head(65_536)[..], [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]);
    }

    #[test]
    fn control_frames_have_the_bytes_of_the_rfc() {
        assert_eq!(Frame::ping().bytes(), [0x89, 0]);
        assert_eq!(Frame::pong(b"hi").bytes(), [0x8A, 2, b'h', b'i']);
        let bye = Close { code: Code::OverCapacity, reason: "no" };
        assert_eq!(Frame::close(bye).bytes(), [0x88, 4, 0x10, 0x04, b'n', b'o']);
        assert_eq!(Frame::close_answer(Some(1000)).bytes(), [0x88, 2, 0x03, 0xE8]);
        assert_eq!(Frame::close_answer(None).bytes(), [0x88, 0]);
    }

    #[test]
    fn the_head_is_as_long_as_the_length_says() {
        for payload_bytes in [0, 125, 126, 65_535, 65_536] {
            let frame = Frame::from("x".repeat(payload_bytes));
            assert_eq!(head_bytes(frame.len()), frame.len() - payload_bytes);
        }
    }

    #[test]
    fn a_message_is_compressed_once_for_all_and_short_ones_are_not() {
        let frame = Frame::from("x".repeat(1_000));
        let [one, other] = [0, 1].map(|_| frame.clone().coded(Coding::Deflated));
        assert!(Arc::ptr_eq(&one.0, &other.0));
        assert!(one.len() < 100 && one.is_message());
        assert_eq!(one.bytes()[0], 0xC1);
        assert_eq!(frame.clone().coded(Coding::Plain).len(), frame.len());
        assert_eq!(Frame::from("{}").coded(Coding::Deflated).bytes()[0], 0x81);
        assert_eq!(Frame::ping().coded(Coding::Deflated).bytes()[0], 0x89);
    }

    #[test]
    fn only_text_is_a_message() {
        assert!(Frame::from("{}").is_message());
        assert!(!Frame::ping().is_message());
    }
}
