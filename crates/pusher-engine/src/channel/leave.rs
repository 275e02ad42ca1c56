//! The end of a subscription.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use pusher_protocol::server_frame;

use super::turn::Turn;
use super::{Channel, State};
use crate::connection::Connection;
use crate::hub::Hub;
use crate::notice::Notice;

impl Channel {
    /// Removes a subscriber; true if that vacated the channel.
    pub(super) fn leave(self: &Arc<Self>, hub: &Hub, connection: &Connection) -> bool {
        let mut turn = self.turn();
        let was_waiting = turn.forget_resuming(connection.number);
        if turn.subscribers.remove(&connection.number).is_none() {
            return was_waiting && self.vacate(&turn);
        }
        self.tell_of_departure(hub, &mut turn, connection);
        turn.count_changed(self, hub, &connection.app);
        if turn.subscribers.is_empty() {
            hub.notices.tell(|| Notice::ChannelVacated { channel: self.name.clone() });
        }
        self.vacate(&turn)
    }

    /// Closes a channel that nobody is subscribed to or waits for; true if that is so.
    pub(super) fn vacate_if_empty(&self) -> bool {
        self.vacate(&self.state.lock())
    }

    fn vacate(&self, state: &State) -> bool {
        let is_empty = state.subscribers.is_empty() && !state.is_anybody_waiting();
        if is_empty {
            self.is_vacated.store(true, Ordering::Release);
        }
        is_empty
    }

    fn tell_of_departure(&self, hub: &Hub, turn: &mut Turn<'_>, connection: &Connection) {
        let members = turn.members.as_mut();
        let Some(user_id) = members.and_then(|members| members.remove(connection.number)) else {
            return;
        };
        let removed = server_frame::member_removed(self.name.as_str(), &user_id);
        turn.send(&removed.into(), None);
        hub.notices.tell(|| Notice::MemberRemoved {
            channel: self.name.clone(),
            user_id: user_id.to_string(),
        });
    }
}
