//! The engine's tests of connecting and sending once more, with connections on threads of their
//! own, and what only such a server does.

#[path = "../engine/channels.rs"]
mod channels;
#[path = "../engine/client_events.rs"]
mod client_events;
#[path = "../engine/connecting.rs"]
mod connecting;
#[path = "../engine/fallback.rs"]
mod fallback;
#[path = "../engine/presence.rs"]
mod presence;
#[path = "../engine/presence_property.rs"]
mod presence_property;
#[path = "../engine/replay_property.rs"]
mod replay_property;
#[path = "../engine/slow_reader.rs"]
mod slow_reader;
#[path = "../engine/support/mod.rs"]
#[allow(dead_code, unused_imports, reason = "some of it is for tests that are not here")]
mod support;
mod threads;
#[path = "../engine/transport.rs"]
mod transport;
#[path = "../engine/visits.rs"]
mod visits;
#[cfg(feature = "webhooks")]
#[path = "../engine/webhooks.rs"]
mod webhooks;

/// The engine's own server, with threads.
const FRONT: support::Front = support::Front::Workers;
