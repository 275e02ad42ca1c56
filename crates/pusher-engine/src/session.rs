//! One connection as the protocol sees it: established, asked for things, gone.

use std::collections::HashMap;
use std::sync::Arc;

use pusher_protocol::{ChannelName, Code, UserData, server_frame};
use tokio::sync::Semaphore;
use tracing::debug;

use crate::allowance::Allowance;
use crate::app::App;
use crate::channel::Channel;
use crate::command;
use crate::connection::Connection;
use crate::engine::Inner;
use crate::hub::{Hub, Seat};
use crate::outbox::Push;
use crate::shutdown;
use crate::transport::{Frame, Manner};

/// A connection from the side of its own task. Dropping it ends the subscriptions.
pub(crate) struct Session {
    pub(crate) engine: Arc<Inner>,
    pub(crate) app: Arc<App>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) connection: Arc<Connection>,
    /// Only this task subscribes and unsubscribes, so that no lock is needed.
    pub(crate) subscriptions: HashMap<ChannelName, Arc<Channel>>,
    /// Who is signed in.
    pub(crate) user: Option<Box<UserData>>,
    pub(crate) client_events: Allowance,
    /// Lets so many look-ups in the history go on at a time; made for the first of them.
    pub(crate) lookups: Option<Arc<Semaphore>>,
    _seat: Seat,
}

impl Session {
    /// Registers a connection and sends its first frame.
    pub(crate) fn open(
        engine: &Arc<Inner>,
        app: Arc<App>,
        hub: Arc<Hub>,
        seat: Seat,
        manner: Manner,
    ) -> Self {
        let activity_timeout = engine.settings.activity_timeout.as_secs();
        let draw = || engine.draw_socket_id();
        let mut first = Push::Closed;
        let connection = hub.register(&app, manner, engine.now(), draw, |new| {
            let established =
                server_frame::connection_established(&new.socket_id, activity_timeout);
            first = new.queue(established.into());
        });
        // Admitted before a shutdown began, registered after it looked: nobody else will close it.
        // Before the client hears that it is connected, so that a shutdown which begins after that
        // finds it, and closes it in its turn.
        if engine.is_draining() {
            connection.close(shutdown::GOING_AWAY);
        }
        connection.write_if_claimed(first);
        Self {
            engine: Arc::clone(engine),
            app,
            hub,
            connection,
            subscriptions: HashMap::new(),
            user: None,
            client_events: Allowance::default(),
            lookups: None,
            _seat: seat,
        }
    }

    /// Notes that the client is alive.
    pub(crate) fn heard(&self) {
        self.connection.heard(self.engine.now());
    }

    /// The app as it is now. A secret that was changed since the client connected is good for no
    /// new signature.
    pub(crate) fn current_app(&self) -> Arc<App> {
        self.engine.find_app(self.app.id.as_str()).unwrap_or_else(|| Arc::clone(&self.app))
    }

    /// Does what a message asks for.
    pub(crate) fn take(&mut self, text: &str) {
        self.heard();
        self.hub.counters.bytes_received.add(text.len() as u64);
        command::run(self, text);
    }

    /// Answers a ping of the transport.
    pub(crate) fn answer_ping(&self, payload: &[u8]) {
        self.heard();
        self.connection.send(Frame::pong(payload));
    }

    /// Sends this connection a frame.
    pub(crate) fn send(&self, frame: String) {
        self.connection.send(frame);
    }

    /// Tells the client that a request was refused; the connection stays.
    pub(crate) fn send_error(&self, code: Code, message: &str) {
        self.send(server_frame::error(Some(code), message));
    }

    /// Ends the subscriptions and the registration; a second time does nothing.
    pub(crate) fn leave(&mut self) {
        for (_, channel) in self.subscriptions.drain() {
            self.hub.channels.leave(&self.hub, &channel, &self.connection);
        }
        if let Some(user) = self.user.take() {
            self.hub.users.sign_out(&self.connection, &user);
        }
        self.hub.remove(&self.connection);
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.leave();
        let most_bytes = self.connection.outbox.backlog().most_bytes;
        self.hub.counters.queue_high_water_bytes.note(most_bytes);
        if self.connection.outbox.has_overflowed() {
            self.hub.counters.slow_readers_closed.add(1);
            debug!(socket.id = %self.connection.socket_id, "closed a reader that did not keep up");
        }
    }
}
