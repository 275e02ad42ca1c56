//! One connection's life: established, read from and written to side by side, closed.

use std::collections::HashMap;
use std::future::pending;
use std::sync::Arc;

use axum::extract::ws::WebSocket;
use pusher_protocol::{ChannelName, Code, UserData, server_frame};
use tracing::debug;

use crate::allowance::Allowance;
use crate::app::App;
use crate::channel::Channel;
use crate::command;
use crate::connection::Connection;
use crate::engine::Inner;
use crate::hub::{Hub, Seat};
use crate::outbox::Next;
use crate::shutdown;
use crate::transport::{self, Close, Frame, Inbound, Reader, Writer};

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
    _seat: Seat,
}

impl Session {
    /// Registers a connection and queues its first frame.
    pub(crate) fn open(engine: &Arc<Inner>, app: Arc<App>, hub: Arc<Hub>, seat: Seat) -> Self {
        let activity_timeout = engine.settings.activity_timeout.as_secs();
        let connection = hub.register(
            &app,
            engine.now(),
            || engine.draw_socket_id(),
            |new| {
                new.send(server_frame::connection_established(&new.socket_id, activity_timeout));
            },
        );
        // Admitted before a shutdown began, registered after it looked: nobody else will close it.
        if engine.is_draining() {
            connection.outbox.close(shutdown::GOING_AWAY);
        }
        Self {
            engine: Arc::clone(engine),
            app,
            hub,
            connection,
            subscriptions: HashMap::new(),
            user: None,
            client_events: Allowance::default(),
            _seat: seat,
        }
    }

    /// Lives until the client is gone or the connection was closed.
    pub(crate) async fn run(mut self, socket: WebSocket) {
        let connection = Arc::clone(&self.connection);
        let hub = Arc::clone(&self.hub);
        let close_timeout = self.engine.settings.close_timeout;
        let (mut reader, mut writer) = transport::split(socket);
        let life = async {
            // Side by side, so that a client that takes long to receive is still heard.
            let has_closed = tokio::select! {
                () = self.read(&mut reader) => false,
                has_closed = write(&mut writer, &connection, &hub) => has_closed,
            };
            if has_closed {
                // Nothing more will be sent, however long the client takes to hang up.
                self.leave();
                reader.drain().await;
            }
        };
        tokio::select! {
            () = life => {}
            () = connection.outbox.overdue(close_timeout) => {}
        }
    }

    /// The app as it is now. A secret that was changed since the client connected is good for no
    /// new signature.
    pub(crate) fn current_app(&self) -> Arc<App> {
        self.engine.find_app(self.app.id.as_str()).unwrap_or_else(|| Arc::clone(&self.app))
    }

    /// Queues a frame for this connection.
    pub(crate) fn send(&self, frame: String) {
        // Whether it was queued matters to nobody here: if not, the connection is closing.
        self.connection.send(frame);
    }

    /// Tells the client that a request was refused; the connection stays.
    pub(crate) fn send_error(&self, code: Code, message: &str) {
        self.send(server_frame::error(Some(code), message));
    }

    /// Reads until the client is gone.
    async fn read(&mut self, reader: &mut Reader) {
        loop {
            match reader.next().await {
                Inbound::Text(text) => self.take(&text),
                Inbound::Control => self.connection.heard(self.engine.now()),
                Inbound::Refused(close) => {
                    self.connection.outbox.close(close);
                    // There is nothing more to read, but the close must still be written.
                    return pending().await;
                }
                Inbound::Gone => return,
            }
        }
    }

    /// Ends the subscriptions and the registration; a second time does nothing.
    fn leave(&mut self) {
        for (_, channel) in self.subscriptions.drain() {
            self.hub.channels.leave(&self.hub, &channel, &self.connection);
        }
        if let Some(user) = self.user.take() {
            self.hub.users.sign_out(&self.connection, &user);
        }
        self.hub.remove(&self.connection);
    }

    fn take(&mut self, text: &str) {
        self.connection.heard(self.engine.now());
        self.hub.counters.bytes_received.add(text.len() as u64);
        if text.len() > self.app.limits.max_message_bytes {
            let reason = "The message is too large";
            let code = Code::MessageTooLarge;
            self.connection.outbox.close(Close { code, reason });
            return;
        }
        command::run(self, text);
    }
}

/// Writes what is queued until the connection is closed; true if the client was told so.
async fn write(writer: &mut Writer, connection: &Connection, hub: &Hub) -> bool {
    let mut unflushed = 0;
    loop {
        let result = match connection.outbox.pop() {
            Next::Frame(frame) => {
                unflushed += u64::from(matches!(frame, Frame::Text(_)));
                writer.feed(frame).await
            }
            Next::Nothing => {
                let result = writer.flush().await;
                hub.counters.frames_sent.add(std::mem::take(&mut unflushed));
                connection.outbox.filled().await;
                result
            }
            Next::Close(close) => {
                hub.counters.frames_sent.add(unflushed);
                debug!(socket.id = %connection.socket_id, code = close.code.number(), "closing");
                return writer.close(close).await.is_ok();
            }
            Next::Cut => return false,
        };
        if result.is_err() {
            return false;
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.leave();
        if self.connection.outbox.has_overflowed() {
            self.hub.counters.slow_readers_closed.add(1);
            debug!(socket.id = %self.connection.socket_id, "closed a reader that did not keep up");
        }
    }
}
