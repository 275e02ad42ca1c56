//! `pusher:unsubscribe`

use pusher_protocol::ChannelName;

use crate::session::Session;

/// Ends a subscription. There is no answer, and none where there was no subscription.
pub(super) fn run(session: &mut Session, channel: &str) {
    let Ok(name) = ChannelName::parse(channel) else {
        return;
    };
    if let Some(channel) = session.subscriptions.remove(&name) {
        session.hub.channels.leave(&session.hub, &channel, &session.connection);
    }
}
