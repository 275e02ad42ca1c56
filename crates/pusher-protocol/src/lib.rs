//! The Pusher Channels protocol, version 7, as bytes: frames, channel names, signatures,
//! HTTP API bodies, limits and codes.
//!
//! The crate is pure: it opens no socket, reads no clock and draws no random number. Servers,
//! clients, load tools and fuzzers build on the same functions, so that what one of them writes
//! is what the other reads.
//!
//! - [`ChannelName`], [`ChannelKind`], [`EventName`], [`SocketId`]: names, checked where they enter.
//! - [`ClientFrame`], [`server_frame`], [`EventFrame`]: what travels over the WebSocket.
//! - [`Member`], [`UserData`]: who is present on a channel, and who signs in on a connection.
//! - [`Position`]: a place in a channel's events, from which a subscription may go on.
//! - [`Credentials`]: signs and verifies channel subscriptions and user sign-ins.
//! - [`query_auth`]: signs and verifies calls of the HTTP API.
//! - [`api`]: the bodies of those calls, and their answers.
//! - [`webhook`]: what a server tells an app's own server.
//! - [`Code`], [`limits`]: the numbers of the protocol.

pub mod api;
mod channel;
mod client_frame;
mod code;
mod credentials;
mod digest;
mod event_frame;
mod event_name;
mod json_object;
pub mod limits;
mod position;
mod presence;
pub mod query_auth;
pub mod server_frame;
mod signature;
mod socket_id;
mod user;
mod version;
pub mod webhook;

pub use channel::{ChannelKind, ChannelName, ChannelNameError};
pub use client_frame::{ClientEvent, ClientFrame, FrameError, SignIn, Subscribe};
pub use code::{Code, Reaction};
pub use credentials::{AppId, AppKey, AppSecret, Credentials};
pub use event_frame::EventFrame;
pub use event_name::{EventName, EventNameError};
pub use position::{Position, PositionError};
pub use presence::{Member, MemberError};
pub use signature::SignatureError;
pub use socket_id::{SocketId, SocketIdError};
pub use user::{UserData, UserDataError};
pub use version::{ProtocolVersion, VersionError};
pub use webhook::{WebhookEvent, WebhookKind};
