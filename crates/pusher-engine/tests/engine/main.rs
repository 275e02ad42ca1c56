//! The engine on real sockets: each frame, each code and each limit of the protocol.

mod apps;
mod cache;
mod callers;
mod channels;
mod client_events;
mod compression;
mod connecting;
mod counts;
mod dialects;
mod fallback;
mod frames;
mod handshake;
mod http_api;
mod metrics;
mod overview;
mod presence;
mod presence_property;
mod replay;
mod replay_property;
mod rest_reads;
mod shutdown;
mod slow_reader;
mod slow_sender;
mod standalone;
mod support;
mod transport;
mod users;
mod vectors;
mod visits;
mod watchlist;
#[cfg(feature = "webhooks")]
mod webhook_store;
#[cfg(feature = "webhooks")]
mod webhooks;
mod witness;

/// The engine's own server, over bare sockets.
const FRONT: support::Front = support::Front::Own;
