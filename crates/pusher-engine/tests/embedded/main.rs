//! The engine's tests of connecting and sending once more, in a server that is not its own, as a
//! program has it that serves more than the engine.

#[path = "../engine/channels.rs"]
mod channels;
#[path = "../engine/connecting.rs"]
mod connecting;
#[path = "../engine/fallback.rs"]
mod fallback;
#[path = "../engine/handshake.rs"]
mod handshake;
#[path = "../engine/slow_reader.rs"]
mod slow_reader;
#[path = "../engine/support/mod.rs"]
#[allow(dead_code, unused_imports, reason = "some of it is for tests that are not here")]
mod support;
#[path = "../engine/transport.rs"]
mod transport;
#[path = "../engine/visits.rs"]
mod visits;

/// axum's own server.
const FRONT: support::Front = support::Front::Axum;
