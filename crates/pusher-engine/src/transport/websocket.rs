//! WebSockets (RFC 6455), from the server's side.
//!
//! Written for what the engine does most: hold many connections on which hardly anything is
//! received. Between two messages a connection keeps no buffer; what arrives is decoded where it
//! was read, and only a frame that is not whole yet is kept.

mod decoder;
mod deflate;
mod head;
mod life;
mod mask;
mod message;
mod upgrade;

pub(crate) use decoder::{Decoder, Inbound};
pub(crate) use deflate::deflate;
pub(crate) use life::Life;
pub(crate) use message::TOO_LARGE;
pub(crate) use upgrade::{Upgrade, UpgradeError};
