//! Bodies of the HTTP API: what publishes events, what asks about channels, and the answers.
//!
//! [`EventRequest`] and [`BatchRequest`] are built by clients and parsed by servers; both sides
//! check them against the same [`PublishLimits`](crate::limits::PublishLimits). The answers
//! [`ChannelsAnswer`], [`ChannelAnswer`] and [`UsersAnswer`] are for calls that only ask.

mod answer;
mod batch;
mod channels;
mod error;
mod event;
mod info;
mod overview;
mod raw;

pub use answer::{BatchAnswer, ChannelInfo, EventAnswer};
pub use batch::{BatchEvent, BatchRequest};
pub use channels::{CachedEvent, ChannelAnswer, ChannelsAnswer, StatsAnswer, User, UsersAnswer};
pub use error::BodyError;
pub use event::EventRequest;
pub use info::{Asked, Info};
pub use overview::{ChannelOverview, LastEvent, Overview, SlowReader};

use raw::RawEvent;
use serde::Serialize;

/// Writes a body whose types cannot fail to become JSON.
fn to_json(body: &impl Serialize) -> String {
    serde_json::to_string(body).expect("text, numbers and lists always become JSON")
}
