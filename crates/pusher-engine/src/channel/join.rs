//! The begin of a subscription.
//!
//! All of it happens under the channel's lock, and nothing of it waits: no event can stand before
//! the confirmation, none that is published after it can be missed, and who is told of a member
//! agrees with what the member was told.

use std::sync::Arc;

use pusher_protocol::{Member, server_frame};

use super::catch_up::CatchUp;
use super::members::Arrival;
use super::turn::Turn;
use super::{Channel, State};
use crate::connection::Connection;
use crate::hub::Hub;
use crate::notice::Notice;

/// A connection that is allowed to subscribe.
#[derive(Clone, Copy)]
pub(crate) struct Joining<'a> {
    pub(crate) connection: &'a Arc<Connection>,
    /// Who it is; presence channels only.
    pub(crate) member: Option<&'a Member>,
    /// What it missed, if it goes on from a place.
    pub(crate) caught_up: Option<&'a CatchUp>,
}

/// Why a connection that is allowed to subscribe cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum JoinError {
    /// A presence channel has all the users that it may have.
    #[error("A presence channel may have at most {limit} users")]
    Full { limit: usize },
    /// The connection is on the channel as another user.
    #[error("This connection is on the channel as another user")]
    OtherUser,
}

/// What came of joining.
pub(super) enum Entered {
    Joined,
    /// The channel was vacated since it was looked up.
    TooLate,
}

impl Channel {
    /// Adds a subscriber.
    pub(super) fn join(
        self: &Arc<Self>,
        hub: &Hub,
        joining: &Joining<'_>,
    ) -> Result<Entered, JoinError> {
        let mut turn = self.turn();
        if !self.is_open() {
            return Ok(Entered::TooLate);
        }
        turn.stop_waiting(joining.connection.number);
        self.enter(hub, &mut turn, joining).map(|()| Entered::Joined)
    }

    /// Adds a subscriber to a channel that is open.
    pub(super) fn enter(
        self: &Arc<Self>,
        hub: &Hub,
        turn: &mut Turn<'_>,
        joining: &Joining<'_>,
    ) -> Result<(), JoinError> {
        let arrival = turn.admit(joining)?;
        let connection = joining.connection;
        self.confirm(turn, joining);
        self.send_cached(hub, turn, connection);
        if turn.subscribers.insert(connection.number, Arc::clone(connection)).is_none() {
            self.tell_of_arrival(hub, turn, joining, arrival);
            turn.count_changed(self, hub, &connection.app);
        }
        Ok(())
    }

    /// Confirms the subscription, and sends what was missed.
    fn confirm(&self, turn: &mut Turn<'_>, joining: &Joining<'_>) {
        let (channel, connection) = (self.name.as_str(), joining.connection);
        let resumed = joining.caught_up.map(|caught_up| &caught_up.told);
        let confirmation = match (&turn.members, resumed) {
            (Some(members), _) => server_frame::presence_succeeded(channel, &members.present()),
            (None, Some(resumed)) => server_frame::subscription_resumed(channel, resumed),
            (None, None) => server_frame::subscription_succeeded(channel),
        };
        turn.tell(connection, confirmation);
        if let (true, Some(resumed)) = (self.kind.is_presence(), resumed) {
            turn.tell(connection, server_frame::resumed(channel, resumed));
        }
        for frame in joining.caught_up.iter().flat_map(|caught_up| &caught_up.frames) {
            turn.tell(connection, frame.clone());
        }
    }

    fn tell_of_arrival(
        &self,
        hub: &Hub,
        turn: &mut Turn<'_>,
        joining: &Joining<'_>,
        arrival: Arrival,
    ) {
        let channel = || self.name.clone();
        if turn.subscribers.len() == 1 {
            hub.notices.tell(|| Notice::ChannelOccupied { channel: channel() });
        }
        let Some(member) = joining.member.filter(|_| arrival == Arrival::NewUser) else {
            return;
        };
        let present = (&*member.user_id, member.user_info.as_deref());
        let added = server_frame::member_added(self.name.as_str(), present);
        turn.send(&added.into(), Some(joining.connection.number));
        let user_id = || member.user_id.to_string();
        hub.notices.tell(|| Notice::MemberAdded { channel: channel(), user_id: user_id() });
    }
}

impl State {
    /// Counts a connection among the members, where the channel has any.
    fn admit(&mut self, joining: &Joining<'_>) -> Result<Arrival, JoinError> {
        match (&mut self.members, joining.member) {
            (Some(members), Some(member)) => {
                let limit = joining.connection.app.limits.presence.users_per_channel;
                members.add(joining.connection.number, member, limit)
            }
            _ => Ok(Arrival::KnownUser),
        }
    }
}
