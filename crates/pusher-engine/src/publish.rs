//! Publishing: one encoding per event, then the same bytes into every subscriber's queue.

use pusher_protocol::limits::PublishLimits;
use pusher_protocol::{ChannelName, EventFrame, EventName, Position, SocketId};

use crate::app::App;
use crate::cache::Kept;
use crate::hub::Hub;
use crate::transport::Frame;

/// An event to publish.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// Where it goes. A channel that is named twice gets it once.
    pub channels: &'a [ChannelName],
    /// What happened.
    pub name: &'a EventName,
    /// The payload, usually JSON; subscribers get exactly this text.
    pub data: &'a str,
    /// A connection that does not get it, usually the one that caused it.
    pub except: Option<&'a SocketId>,
}

/// What came of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// In how many queues it was put, over all channels.
    pub recipients: usize,
}

/// Why an event was not published. Nobody got any of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublishError {
    /// The registry knows no such app.
    #[error("there is no such app")]
    UnknownApp,
    /// The event names no channel.
    #[error("an event needs at least one channel")]
    NoChannel,
    /// The event names too many channels.
    #[error("an event may be sent to at most {limit} channels")]
    TooManyChannels {
        /// Most channels of one event.
        limit: usize,
    },
    /// The data is too large.
    #[error("the data of an event has at most {limit} bytes")]
    TooLarge {
        /// Largest data, in bytes.
        limit: usize,
    },
}

/// Publishes an event within the limits.
pub(crate) fn publish(
    hub: &Hub,
    app: &App,
    limits: &PublishLimits,
    event: &Event<'_>,
) -> Result<Published, PublishError> {
    publish_at(hub, app, limits, event, None)
}

/// Publishes an event within the limits; `position` is its place in its channel, if it has one.
pub(crate) fn publish_at(
    hub: &Hub,
    app: &App,
    limits: &PublishLimits,
    event: &Event<'_>,
    position: Option<&Position>,
) -> Result<Published, PublishError> {
    check(limits, event)?;
    hub.counters.events_published.add(1);
    let except = event.except.and_then(|socket_id| hub.find(socket_id)).map(|c| c.number);
    let mut encoded = None;
    let mut recipients = 0;
    for (index, name) in event.channels.iter().enumerate() {
        if event.channels[..index].contains(name) {
            continue;
        }
        let mut frame = || {
            let encoded = encoded.get_or_insert_with(|| EventFrame::new(event.name, event.data));
            Frame::event(encoded, name)
        };
        let kept = Kept { event: event.name, data: event.data };
        if app.features.replay && name.kind().has_replay() {
            recipients += hub.channels.send_placed(hub, name, &kept, position, except);
        } else if name.kind().is_cache() {
            let frame = frame();
            recipients += hub.channels.send_and_keep(hub, name, &app.limits, &kept, &frame, except);
        } else if let Some(channel) = hub.channels.find(name) {
            // Most channels of a large hall have nobody listening: nothing is encoded for them.
            recipients += channel.send(&frame(), except);
            channel.note_last(event.name, hub.now_millis());
        }
    }
    Ok(Published { recipients })
}

fn check(limits: &PublishLimits, event: &Event<'_>) -> Result<(), PublishError> {
    if event.channels.is_empty() {
        return Err(PublishError::NoChannel);
    }
    if event.channels.len() > limits.channels_per_event {
        let limit = limits.channels_per_event;
        return Err(PublishError::TooManyChannels { limit });
    }
    if event.data.len() > limits.event_data_bytes {
        let limit = limits.event_data_bytes;
        return Err(PublishError::TooLarge { limit });
    }
    Ok(())
}
