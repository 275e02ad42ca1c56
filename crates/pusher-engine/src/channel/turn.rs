//! One turn with a channel: its lock, and what is sent under it.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use parking_lot::MutexGuard;
use pusher_protocol::Position;

use super::{Channel, State};
use crate::connection::Connection;
use crate::delivery::Delivery;
use crate::transport::Frame;

/// A channel's state, locked. Frames are queued while it lasts, and written when it ends and the
/// lock is gone: nobody who needs the lock waits for a socket.
pub(super) struct Turn<'a> {
    /// There until the end.
    state: Option<MutexGuard<'a, State>>,
    delivery: Delivery,
}

impl Channel {
    /// Takes the channel's lock.
    pub(super) fn turn(&self) -> Turn<'_> {
        Turn { state: Some(self.state.lock()), delivery: Delivery::new() }
    }
}

impl Turn<'_> {
    /// Sends a frame to one connection.
    pub(super) fn tell(&mut self, connection: &Arc<Connection>, frame: impl Into<Frame>) {
        self.delivery.queue(connection, frame.into());
    }

    /// Sends an event to every subscriber but one, and holds it for those who wait; returns for
    /// how many it is. `position` is its place, if it has one.
    pub(super) fn send_event(
        &mut self,
        frame: &Frame,
        position: Option<&Position>,
        except: Option<u64>,
    ) -> usize {
        let Some(resuming) = &mut self.resuming else {
            return self.send(frame, except);
        };
        let held = resuming.hold(frame, position, except);
        let ahead = resuming.take_ahead_of(position);
        self.tidy_resuming();
        held + self.send_to(frame, |number| Some(number) != except && !ahead.contains(&number))
    }

    /// Sends a frame to every subscriber but one, and returns to how many.
    pub(super) fn send(&mut self, frame: &Frame, except: Option<u64>) -> usize {
        self.send_to(frame, |number| Some(number) != except)
    }

    /// Every frame for more than one subscriber goes through here.
    fn send_to(&mut self, frame: &Frame, is_meant: impl Fn(u64) -> bool) -> usize {
        let before = self.delivery.queued();
        let Some(state) = &self.state else { return 0 };
        for connection in state.subscribers.values() {
            if is_meant(connection.number) {
                self.delivery.queue(connection, frame.clone());
            }
        }
        self.delivery.queued() - before
    }
}

impl Deref for Turn<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        self.state.as_ref().expect("the lock is held until the turn ends")
    }
}

impl DerefMut for Turn<'_> {
    fn deref_mut(&mut self) -> &mut State {
        self.state.as_mut().expect("the lock is held until the turn ends")
    }
}

/// The end, however it is reached: what was queued has to be written, or it waits for ever.
impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.state = None;
        std::mem::take(&mut self.delivery).write();
    }
}
