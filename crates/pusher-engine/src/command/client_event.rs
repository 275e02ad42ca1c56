//! `client-...`: events from one client to the others of its channel; not there yet, and said
//! so, because a client would otherwise believe that the others got it.

use pusher_protocol::{ClientEvent, Code};

use crate::session::Session;

/// Refuses.
pub(super) fn run(session: &Session, event: &ClientEvent) {
    let message = format!(
        "Client event {:?} was not sent: this server does not support client events",
        event.event
    );
    session.send_error(Code::ClientEventRejected, &message);
}
