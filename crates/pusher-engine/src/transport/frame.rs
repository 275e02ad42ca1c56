//! Frames to clients, encoded once for all of them.

use std::sync::Arc;

use super::Close;

/// Longest payload of a ping, pong or close.
const MAX_CONTROL_BYTES: usize = 125;

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
pub(crate) struct Frame(Arc<[u8]>);

impl Frame {
    /// A ping of the transport.
    pub(crate) fn ping() -> Self {
        Self::encode(Opcode::Ping, &[])
    }

    /// The answer to a ping, with the ping's own payload.
    pub(crate) fn pong(payload: &[u8]) -> Self {
        Self::encode(Opcode::Pong, &payload[..payload.len().min(MAX_CONTROL_BYTES)])
    }

    /// The last frame of a connection that the server closes.
    pub(crate) fn close(close: Close) -> Self {
        Self::close_with(close.code.number(), close.reason)
    }

    /// The answer to a client's close: with its code, or without one, as it came.
    pub(crate) fn close_answer(code: Option<u16>) -> Self {
        match code {
            Some(code) => Self::close_with(code, ""),
            None => Self::encode(Opcode::Close, &[]),
        }
    }

    /// The bytes on the wire.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// How many bytes there are; what the frame counts against the limit of a queue.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it is a message for the client's program, and not for its WebSocket library.
    pub(crate) fn is_message(&self) -> bool {
        self.0[0] & 0x0F == Opcode::Text as u8
    }

    fn close_with(code: u16, reason: &str) -> Self {
        let mut payload = code.to_be_bytes().to_vec();
        payload.extend_from_slice(reason.as_bytes());
        debug_assert!(payload.len() <= MAX_CONTROL_BYTES, "{reason:?} is too long");
        Self::encode(Opcode::Close, &payload)
    }

    fn encode(opcode: Opcode, payload: &[u8]) -> Self {
        let mut bytes = Vec::with_capacity(payload.len() + 10);
        push_head(&mut bytes, opcode, payload.len());
        bytes.extend_from_slice(payload);
        Self(bytes.into())
    }
}

impl From<&str> for Frame {
    fn from(text: &str) -> Self {
        Self::encode(Opcode::Text, text.as_bytes())
    }
}

impl From<String> for Frame {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

/// The head of a whole, unmasked frame: the length takes the shortest form, as it has to.
fn push_head(bytes: &mut Vec<u8>, opcode: Opcode, payload_len: usize) {
    const FINAL: u8 = 0x80;
    bytes.push(FINAL | opcode as u8);
    match (u8::try_from(payload_len), u16::try_from(payload_len)) {
        (Ok(len @ ..126), _) => bytes.push(len),
        (_, Ok(len)) => {
            bytes.push(126);
            bytes.extend_from_slice(&len.to_be_bytes());
        }
        (_, Err(_)) => {
            bytes.push(127);
            bytes.extend_from_slice(&(payload_len as u64).to_be_bytes());
        }
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
    fn only_text_is_a_message() {
        assert!(Frame::from("{}").is_message());
        assert!(!Frame::ping().is_message());
    }
}
