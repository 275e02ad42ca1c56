//! A text message in the making, of one frame or several.

use pusher_protocol::Code;

use super::head::{Place, violation};
use crate::transport::Close;

/// Told to a client whose message is larger than the app allows.
pub(super) const TOO_LARGE: Close =
    Close { code: Code::MessageTooLarge, reason: "The message is too large" };

/// What has come of a message that is not all there. Between messages it holds no memory.
#[derive(Default)]
pub(super) struct Message(Option<Vec<u8>>);

impl Message {
    /// How much of a message there is.
    pub(super) fn len(&self) -> usize {
        self.0.as_ref().map_or(0, Vec::len)
    }

    /// Begins a message; shows it to `take` where one frame is all of it.
    pub(super) fn begin(
        &mut self,
        payload: &[u8],
        place: Place,
        take: impl FnOnce(&str),
    ) -> Result<(), Close> {
        if self.0.is_some() {
            return Err(violation("The message before it is not complete"));
        }
        match place {
            Place::Last => take(text(payload)?),
            Place::More => self.0 = Some(payload.to_vec()),
        }
        Ok(())
    }

    /// Goes on with a message, and shows it to `take` once it is complete.
    pub(super) fn go_on(
        &mut self,
        payload: &[u8],
        place: Place,
        take: impl FnOnce(&str),
    ) -> Result<(), Close> {
        let begun = self.0.as_mut().ok_or(violation("There is no message to go on with"))?;
        begun.extend_from_slice(payload);
        if place == Place::Last {
            take(text(begun)?);
            self.0 = None;
        }
        Ok(())
    }
}

fn text(bytes: &[u8]) -> Result<&str, Close> {
    let reason = "Text must be UTF-8";
    str::from_utf8(bytes).map_err(|_| Close { code: Code::InvalidPayload, reason })
}
