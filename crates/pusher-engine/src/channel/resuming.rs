//! Subscribers that go on from a place, until they are like all others.
//!
//! Between asking and the history's answer such a subscriber waits, and what is sent on the
//! channel meanwhile is held for it. After the answer it may be ahead: the history knew events
//! that are still to be sent, and must not be sent to it again.

use std::sync::Arc;

use pusher_protocol::Position;

use crate::connection::Connection;
use crate::history::ReplayLimits;
use crate::transport::Frame;

/// The subscribers of a channel that are not like all others.
#[derive(Default)]
pub(super) struct Resuming {
    waiting: Vec<Waiting>,
    ahead: Vec<Ahead>,
}

struct Waiting {
    connection: Arc<Connection>,
    /// Tells this wait from one of the same connection before it.
    ticket: u64,
    held: Held,
    limits: ReplayLimits,
}

struct Ahead {
    number: u64,
    of: Position,
}

/// What was sent while a subscriber waited.
#[derive(Default)]
pub(super) struct Held {
    pub(super) events: Vec<(Option<Position>, Frame)>,
    /// The last place among them, whether or not its event was still held.
    pub(super) last: Option<Position>,
    /// Whether there was too much to hold.
    pub(super) has_overflowed: bool,
    bytes: usize,
}

impl Resuming {
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.ahead.is_empty()
    }

    pub(super) fn is_anybody_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Lets a connection wait, instead of any wait that it has begun before.
    pub(super) fn wait(&mut self, connection: &Arc<Connection>, ticket: u64) {
        self.forget(connection.number);
        let limits = connection.app.limits.replay;
        let connection = Arc::clone(connection);
        self.waiting.push(Waiting { connection, ticket, held: Held::default(), limits });
    }

    pub(super) fn is_waiting(&self, ticket: u64) -> bool {
        self.waiting.iter().any(|waiting| waiting.ticket == ticket)
    }

    /// Ends a wait, and returns what was held; `None` if it is over already.
    pub(super) fn end_wait(&mut self, ticket: u64) -> Option<Held> {
        let index = self.waiting.iter().position(|waiting| waiting.ticket == ticket)?;
        Some(self.waiting.swap_remove(index).held)
    }

    /// Spares a subscriber the events up to a place.
    pub(super) fn set_ahead(&mut self, number: u64, of: Position) {
        self.ahead.push(Ahead { number, of });
    }

    /// Forgets a connection; true if it was waiting.
    pub(super) fn forget(&mut self, number: u64) -> bool {
        self.ahead.retain(|ahead| ahead.number != number);
        self.stop_waiting(number)
    }

    /// Ends the wait of a connection; true if it was waiting.
    pub(super) fn stop_waiting(&mut self, number: u64) -> bool {
        let before = self.waiting.len();
        self.waiting.retain(|waiting| waiting.connection.number != number);
        self.waiting.len() < before
    }

    /// Holds an event for those who wait, and returns for how many.
    pub(super) fn hold(
        &mut self,
        frame: &Frame,
        position: Option<&Position>,
        except: Option<u64>,
    ) -> usize {
        let waiting = self.waiting.iter_mut();
        let concerned = waiting.filter(|waiting| Some(waiting.connection.number) != except);
        concerned.map(|waiting| waiting.held.push(frame, position, waiting.limits)).count()
    }

    /// Who has the event already. Who has not will have every event from then on.
    pub(super) fn take_ahead_of(&mut self, position: Option<&Position>) -> Vec<u64> {
        let Some(position) = position else {
            return Vec::new();
        };
        let has_it =
            |ahead: &Ahead| ahead.of.epoch == position.epoch && position.seq <= ahead.of.seq;
        self.ahead.retain(has_it);
        self.ahead.iter().map(|ahead| ahead.number).collect()
    }
}

impl Held {
    pub(super) fn push(
        &mut self,
        frame: &Frame,
        position: Option<&Position>,
        limits: ReplayLimits,
    ) {
        if let Some(position) = position {
            self.last = Some(position.clone());
        }
        self.bytes += frame.len();
        if self.events.len() >= limits.events || self.bytes > limits.bytes {
            self.has_overflowed = true;
            self.events = Vec::new();
        }
        if !self.has_overflowed {
            self.events.push((position.cloned(), frame.clone()));
        }
    }
}
