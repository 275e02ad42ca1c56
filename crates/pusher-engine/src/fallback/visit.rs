//! One session over HTTP, which outlives its requests.

use std::sync::{Arc, Weak};
use std::task::{Context, Poll};

use parking_lot::Mutex;
use tokio_util::task::task_tracker::TaskTrackerToken;

use super::VisitId;
use super::desk::{Desk, Due, Given, Turn};
use super::receive::Receive;
use crate::connection::Connection;
use crate::engine::Inner;
use crate::handshake::Admitted;
use crate::outbox::Standing;
use crate::session::Session;
use crate::settings::Settings;
use crate::transport::{Close, Coding, End, Frame, Hand, Lines, Manner, TOO_LARGE, Wire};

/// A connection whose frames are taken by requests.
pub(crate) struct Visit {
    id: VisitId,
    engine: Weak<Inner>,
    connection: Arc<Connection>,
    /// Held while a message is handled; empty once the visit is over.
    presence: Mutex<Option<Presence>>,
    desk: Mutex<Desk>,
}

/// What lasts as long as the visit.
struct Presence {
    session: Session,
    /// A shutdown waits for this.
    _token: TaskTrackerToken,
}

/// The visit is over.
pub(super) struct Over;

impl Visit {
    /// Begins a visit; its first frame waits for the request that receives.
    pub(super) fn open(engine: &Arc<Inner>, id: VisitId, admitted: Admitted) -> Arc<Self> {
        let Admitted { app, hub, seat, protocol, token } = admitted;
        engine.ensure_sweep();
        engine.ensure_pump(&app, &hub);
        let manner = Manner { wire: Wire::ByTask, coding: Coding::Plain, protocol };
        let session = Session::open(engine, app, hub, seat, manner);
        Arc::new(Self {
            id,
            engine: Arc::downgrade(engine),
            connection: Arc::clone(&session.connection),
            presence: Mutex::new(Some(Presence { session, _token: token })),
            desk: Mutex::default(),
        })
    }

    pub(super) fn id(&self) -> &VisitId {
        &self.id
    }

    /// Has a request receive, instead of any that does; `None` if the visit is over.
    pub(super) fn receive(self: Arc<Self>) -> Option<Receive> {
        let number = self.desk.lock().begin()?;
        if let Some(engine) = self.engine.upgrade() {
            self.connection.heard(engine.now());
        }
        // The request before it sees that it is replaced.
        self.connection.outbox.wake();
        Some(Receive::new(self, number))
    }

    /// Notes that a request receives no more.
    pub(super) fn received(&self, number: u64) {
        self.desk.lock().finish(number);
    }

    /// Waits until there are lines for a request.
    pub(super) fn poll_lines(&self, number: u64, cx: &mut Context<'_>) -> Poll<Given> {
        let mut desk = self.desk.lock();
        let turn = desk.turn(number);
        match turn {
            Turn::Replaced => return Poll::Ready(Given::Replaced),
            Turn::Over => return Poll::Ready(Given::Nothing),
            Turn::Open | Turn::Take | Turn::Hold => {}
        }
        // Before anything is looked at, so that no change after the look is missed; and under the
        // lock, so that a request that was replaced never registers after the one that did it.
        self.connection.outbox.register(cx.waker());
        let mut lines = Lines::default();
        match turn {
            Turn::Open => lines.open(),
            Turn::Take => self.take_frames(&mut lines),
            Turn::Hold | Turn::Replaced | Turn::Over => {}
        }
        if desk.answer_call() && turn == Turn::Take && lines.is_empty() {
            lines.nothing();
        }
        if lines.is_empty() {
            drop(desk);
            return self.end_if_cut();
        }
        let (messages, end) = (lines.messages(), lines.end());
        let text = lines.into_text();
        desk.give(&text);
        drop(desk);
        self.connection.count_sent(messages, text.len());
        Poll::Ready(match end {
            End::Open => Given::Lines(text),
            End::Told => {
                self.end();
                Given::Last(text)
            }
        })
    }

    fn end_if_cut(&self) -> Poll<Given> {
        if self.connection.outbox.standing() != Standing::Cut {
            return Poll::Pending;
        }
        self.end();
        Poll::Ready(Given::Nothing)
    }

    /// Takes what waits, up to what a client should get in one piece.
    fn take_frames(&self, lines: &mut Lines) {
        let outbox = &self.connection.outbox;
        if !outbox.resume() {
            return;
        }
        let mut hand = Hand::default();
        while outbox.take(&mut hand) {
            hand.frames.drain(..).for_each(|frame| lines.push(&frame));
            if lines.is_long() {
                outbox.keep(&mut hand);
                break;
            }
        }
    }

    /// How large a message may be.
    pub(super) fn max_message_bytes(&self) -> usize {
        self.connection.app.limits.max_message_bytes
    }

    /// Closes the connection; whichever request receives tells the client.
    pub(super) fn close(&self, close: Close) {
        self.connection.close(close);
    }

    /// Does what messages ask for.
    pub(super) fn take(&self, messages: &[String]) -> Result<(), Over> {
        let mut presence = self.presence.lock();
        let Presence { session, .. } = presence.as_mut().ok_or(Over)?;
        session.heard();
        if messages.is_empty() && self.desk.lock().called() {
            self.connection.outbox.wake();
        }
        for message in messages {
            if self.connection.outbox.standing() != Standing::Open {
                // Nothing that is asked for now could still be answered.
                break;
            }
            if message.len() > self.max_message_bytes() {
                self.connection.close(TOO_LARGE);
                break;
            }
            session.take(message);
        }
        Ok(())
    }

    /// Does what is due at `now`, in milliseconds of the sweep's time.
    pub(super) fn sweep(&self, now: u64, settings: &Settings) {
        let standing = self.connection.outbox.standing();
        let due = self.desk.lock().check(standing, now, settings);
        match due {
            Due::Nothing => {}
            Due::Heartbeat => self.connection.send(Frame::ping()),
            Due::HangUp => self.connection.outbox.wake(),
            Due::Leave => {
                if let Some(presence) = self.presence.lock().as_mut() {
                    presence.session.leave();
                }
            }
            Due::End => self.end(),
        }
    }

    /// Ends the visit, and whatever request receives; a second time does nothing.
    fn end(&self) {
        self.desk.lock().end();
        // Not dropped under the lock: others are told that somebody left.
        let presence = self.presence.lock().take();
        drop(presence);
        if let Some(engine) = self.engine.upgrade() {
            engine.visits.remove(self);
        }
        self.connection.cut();
    }
}
