//! The numbers that the hosted service keeps, and the ones that its SDKs insist on.

/// Longest channel name that SDKs send and that is accepted, in bytes (names are ASCII).
pub const CHANNEL_NAME_BYTES: usize = 200;

/// Longest channel name that the hosted service accepts, in bytes.
pub const HOSTED_CHANNEL_NAME_BYTES: usize = 164;

/// Longest event name, in characters.
pub const EVENT_NAME_CHARS: usize = 200;

/// How far a signed call's timestamp may lie from the server's clock, in seconds.
pub const TIMESTAMP_WINDOW_SECONDS: u64 = 600;

/// Most users of a watchlist; those behind them are left off.
pub const WATCHLIST_USERS: usize = 100;

/// How much a presence channel may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PresenceLimits {
    /// Most users at a time, however many connections they have.
    pub users_per_channel: usize,
    /// Longest id of a user, in characters.
    pub user_id_chars: usize,
    /// Largest `user_info` of one user, in bytes.
    pub user_info_bytes: usize,
}

impl PresenceLimits {
    /// What the hosted service accepts.
    pub const HOSTED: Self =
        Self { users_per_channel: 100, user_id_chars: 128, user_info_bytes: 1_024 };
}

impl Default for PresenceLimits {
    fn default() -> Self {
        Self::HOSTED
    }
}

/// How much one call of the HTTP API may publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishLimits {
    /// Most channels that one event may name.
    pub channels_per_event: usize,
    /// Most events in one batch.
    pub events_per_batch: usize,
    /// Largest `data` of one event, in bytes.
    pub event_data_bytes: usize,
}

impl PublishLimits {
    /// What the hosted service accepts.
    pub const HOSTED: Self =
        Self { channels_per_event: 100, events_per_batch: 10, event_data_bytes: 10_240 };
}

impl Default for PublishLimits {
    fn default() -> Self {
        Self::HOSTED
    }
}
