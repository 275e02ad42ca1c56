//! What holds for every app of an engine: times, and where the time comes from.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Tells the time of day: for signed timestamps, for how long an event is cached, and for how often
/// something may happen.
pub type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// Times that hold for every connection.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// How long a connection may be silent before it is pinged. Clients are told, in whole
    /// seconds, and ping after the same time.
    pub activity_timeout: Duration,
    /// How long a pinged connection may stay silent before it is closed with 4201.
    pub pong_timeout: Duration,
    /// How long a closing connection may take to receive what is queued and to answer the close.
    pub close_timeout: Duration,
    /// After what silence a client that receives over HTTP is shown a sign of life. Shorter than
    /// proxies wait for an answer to go on.
    pub http_heartbeat: Duration,
    /// How long such a client may be without a request that receives; then it has left.
    pub http_absence: Duration,
    /// Whether clients that offer it get compressed messages.
    pub compression: Compression,
    /// How long webhooks hold back that a channel was vacated or a member left, in case they return.
    pub leave_delay: Duration,
}

/// Whether messages may be compressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Compression {
    /// They never are. Events are small, and most of what compressing saves it costs in time.
    #[default]
    Off,
    /// They are for clients that offer permessage-deflate: each for itself, once for all clients.
    PerMessage,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            activity_timeout: Duration::from_secs(120),
            pong_timeout: Duration::from_secs(30),
            close_timeout: Duration::from_secs(5),
            http_heartbeat: Duration::from_secs(25),
            http_absence: Duration::from_secs(5),
            compression: Compression::Off,
            leave_delay: LEAVE_DELAY,
        }
    }
}

/// The longest time that the hosted service holds it back.
const LEAVE_DELAY: Duration = Duration::from_secs(3);

/// The computer's own clock.
pub(crate) fn system_clock() -> Clock {
    #[expect(clippy::disallowed_methods, reason = "the one place where real time comes in")]
    Arc::new(SystemTime::now)
}

/// Milliseconds since 1970; 0 for a clock that stands before it.
pub(crate) fn unix_millis(clock: &Clock) -> u64 {
    let since = clock().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Seconds since 1970; 0 for a clock that stands before it.
pub(crate) fn unix_seconds(clock: &Clock) -> u64 {
    clock().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
