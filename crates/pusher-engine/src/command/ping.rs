//! `pusher:ping`

use pusher_protocol::server_frame;

use crate::session::Session;

/// Answers.
pub(super) fn run(session: &Session) {
    session.send(server_frame::pong());
}
