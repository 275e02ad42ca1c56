//! The head of a frame that a client sent (RFC 6455, section 5.2).

use pusher_protocol::Code;

use crate::transport::{Close, Coding, Opcode};

/// Longest payload of a control frame.
const MAX_CONTROL_BYTES: u64 = 125;

/// What stands before a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) opcode: Opcode,
    pub(super) place: Place,
    /// Whether it begins a compressed message (RFC 7692, section 6).
    pub(super) is_deflated: bool,
    pub(super) mask: [u8; 4],
    pub(super) payload_bytes: u64,
    /// How long the head itself is.
    pub(super) head_bytes: usize,
}

/// Where in its message a frame stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// More frames of the message follow.
    More,
    /// It is the last or only one.
    Last,
}

impl Head {
    /// Reads a head; `None` while it is not all there.
    pub(super) fn parse(bytes: &[u8], coding: Coding) -> Result<Option<Self>, Close> {
        let &[first, second, ref rest @ ..] = bytes else {
            return Ok(None);
        };
        let opcode = opcode(first & 0x0F)?;
        let place = if first & 0x80 == 0 { Place::More } else { Place::Last };
        let is_deflated = first & 0x40 != 0;
        let may_be = coding == Coding::Deflated && opcode == Opcode::Text;
        if first & 0x30 != 0 || (is_deflated && !may_be) {
            return Err(violation("Reserved bits must be 0"));
        }
        if second & 0x80 == 0 {
            return Err(violation("Clients must mask their frames"));
        }
        let Some((payload_bytes, length_bytes)) = length(second & 0x7F, rest)? else {
            return Ok(None);
        };
        if is_control(opcode) && (place == Place::More || payload_bytes > MAX_CONTROL_BYTES) {
            return Err(violation("Control frames must be whole and short"));
        }
        let Some(mask) = rest[length_bytes..].first_chunk::<4>() else {
            return Ok(None);
        };
        let head_bytes = 2 + length_bytes + mask.len();
        Ok(Some(Self { opcode, place, is_deflated, mask: *mask, payload_bytes, head_bytes }))
    }
}

fn opcode(number: u8) -> Result<Opcode, Close> {
    match number {
        0x0 => Ok(Opcode::Continuation),
        0x1 => Ok(Opcode::Text),
        0x2 => Ok(Opcode::Binary),
        0x8 => Ok(Opcode::Close),
        0x9 => Ok(Opcode::Ping),
        0xA => Ok(Opcode::Pong),
        _ => Err(violation("Unknown opcode")),
    }
}

fn is_control(opcode: Opcode) -> bool {
    match opcode {
        Opcode::Close | Opcode::Ping | Opcode::Pong => true,
        Opcode::Continuation | Opcode::Text | Opcode::Binary => false,
    }
}

/// The payload's length, and how many more bytes tell it; `None` while they are not all there.
fn length(short: u8, rest: &[u8]) -> Result<Option<(u64, usize)>, Close> {
    Ok(match short {
        126 => rest.first_chunk().map(|bytes| (u64::from(u16::from_be_bytes(*bytes)), 2)),
        127 => match rest.first_chunk().map(|bytes| u64::from_be_bytes(*bytes)) {
            Some(length) if length >> 63 != 0 => return Err(violation("Impossible length")),
            length => length.map(|length| (length, 8)),
        },
        _ => Some((u64::from(short), 0)),
    })
}

/// The client broke the rules.
pub(super) fn violation(reason: &'static str) -> Close {
    Close { code: Code::WebSocketProtocol, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(bytes: &[u8]) -> Result<Option<Head>, Code> {
        Head::parse(bytes, Coding::Plain).map_err(|close| close.code)
    }

    #[test]
    fn a_head_is_read_once_it_is_whole() {
        let head = Head {
            opcode: Opcode::Text,
            place: Place::Last,
            is_deflated: false,
            mask: [1, 2, 3, 4],
            payload_bytes: 5,
            head_bytes: 6,
        };
        let bytes = [0x81, 0x85, 1, 2, 3, 4];
        assert_eq!(parse(&bytes), Ok(Some(head)));
        let (payload_bytes, head_bytes) = (0x0102, 8);
        let longer = [0x81, 0xFE, 1, 2, 1, 2, 3, 4];
        assert_eq!(parse(&longer), Ok(Some(Head { payload_bytes, head_bytes, ..head })));
        let (payload_bytes, head_bytes) = (0x0102_0304_0506_0708, 14);
        let longest = [0x81, 0xFF, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4];
        assert_eq!(parse(&longest), Ok(Some(Head { payload_bytes, head_bytes, ..head })));
        for whole in [&bytes[..], &longer, &longest] {
            for len in 0..whole.len() {
                assert_eq!(parse(&whole[..len]), Ok(None));
            }
        }
    }

    #[test]
    fn only_the_first_frame_of_a_text_is_marked_as_compressed_where_that_was_agreed() {
        let marked = |first| Head::parse(&[first, 0x80, 1, 2, 3, 4], Coding::Deflated);
        assert!(marked(0xC1).is_ok_and(|head| head.is_some_and(|head| head.is_deflated)));
        assert!(marked(0x81).is_ok_and(|head| head.is_some_and(|head| !head.is_deflated)));
        for first in [0xC0, 0xC9, 0xE1] {
            assert!(marked(first).is_err(), "{first:x}");
        }
    }

    #[test]
    fn what_the_rfc_forbids_is_refused() {
        let broken: [&[u8]; 7] = [
            &[0x81, 0x05, 1, 2, 3, 4],
            &[0xC1, 0x85, 1, 2, 3, 4],
            &[0x83, 0x85, 1, 2, 3, 4],
            &[0x8B, 0x80, 1, 2, 3, 4],
            &[0x09, 0x80, 1, 2, 3, 4],
            &[0x89, 0xFE, 0, 126, 1, 2, 3, 4],
            &[0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4],
        ];
        for bytes in broken {
            assert_eq!(parse(bytes), Err(Code::WebSocketProtocol), "{bytes:?}");
        }
    }
}
