#![doc = include_str!("../README.md")]
#![doc = include_str!("../DESIGN.md")]
//!
//! # Inside
//!
//! - `handshake` decides who may connect, and `session` is one connection's life.
//! - `fallback` keeps the connections whose clients have no WebSocket, between their requests.
//! - `command` has one file per frame that clients send.
//! - `hub` is one app's connections and channels; `channel` is who listens to one of them, who is
//!   present and what they are told; `cache` is what outlives them, `users` who is signed in.
//! - `history` remembers what was sent, for subscribers that go on from a place.
//! - `notices` tells a watcher what happened to the channels, in its order.
//! - `outbox` is the bounded queue of a connection with the right to write what is in it, and
//!   `delivery` a frame on its way to many of them.
//! - `rest` is the HTTP API, `webhook` what the engine tells of its own accord.
//! - `app` and `apps` are who may connect and publish, `stats` and `metrics` what came of it.
//! - `transport` is the only part that knows WebSockets, and the lines that take their place over
//!   HTTP; `server` the one that accepts.
//! - `sweep` finds silent connections, `shutdown` closes all of them.

mod aged;
mod allowance;
mod app;
mod apps;
mod builder;
mod cache;
mod channel;
mod command;
mod connection;
mod delivery;
mod engine;
mod fallback;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod handshake;
mod history;
mod hub;
mod listening;
mod metrics;
mod notice;
#[allow(dead_code, reason = "a watcher asks for them")]
mod notices;
mod outbox;
mod publish;
mod rest;
mod server;
mod session;
mod settings;
mod sharded;
mod shutdown;
mod stats;
mod stop_signal;
mod sweep;
mod transport;
mod users;
mod webhook;

pub use app::{App, AppFeatures, AppLimits, AppRegistry, AppStatus, StaticApps};
pub use apps::DynamicApps;
pub use builder::EngineBuilder;
pub use engine::Engine;
pub use history::{History, MemoryHistory, MemoryLimits, Missed, PastEvent, ReplayLimits};
pub use listening::{Listening, Sharing};
pub use publish::{Event, PublishError, Published};
pub use server::{CallWitness, Server};
pub use settings::{Clock, Compression, Settings};
pub use shutdown::{Drain, Drained, Successor};
pub use stats::Stats;
pub use stop_signal::stop_signal;
#[cfg(feature = "webhooks")]
pub use webhook::{Backoff, FileWebhookStore, HttpWebhooks, WebhookError, WebhookOptions};
pub use webhook::{
    KeptEvent, WebhookBatches, WebhookCounts, WebhookEndpoint, WebhookHeader, WebhookSink,
    WebhookStore,
};

/// The protocol's types, which this crate's interface is made of.
pub use pusher_protocol as protocol;

/// The library whose configuration [`Server::tls`] takes.
#[cfg(feature = "tls")]
pub use tokio_rustls::rustls;
