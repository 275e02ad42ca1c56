//! One connection, as everybody but its own task sees it.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use pusher_protocol::{ProtocolVersion, SocketId, server_frame};

use crate::app::App;
use crate::outbox::{Outbox, Push};
use crate::settings::Settings;
use crate::stats::Counters;
use crate::transport::{Close, Coding, Frame, Hand, Manner, Wire};

/// A connection that can be sent to, watched and closed.
pub(crate) struct Connection {
    /// Tells connections of one app apart in fewer bytes than the socket id.
    pub(crate) number: u64,
    pub(crate) socket_id: SocketId,
    pub(crate) app: Arc<App>,
    pub(crate) outbox: Outbox,
    counters: Arc<Counters>,
    wire: Wire,
    coding: Coding,
    protocol: ProtocolVersion,
    /// When the client was last heard, in milliseconds of the sweep's time.
    heard_at: AtomicU64,
    /// When it was pinged since, or [`NOT_PINGED`].
    pinged_at: AtomicU64,
    /// Until when it must be authorised, [`NOT_SEEN`] before the first sweep, or [`AUTHORIZED`].
    authorize_by: AtomicU64,
}

const NOT_SEEN: u64 = 0;

const AUTHORIZED: u64 = u64::MAX;

const NOT_PINGED: u64 = u64::MAX;

/// What a sweep finds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Pulse {
    /// Heard lately, or asked and still within its time to answer.
    Fine,
    /// Silent for so long that it must be asked.
    Silent,
    /// Asked, and did not answer.
    Dead,
}

impl Connection {
    pub(crate) fn new(
        (number, socket_id): (u64, SocketId),
        app: Arc<App>,
        counters: Arc<Counters>,
        manner: Manner,
        now: u64,
    ) -> Self {
        let Manner { wire, coding, protocol } = manner;
        Self {
            number,
            socket_id,
            app,
            outbox: Outbox::default(),
            counters,
            wire,
            coding,
            protocol,
            heard_at: AtomicU64::new(now),
            pinged_at: AtomicU64::new(NOT_PINGED),
            authorize_by: AtomicU64::new(NOT_SEEN),
        }
    }

    /// Sends a frame: at once where the socket takes it. Must not be called under a lock that
    /// others need; there, a [`Delivery`](crate::delivery::Delivery) queues now and writes later.
    pub(crate) fn send(&self, frame: impl Into<Frame>) {
        let push = self.queue(frame.into());
        self.write_if_claimed(push);
    }

    /// Queues a frame. A caller that is given the right to write has to call
    /// [`write`](Self::write).
    pub(crate) fn queue(&self, frame: Frame) -> Push {
        self.outbox.push(frame.coded(self.coding), &self.app.limits)
    }

    /// Closes after what is queued; false if the connection is closing already.
    pub(crate) fn close(&self, close: Close) -> bool {
        if self.protocol.is_told_of_errors() && close.code.is_of_the_protocol() {
            self.send(server_frame::error(Some(close.code), close.reason));
        }
        let push = self.outbox.close(close);
        self.write_if_claimed(push);
        push != Push::Closed
    }

    /// Answers a client that closes.
    pub(crate) fn client_closed(&self, code: Option<u16>) {
        let push = self.outbox.client_closed(code);
        self.write_if_claimed(push);
    }

    /// Ends the connection without another word.
    pub(crate) fn cut(&self) {
        self.outbox.cut();
    }

    /// Writes what waits, for whoever has the right to. What the socket does not take now is
    /// left to the connection's own task.
    pub(crate) fn write(&self) {
        let mut hand = Hand::default();
        let Wire::Direct(socket) = &self.wire else {
            return self.outbox.leave_to_task(&mut hand);
        };
        let (mut messages, mut bytes) = (0, 0);
        while self.outbox.take(&mut hand) {
            while !hand.frames.is_empty() {
                match hand.try_write_to(socket.as_ref()) {
                    Ok(written) => {
                        messages += hand.advance(written);
                        bytes += written;
                    }
                    Err(error) => {
                        self.count_sent(messages, bytes);
                        return self.stop_writing(&error, &mut hand);
                    }
                }
            }
        }
        self.count_sent(messages, bytes);
    }

    /// Counts messages, and all bytes, that were handed to the network.
    pub(crate) fn count_sent(&self, messages: u64, bytes: usize) {
        if messages > 0 {
            self.counters.frames_sent.add(messages);
        }
        if bytes > 0 {
            self.counters.bytes_sent.add(bytes as u64);
        }
    }

