//! Events for the tests, and what is expected of them.

use hawker_server::clock::Clock;
use hawker_server::realtime::broadcaster::{Outcome, OutgoingEvent, PublishError};
use jiff::{SignedDuration, Timestamp};

/// A small event.
pub(crate) fn event(channel: &str, seq: i64) -> OutgoingEvent {
    OutgoingEvent {
        channel: channel.to_owned(),
        name: "OrderReceived".to_owned(),
        data: format!(r#"{{"_rt":{{"epoch":"k3f9","seq":{seq}}}}}"#),
        seq,
    }
}

/// An event whose data is `bytes` long.
pub(crate) fn event_of_size(channel: &str, seq: i64, bytes: usize) -> OutgoingEvent {
    let data = format!("\"{}\"", "x".repeat(bytes - 2));
    OutgoingEvent { data, ..event(channel, seq) }
}

/// The outcome of an event behind a failed one.
pub(crate) fn held_back() -> Outcome {
    Err(PublishError::HeldBack)
}

/// This machine's clock, off by `offset`.
#[expect(
    clippy::disallowed_methods,
    reason = "servers on other sockets compare with the real time"
)]
pub(crate) fn clock(offset: SignedDuration) -> Clock {
    Clock::new(move || Timestamp::now() + offset)
}
