//! A text message in the making, of one frame or several.

use pusher_protocol::Code;

use super::deflate::inflate;
use super::head::{Head, Place, violation};
use crate::transport::{Close, Opcode};

/// Told to a client whose message is larger than the app allows.
pub(crate) const TOO_LARGE: Close =
    Close { code: Code::MessageTooLarge, reason: "The message is too large" };

/// What has come of a message that is not all there. Between messages it holds no memory.
#[derive(Default)]
pub(super) struct Message(Option<Begun>);

struct Begun {
    bytes: Vec<u8>,
    is_deflated: bool,
}

impl Message {
    /// How much of a message there is.
    pub(super) fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |begun| begun.bytes.len())
    }

    /// Takes the payload of a frame, and shows the message to `take` once it is complete.
    pub(super) fn add(
        &mut self,
        head: &Head,
        payload: &[u8],
        max_bytes: usize,
        take: impl FnOnce(&str),
    ) -> Result<(), Close> {
        let is_first = head.opcode == Opcode::Text;
        match (&mut self.0, head.place) {
            (Some(_), _) if is_first => Err(violation("The message before it is not complete")),
            (None, _) if !is_first => Err(violation("There is no message to go on with")),
            (None, Place::Last) => show(payload, head.is_deflated, max_bytes, take),
            (None, Place::More) => {
                self.0 = Some(Begun { bytes: payload.to_vec(), is_deflated: head.is_deflated });
                Ok(())
            }
            (Some(begun), place) => {
                begun.bytes.extend_from_slice(payload);
                if place == Place::More {
                    return Ok(());
                }
                let result = show(&begun.bytes, begun.is_deflated, max_bytes, take);
                self.0 = None;
                result
            }
        }
    }
}

fn show(
    bytes: &[u8],
    is_deflated: bool,
    max_bytes: usize,
    take: impl FnOnce(&str),
) -> Result<(), Close> {
    if is_deflated {
        take(text(&inflate(bytes, max_bytes)?)?);
    } else {
        take(text(bytes)?);
    }
    Ok(())
}

fn text(bytes: &[u8]) -> Result<&str, Close> {
    let reason = "Text must be UTF-8";
    str::from_utf8(bytes).map_err(|_| Close { code: Code::InvalidPayload, reason })
}
