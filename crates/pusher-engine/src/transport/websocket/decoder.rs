//! From bytes to what a client says.

use pusher_protocol::Code;

use super::head::{Head, violation};
use super::mask::unmask;
use super::message::{Message, TOO_LARGE};
use crate::transport::{Close, Coding, Opcode};

/// What comes from a client.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Inbound<'a> {
    /// A text message.
    Text(&'a str),
    /// A ping of the transport, which has to be answered with its payload.
    Ping(&'a [u8]),
    /// A pong of the transport: a sign of life.
    Pong,
    /// The client closes, with or without a code. Nothing follows.
    Close(Option<u16>),
    /// Something that cannot be taken; the connection must be closed so. Nothing follows.
    Refused(Close),
}

/// Takes bytes in as they arrive and finds the messages in them. It holds no memory while
/// nothing is begun.
pub(crate) struct Decoder {
    coding: Coding,
    /// The beginning of a frame that is not whole yet.
    begun: Option<Vec<u8>>,
    message: Message,
    phase: Phase,
}

#[derive(PartialEq, Eq)]
enum Phase {
    Reading,
    /// The client has closed, or broken the rules: what it still sends means nothing.
    Over,
}

impl Decoder {
    /// A decoder of what comes in a coding that was agreed upon.
    pub(crate) fn new(coding: Coding) -> Self {
        Self { coding, begun: None, message: Message::default(), phase: Phase::Reading }
    }

    /// Decodes the next bytes, and shows `take` what is complete now. A message of more than
    /// `max_message_bytes` is refused as soon as its length is known.
    pub(crate) fn decode(
        &mut self,
        bytes: &mut [u8],
        max_message_bytes: usize,
        mut take: impl FnMut(Inbound<'_>),
    ) {
        if self.phase == Phase::Over {
            return;
        }
        let Some(mut begun) = self.begun.take() else {
            let used = self.decode_whole(bytes, max_message_bytes, &mut take);
            if used < bytes.len() && self.phase == Phase::Reading {
                self.begun = Some(bytes[used..].to_vec());
            }
            return;
        };
        begun.extend_from_slice(bytes);
        let used = self.decode_whole(&mut begun, max_message_bytes, &mut take);
        begun.drain(..used);
        if !begun.is_empty() && self.phase == Phase::Reading {
            self.begun = Some(begun);
        }
    }

    /// Decodes all frames that are whole, and returns how many bytes they take.
    fn decode_whole(
        &mut self,
        bytes: &mut [u8],
        max_message_bytes: usize,
        take: &mut impl FnMut(Inbound<'_>),
    ) -> usize {
        let mut used = 0;
        while self.phase == Phase::Reading {
            match self.decode_one(&mut bytes[used..], max_message_bytes, take) {
                Ok(0) => break,
                Ok(frame_bytes) => used += frame_bytes,
                Err(close) => {
                    self.phase = Phase::Over;
                    take(Inbound::Refused(close));
                }
            }
        }
        used
    }

    /// Decodes one frame, and returns how many bytes it takes: none while it is not whole.
    fn decode_one(
        &mut self,
        bytes: &mut [u8],
        max_message_bytes: usize,
        take: &mut impl FnMut(Inbound<'_>),
    ) -> Result<usize, Close> {
        let Some(head) = Head::parse(bytes, self.coding)? else {
            return Ok(0);
        };
        let payload_bytes = usize::try_from(head.payload_bytes).map_err(|_| TOO_LARGE)?;
        if self.message_bytes_with(&head, payload_bytes) > max_message_bytes {
            return Err(TOO_LARGE);
        }
        if bytes.len() - head.head_bytes < payload_bytes {
            return Ok(0);
        }
        let frame_bytes = head.head_bytes + payload_bytes;
        let payload = &mut bytes[head.head_bytes..frame_bytes];
        unmask(payload, head.mask);
        self.take_frame(&head, payload, max_message_bytes, take)?;
        Ok(frame_bytes)
    }

    fn message_bytes_with(&self, head: &Head, payload_bytes: usize) -> usize {
        match head.opcode {
            Opcode::Text => payload_bytes,
            Opcode::Continuation => self.message.len().saturating_add(payload_bytes),
            Opcode::Binary | Opcode::Close | Opcode::Ping | Opcode::Pong => 0,
        }
    }

    fn take_frame(
        &mut self,
        head: &Head,
        payload: &[u8],
        max_message_bytes: usize,
        take: &mut impl FnMut(Inbound<'_>),
    ) -> Result<(), Close> {
        match head.opcode {
            Opcode::Text | Opcode::Continuation => {
                let take = |text: &str| take(Inbound::Text(text));
                self.message.add(head, payload, max_message_bytes, take)
            }
            Opcode::Binary => {
                let reason = "Only text frames are understood";
                Err(Close { code: Code::UnsupportedFrame, reason })
            }
            Opcode::Ping => {
                take(Inbound::Ping(payload));
                Ok(())
            }
            Opcode::Pong => {
                take(Inbound::Pong);
                Ok(())
            }
            Opcode::Close => {
                let code = close_code(payload)?;
                self.phase = Phase::Over;
                take(Inbound::Close(code));
                Ok(())
            }
        }
    }
}

/// The code that a client closes with (RFC 6455, sections 5.5.1 and 7.4).
fn close_code(payload: &[u8]) -> Result<Option<u16>, Close> {
    let Some((code, reason)) = payload.split_first_chunk() else {
        let is_empty = payload.is_empty();
        return is_empty.then_some(None).ok_or(violation("Half a close code"));
    };
    if str::from_utf8(reason).is_err() {
        let reason = "The reason must be UTF-8";
        return Err(Close { code: Code::InvalidPayload, reason });
    }
    match u16::from_be_bytes(*code) {
        code @ (1000..=1003 | 1007..=1014 | 3000..=4999) => Ok(Some(code)),
        _ => Err(violation("Not a code to close with")),
    }
}

#[cfg(test)]
mod tests;
