//! The engine's tests once more, over streams to which only a connection's own task can write:
//! whoever listens must not notice the difference.

#[path = "../engine/cache.rs"]
mod cache;
#[path = "../engine/channels.rs"]
mod channels;
#[path = "../engine/client_events.rs"]
mod client_events;
#[path = "../engine/compression.rs"]
mod compression;
#[path = "../engine/connecting.rs"]
mod connecting;
#[path = "../engine/dialects.rs"]
mod dialects;
#[path = "../engine/frames.rs"]
mod frames;
#[path = "../engine/handshake.rs"]
mod handshake;
#[path = "../engine/presence.rs"]
mod presence;
#[path = "../engine/shutdown.rs"]
mod shutdown;
#[path = "../engine/slow_reader.rs"]
mod slow_reader;
#[path = "../engine/support/mod.rs"]
#[allow(dead_code, unused_imports, reason = "some of it is for tests that are not here")]
mod support;
#[path = "../engine/transport.rs"]
mod transport;

/// Streams that the engine cannot see through.
const FRONT: support::Front = support::Front::Opaque;