    fn stop_writing(&self, error: &io::Error, hand: &mut Hand) {
        if error.kind() != io::ErrorKind::WouldBlock {
            self.outbox.cut();
        }
        self.outbox.leave_to_task(hand);
    }

    /// Writes what waits, where queueing a frame gave the right to.
    pub(crate) fn write_if_claimed(&self, push: Push) {
        if push == Push::Claimed {
            self.write();
        }
    }

    /// Notes that the client has proven to be somebody: it signed in, or subscribed with a
    /// signature.
    pub(crate) fn authorized(&self) {
        self.authorize_by.store(AUTHORIZED, Ordering::Relaxed);
    }

    /// Whether the time to be authorised is over at `now`. It begins with the first sweep that
    /// sees the connection, so that nobody has less.
    pub(crate) fn is_unauthorized(&self, now: u64) -> bool {
        let Some(time) = self.app.features.authorization_timeout else {
            return false;
        };
        let time = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        // Above the marks, whatever the sweep's time is.
        let first = now.saturating_add(time).clamp(NOT_SEEN + 1, AUTHORIZED - 1);
        let seen = self.authorize_by.compare_exchange(
            NOT_SEEN,
            first,
            Ordering::Relaxed,
            Ordering::Relaxed,
        );
        seen.is_err_and(|by| by != AUTHORIZED && now >= by)
    }

    /// Notes that the client is alive; `now` may be as old as the last sweep.
    pub(crate) fn heard(&self, now: u64) {
        self.heard_at.store(now, Ordering::Relaxed);
        self.pinged_at.store(NOT_PINGED, Ordering::Relaxed);
    }

    /// Judges a connection at `now`; one that is found silent counts as pinged from then on.
    pub(crate) fn check_pulse(&self, now: u64, settings: &Settings) -> Pulse {
        let pinged_at = self.pinged_at.load(Ordering::Relaxed);
        if pinged_at != NOT_PINGED {
            let is_late = has_passed(pinged_at, now, settings.pong_timeout);
            return if is_late { Pulse::Dead } else { Pulse::Fine };
        }
        let heard_at = self.heard_at.load(Ordering::Relaxed);
        if !has_passed(heard_at, now, settings.activity_timeout) {
            return Pulse::Fine;
        }
        self.pinged_at.store(now, Ordering::Relaxed);
        Pulse::Silent
    }
}

/// Whether a time has passed since a moment.
pub(crate) fn has_passed(since: u64, now: u64, time: Duration) -> bool {
    u128::from(now.saturating_sub(since)) >= time.as_millis()
}

#[cfg(test)]
impl Connection {
    /// A connection that nobody reads.
    pub(crate) fn detached(number: u64, app: Arc<App>) -> Arc<Self> {
        let socket_id = SocketId::from_numbers(number, number);
        let protocol = ProtocolVersion::CURRENT;
        let manner = Manner { wire: Wire::ByTask, coding: Coding::Plain, protocol };
        Arc::new(Self::new((number, socket_id), app, Arc::default(), manner, 1_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection() -> Arc<Connection> {
        Connection::detached(0, Arc::new(App::new("1", "key", "secret")))
    }

    fn settings() -> Settings {
        Settings {
            activity_timeout: Duration::from_millis(100),
            pong_timeout: Duration::from_millis(30),
            ..Settings::default()
        }
    }

    #[test]
    fn a_silent_connection_is_asked_once_and_dead_without_an_answer() {
        let connection = connection();
        let pulses = [1_099, 1_100, 1_101, 1_129, 1_130];
        let found = pulses.map(|now| connection.check_pulse(now, &settings()));
        let expected = [Pulse::Fine, Pulse::Silent, Pulse::Fine, Pulse::Fine, Pulse::Dead];
        assert_eq!(found, expected);
    }

    #[test]
    fn any_sign_of_life_after_the_ping_starts_the_time_again() {
        let connection = connection();
        assert_eq!(connection.check_pulse(1_100, &settings()), Pulse::Silent);
        connection.heard(1_100);
        assert_eq!(connection.check_pulse(1_199, &settings()), Pulse::Fine);
        assert_eq!(connection.check_pulse(1_200, &settings()), Pulse::Silent);
    }
}
