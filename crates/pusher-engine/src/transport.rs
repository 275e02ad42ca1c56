//! The seam between the engine and the wire.
//!
//! The rest of the engine knows a [`Reader`] that yields [`Inbound`] and a [`Writer`] that takes
//! [`Frame`]s, and nothing of WebSockets. Long polling and sockets that are written to directly
//! come in here later.

mod websocket;

use axum::extract::ws::Utf8Bytes;
use pusher_protocol::Code;

pub(crate) use websocket::{Reader, Writer, configure, split};

/// What comes from a client.
pub(crate) enum Inbound {
    /// A text message.
    Text(Utf8Bytes),
    /// A ping or pong of the transport: a sign of life, and already answered.
    Control,
    /// Something that cannot be taken; the connection must be closed so.
    Refused(Close),
    /// The client is gone.
    Gone,
}

/// What goes to a client. Clones share the bytes.
#[derive(Clone)]
pub(crate) enum Frame {
    /// A text message, encoded.
    Text(Utf8Bytes),
    /// A ping of the transport.
    Ping,
}

/// How a connection is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Close {
    pub(crate) code: Code,
    /// For whoever reads the client's log; at most 123 bytes fit in a close frame.
    pub(crate) reason: &'static str,
}

/// The connection broke while writing.
pub(crate) struct Broken;

impl Frame {
    /// What the frame counts against the limit of a queue.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Ping => 0,
        }
    }
}

impl From<String> for Frame {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}
