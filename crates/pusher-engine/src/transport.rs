//! The seam between the engine and the wire.
//!
//! The rest of the engine makes [`Frame`]s and knows nothing of how they travel. A connection
//! owns its [`Wire`]: a socket that any task may write to, or a queue that the connection's own
//! task empties, which is how TLS works. Over HTTP, whichever request receives at the moment empties
//! such a queue, into [`Lines`].

mod frame;
mod impatient;
mod lines;
mod stream;
pub(crate) mod websocket;
mod wire;

use pusher_protocol::{Code, ProtocolVersion};

pub(crate) use frame::{Frame, Opcode};
pub(crate) use impatient::Impatient;
pub(crate) use lines::{End, Lines, utf16_len};
pub(crate) use stream::{Duplex, Prefixed, Stream};
pub(crate) use websocket::TOO_LARGE;
pub(crate) use wire::{Hand, Receiver, Wire};

/// How a connection is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Close {
    pub(crate) code: Code,
    /// For whoever reads the client's log; at most 123 bytes fit in a close frame.
    pub(crate) reason: &'static str,
}

/// In what form a client gets its messages, and may send its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    Plain,
    /// Compressed, each for itself.
    Deflated,
}

/// How a client is spoken to.
pub(crate) struct Manner {
    pub(crate) wire: Wire,
    pub(crate) coding: Coding,
    pub(crate) protocol: ProtocolVersion,
}
