//! `pusher:signin`: not there yet, and said so instead of leaving the client waiting.

use pusher_protocol::Code;

use crate::session::Session;

/// Refuses.
pub(super) fn run(session: &Session) {
    session.send_error(Code::Unauthorized, "This server does not support user sign-in");
}
