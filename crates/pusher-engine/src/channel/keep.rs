//! What a channel keeps beyond its subscribers: the last event of a cache channel, and the past of
//! a channel on which one can go on from a place.

use std::sync::Arc;

use pusher_protocol::{ChannelName, EventFrame, Position, server_frame};

use super::turn::Turn;
use super::{Channel, Channels};
use crate::app::AppLimits;
use crate::cache::Kept;
use crate::connection::Connection;
use crate::hub::Hub;
use crate::notice::Notice;
use crate::transport::Frame;

impl Channels {
    /// Sends an event to a cache channel and keeps it there, and returns how many got it.
    ///
    /// It is kept and sent under the same lock under which a subscriber is given what is kept:
    /// each subscriber gets it either way, and none both ways. So the channel is opened even if
    /// nobody listens.
    pub(crate) fn send_and_keep(
        &self,
        hub: &Hub,
        name: &ChannelName,
        limits: &AppLimits,
        event: &Kept<'_>,
        frame: &Frame,
        except: Option<u64>,
    ) -> usize {
        self.with_turn(name, |channel, turn| {
            let now = hub.now_millis();
            hub.cache.put(name, event, limits, now);
            channel.note_last(event.event, now);
            turn.send_event(frame, None, except)
        })
    }

    /// Sends an event to a channel and remembers it with its place, and returns how many got it.
    ///
    /// Both happen under the same lock, so that the order of the places is the order in which
    /// subscribers get the events, and so that an event is either held for a subscriber that
    /// waits for the history, or found there.
    pub(crate) fn send_placed(
        &self,
        hub: &Hub,
        name: &ChannelName,
        event: &Kept<'_>,
        position: Option<&Position>,
        except: Option<u64>,
    ) -> usize {
        self.with_turn(name, |channel, turn| {
            let placed = hub.history.place(name, event.event, event.data, position);
            if turn.subscribers.is_empty() && !turn.is_anybody_waiting() {
                return 0;
            }
            channel.note_last(event.event, hub.now_millis());
            let frame = Frame::event(&EventFrame::new(event.event, &placed.data), name);
            turn.send_event(&frame, placed.position.as_ref(), except)
        })
    }

    /// Takes a turn with the channel, opened for it if there is none.
    fn with_turn<T>(
        &self,
        name: &ChannelName,
        mut visit: impl FnMut(&Channel, &mut Turn<'_>) -> T,
    ) -> T {
        self.with_open(name, |channel| {
            let mut turn = channel.turn();
            channel.is_open().then(|| visit(channel, &mut turn))
        })
    }
}

impl Channel {
    /// Gives a new subscriber of a cache channel the last event, or tells it that there is none.
    pub(super) fn send_cached(&self, hub: &Hub, turn: &mut Turn<'_>, connection: &Arc<Connection>) {
        if !self.kind.is_cache() {
            return;
        }
        match hub.cache.get(&self.name, hub.now_millis()) {
            Some(cached) => {
                let event = EventFrame::new(&cached.event, &cached.data);
                turn.tell(connection, Frame::event(&event, &self.name));
            }
            None => {
                turn.tell(connection, server_frame::cache_miss(self.name.as_str()));
                hub.notices.tell(|| Notice::CacheMiss { channel: self.name.clone() });
            }
        }
    }
}
