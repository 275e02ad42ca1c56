//! What clients ask for: one file per frame of the protocol.

mod client_event;
mod ping;
mod resume;
mod sign_in;
mod subscribe;
mod unsubscribe;

use pusher_protocol::{ClientFrame, Code};

use crate::session::Session;

/// Reads a frame and does what it asks for.
pub(crate) fn run(session: &mut Session, text: &str) {
    match ClientFrame::parse(text) {
        Ok(ClientFrame::Subscribe(request)) => subscribe::run(session, &request),
        Ok(ClientFrame::Unsubscribe(channel)) => unsubscribe::run(session, &channel),
        Ok(ClientFrame::Ping) => ping::run(session),
        // It was heard, and that is all that it says.
        Ok(ClientFrame::Pong) => {}
        Ok(ClientFrame::ClientEvent(event)) => client_event::run(session, &event),
        Ok(ClientFrame::SignIn(request)) => sign_in::run(session, &request),
        Ok(ClientFrame::Unknown(event)) => {
            let message = format!("Unknown event {event:?}; client events begin with client-");
            session.send_error(Code::Rejected, &message);
        }
        Err(error) => session.send_error(Code::Rejected, &error.to_string()),
    }
}
