//! Channels: who listens, and how a frame reaches all of them.
//!
//! - [`Channels`] finds, opens and forgets the channels of one app.
//! - `join` and `leave` are a subscription's begin and end, `members` who is present.
//! - `count` tells how many subscribers there are, `keep` what outlives them.
//! - `resume` is for subscribers that go on from a place: `resuming` holds events for them, and
//!   `catch_up` puts together what they missed.

mod catch_up;
mod channels;
mod count;
mod join;
mod keep;
mod last;
mod leave;
mod members;
mod resume;
mod resuming;
#[cfg(test)]
mod tests;
mod turn;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use pusher_protocol::{ChannelKind, ChannelName};

use self::count::Count;
use self::last::Last;
use self::members::Members;
use self::resuming::Resuming;
use crate::connection::Connection;
use crate::hub::Hub;
use crate::notice::Notice;
use crate::transport::Frame;

pub(crate) use self::catch_up::CatchUp;
pub(crate) use self::channels::Channels;
pub(crate) use self::count::DueCounts;
pub(crate) use self::join::{JoinError, Joining};
pub(crate) use self::resume::Waiter;

/// One channel that has subscribers. It lives from its first to its last.
pub(crate) struct Channel {
    name: ChannelName,
    kind: ChannelKind,
    /// The lock orders events: every subscriber gets them in the same order. Nothing under it
    /// waits, because a subscriber's queue takes a frame at once or closes.
    state: Mutex<State>,
    /// Set under the lock when the last one left. Nobody can join any more; the next subscriber
    /// gets a new channel.
    is_vacated: AtomicBool,
    last: Last,
}

/// What a channel's lock protects.
#[derive(Default)]
struct State {
    subscribers: HashMap<u64, Arc<Connection>>,
    /// Who is present; presence channels only.
    members: Option<Box<Members>>,
    count: Count,
    /// Who is not a subscriber like the others yet.
    resuming: Option<Box<Resuming>>,
}

/// A subscriber that sends an event to the others.
pub(crate) struct Sender {
    /// Who it is; presence channels only.
    pub(crate) user_id: Option<Arc<str>>,
}

impl Channel {
    fn new(name: ChannelName) -> Arc<Self> {
        let kind = name.kind();
        let members = kind.is_presence().then(Box::default);
        let state = Mutex::new(State { members, ..State::default() });
        let is_vacated = AtomicBool::new(false);
        Arc::new(Self { name, kind, state, is_vacated, last: Last::default() })
    }

    fn is_open(&self) -> bool {
        !self.is_vacated.load(Ordering::Acquire)
    }

    /// Its name.
    pub(crate) fn name(&self) -> &ChannelName {
        &self.name
    }

    /// What its name says of it.
    pub(crate) fn kind(&self) -> ChannelKind {
        self.kind
    }

    /// How many connections are subscribed.
    pub(crate) fn len(&self) -> usize {
        self.state.lock().subscribers.len()
    }

    /// How many users are present; presence channels only.
    pub(crate) fn user_count(&self) -> Option<usize> {
        self.state.lock().members.as_ref().map(|members| members.len())
    }

    /// Who is present, each user once; presence channels only.
    pub(crate) fn user_ids(&self) -> Option<Vec<String>> {
        self.state.lock().members.as_ref().map(|members| members.ids())
    }

    /// Sends an event to every subscriber but one, and returns to how many.
    pub(crate) fn send(&self, frame: &Frame, except: Option<u64>) -> usize {
        self.turn().send_event(frame, None, except)
    }

    /// The connection as a sender, if it is subscribed. Its own task is the only one to ask, and
    /// the only one to end the subscription, so the answer stays true.
    pub(crate) fn sender(&self, connection: &Connection) -> Option<Sender> {
        let state = self.state.lock();
        let is_subscribed = state.subscribers.contains_key(&connection.number);
        let members = state.members.as_ref();
        let user_id = || members.and_then(|members| members.user_of(connection.number));
        is_subscribed.then(|| Sender { user_id: user_id() })
    }

    /// Sends what one subscriber says to all the others.
    pub(crate) fn relay(
        &self,
        hub: &Hub,
        frame: &Frame,
        sender: &Connection,
        notice: impl FnOnce() -> Notice,
    ) {
        let mut turn = self.turn();
        turn.send_event(frame, None, Some(sender.number));
        hub.notices.tell(notice);
    }
}
