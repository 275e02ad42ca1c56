//! What `info` asks for.

use pusher_protocol::ChannelName;
use pusher_protocol::api::{ChannelInfo, Info};

use crate::hub::Hub;

/// The counts that are asked for. Users are counted on presence channels only; each of them once,
/// however many connections they have.
pub(super) fn channel_info(hub: &Hub, name: &ChannelName, info: Info) -> ChannelInfo {
    if info.is_empty() {
        return ChannelInfo::default();
    }
    let channel = hub.channels.find(name);
    let count = || channel.as_ref().map_or(0, |channel| channel.len());
    let users = || channel.as_ref().and_then(|channel| channel.user_count()).unwrap_or(0);
    ChannelInfo {
        subscription_count: info.subscription_count.then(count),
        user_count: info.user_count.then(users).filter(|_| name.kind().is_presence()),
    }
}
