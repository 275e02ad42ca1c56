//! Error and close codes, and what clients do when they see one.

/// A code of `pusher:error` frames and of WebSocket close frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u16)]
pub enum Code {
    /// WebSocket: the connection did what it was for.
    Normal = 1000,
    /// WebSocket: the server goes away.
    GoingAway = 1001,
    /// WebSocket: the peer broke the WebSocket protocol.
    WebSocketProtocol = 1002,
    /// WebSocket: a kind of frame that the server does not take, such as a binary one.
    UnsupportedFrame = 1003,
    /// WebSocket: text that is not UTF-8.
    InvalidPayload = 1007,
    /// WebSocket: a message larger than the server takes.
    MessageTooLarge = 1009,
    /// Only encrypted connections. Clients switch to `wss` for good: never send it for anything else.
    TlsOnly = 4000,
    /// No app has this key.
    AppNotFound = 4001,
    /// The app is switched off.
    AppDisabled = 4003,
    /// The app is over its quota.
    OverQuota = 4004,
    /// The path is not one of the protocol.
    PathNotFound = 4005,
    /// The protocol version is not a number.
    InvalidVersion = 4006,
    /// The protocol version is not one that the server speaks.
    UnsupportedVersion = 4007,
    /// The connection named no protocol version.
    NoVersion = 4008,
    /// The connection, or what it asked for, is not allowed.
    Unauthorized = 4009,
    /// The server cannot take the connection now.
    OverCapacity = 4100,
    /// Reconnect at once.
    Reconnect = 4200,
    /// No answer to a ping.
    PongTimeout = 4201,
    /// Closed after a long time of inactivity.
    Inactive = 4202,
    /// The server refuses one request and keeps the connection. In-band only.
    Rejected = 4300,
    /// A client event was refused. In-band only.
    ClientEventRejected = 4301,
    /// A watchlist is too long. In-band only.
    WatchlistTooLong = 4302,
}

/// What an unmodified pusher-js does when a connection is closed with a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaction {
    /// It stays disconnected for ever.
    GivesUp,
    /// It connects again after about a second.
    WaitsThenReconnects,
    /// It connects again within milliseconds, without jitter.
    ReconnectsAtOnce,
}

impl Code {
    /// The number on the wire.
    pub const fn number(self) -> u16 {
        self as u16
    }

    /// Whether the protocol gives the code its meaning; the others are those of WebSockets.
    pub const fn is_of_the_protocol(self) -> bool {
        self.number() >= 4000
    }

    /// What pusher-js does when a connection is closed with this code.
    pub const fn reaction(self) -> Reaction {
        match self.number() {
            4100..=4199 => Reaction::WaitsThenReconnects,
            4200..=4299 => Reaction::ReconnectsAtOnce,
            4000..=4099 | 4300.. => Reaction::GivesUp,
            0..=3999 => Reaction::WaitsThenReconnects,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_range_of_codes_has_its_reaction() {
        assert_eq!(Code::GoingAway.reaction(), Reaction::WaitsThenReconnects);
        assert_eq!(Code::AppNotFound.reaction(), Reaction::GivesUp);
        assert_eq!(Code::Unauthorized.reaction(), Reaction::GivesUp);
        assert_eq!(Code::OverCapacity.reaction(), Reaction::WaitsThenReconnects);
        assert_eq!(Code::PongTimeout.reaction(), Reaction::ReconnectsAtOnce);
        assert_eq!(Code::ClientEventRejected.reaction(), Reaction::GivesUp);
    }
}
