//! A subscription that goes on from a place.
//!
//! The history may take its time, and nothing waits under the channel's lock. So it takes two
//! locks: under the first the connection begins to wait, and events are held for it from then on;
//! under the second it is confirmed, sent what it missed and what was held, and is a subscriber.

use std::sync::Arc;

use pusher_protocol::{ChannelName, Member, Position};

use super::catch_up::{Room, catch_up};
use super::join::{JoinError, Joining};
use super::resuming::Resuming;
use super::{Channel, Channels, State};
use crate::connection::Connection;
use crate::history::Missed;
use crate::hub::Hub;
use crate::outbox::Backlog;

/// A connection that waits for the history.
pub(crate) struct Waiter {
    pub(crate) connection: Arc<Connection>,
    /// Who it is; presence channels only.
    pub(crate) member: Option<Member>,
    /// The place that it wants to go on from.
    pub(crate) asked: Position,
    /// Tells this wait from every other.
    pub(crate) ticket: u64,
}

impl Channels {
    /// Lets a connection wait that is not subscribed yet. A wait that it began before is over.
    pub(crate) fn begin_wait(&self, name: &ChannelName, waiter: &Waiter) -> Arc<Channel> {
        self.with_open(name, |channel| {
            let mut state = channel.state.lock();
            channel.is_open().then(|| {
                let resuming = state.resuming.get_or_insert_default();
                resuming.wait(&waiter.connection, waiter.ticket);
                Arc::clone(channel)
            })
        })
    }

    /// Subscribes a connection that waited, and sends it what it missed. Does nothing if the wait
    /// is over already, because the connection left or asked again.
    pub(crate) fn end_wait(
        &self,
        hub: &Hub,
        channel: &Arc<Channel>,
        waiter: &Waiter,
        missed: Missed,
    ) -> Result<(), JoinError> {
        let result = channel.end_wait(hub, waiter, missed);
        if result.is_err() && channel.vacate_if_empty() {
            self.forget(channel);
        }
        result
    }
}

impl Channel {
    /// Whether a wait is not over.
    pub(crate) fn is_waiting(&self, ticket: u64) -> bool {
        let state = self.state.lock();
        state.resuming.as_ref().is_some_and(|resuming| resuming.is_waiting(ticket))
    }

    fn end_wait(
        self: &Arc<Self>,
        hub: &Hub,
        waiter: &Waiter,
        missed: Missed,
    ) -> Result<(), JoinError> {
        let mut turn = self.turn();
        let resuming = turn.resuming.as_mut();
        let Some(held) = resuming.and_then(|resuming| resuming.end_wait(waiter.ticket)) else {
            return Ok(());
        };
        let connection = &waiter.connection;
        let caught_up = catch_up(&self.name, &waiter.asked, missed, held, Room::of(connection));
        let member = waiter.member.as_ref();
        let joining = Joining { connection, member, caught_up: Some(&caught_up) };
        let result = self.enter(hub, &mut turn, &joining);
        if let (Ok(()), Some(place)) = (result, caught_up.ahead) {
            turn.resuming.get_or_insert_default().set_ahead(connection.number, place);
        }
        turn.tidy_resuming();
        result
    }
}

impl State {
    /// Ends whatever makes a connection unlike other subscribers; true if it was waiting.
    pub(super) fn forget_resuming(&mut self, number: u64) -> bool {
        let was_waiting = self.resuming.as_mut().is_some_and(|resuming| resuming.forget(number));
        self.tidy_resuming();
        was_waiting
    }

    /// Ends the wait of a connection that subscribes without a place after all.
    pub(super) fn stop_waiting(&mut self, number: u64) {
        if let Some(resuming) = &mut self.resuming {
            resuming.stop_waiting(number);
        }
        self.tidy_resuming();
    }

    pub(super) fn is_anybody_waiting(&self) -> bool {
        self.resuming.as_ref().is_some_and(|resuming| resuming.is_anybody_waiting())
    }

    /// A channel whose subscribers are all alike costs no more than one without replay.
    pub(super) fn tidy_resuming(&mut self) {
        if self.resuming.as_deref().is_some_and(Resuming::is_empty) {
            self.resuming = None;
        }
    }
}

impl Room {
    /// At most half of a connection's queue: the rest is for what comes next.
    fn of(connection: &Connection) -> Self {
        let limits = &connection.app.limits;
        let Backlog { frames, bytes, .. } = connection.outbox.backlog();
        Self {
            frames: (limits.max_queued_frames / 2).saturating_sub(frames).min(limits.replay.events),
            bytes: (limits.max_queued_bytes / 2).saturating_sub(bytes).min(limits.replay.bytes),
        }
    }
}
