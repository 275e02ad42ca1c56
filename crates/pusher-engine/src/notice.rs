//! What happened to an app's channels, for whoever watches: webhooks.

use pusher_protocol::{ChannelName, SocketId};

/// Something that happened to one of an app's channels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Notice {
    /// The first subscriber came.
    ChannelOccupied { channel: ChannelName },
    /// The last subscriber left.
    ChannelVacated { channel: ChannelName },
    /// A user's first connection joined a presence channel.
    MemberAdded { channel: ChannelName, user_id: String },
    /// A user's last connection left a presence channel.
    MemberRemoved { channel: ChannelName, user_id: String },
    /// Somebody subscribed to a cache channel that had nothing cached.
    CacheMiss { channel: ChannelName },
    /// A client sent an event to a channel.
    ClientEvent {
        channel: ChannelName,
        event: String,
        data: String,
        socket_id: SocketId,
        /// Only on presence channels.
        user_id: Option<String>,
    },
    /// How many connections are subscribed changed.
    SubscriptionCount { channel: ChannelName, count: usize },
}
