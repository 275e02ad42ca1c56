//! The engine on real sockets: each frame, each code and each limit of the protocol.

mod channels;
mod frames;
mod handshake;
mod http_api;
mod shutdown;
mod slow_reader;
mod standalone;
mod support;
