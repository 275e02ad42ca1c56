//! The task of one WebSocket: it reads, goes on with writing where the socket was full, and sees
//! to the end.

use std::future::Future;
use std::mem::MaybeUninit;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::ReadBuf;
use tokio::time::{Sleep, sleep};
use tokio_util::task::task_tracker::TaskTrackerToken;

use super::{Decoder, Inbound};
use crate::outbox::Standing;
use crate::session::Session;
use crate::transport::{Coding, Hand, Receiver};

/// How much is read at a time, onto the stack of whichever worker does it.
const READ_BYTES: usize = 8 * 1024;

/// A connection's life, from its first frame until the client is gone or the time is over.
///
/// It is one small state instead of an `async` function: of ten thousand idle connections, most
/// of the memory is this.
pub(crate) struct Life {
    session: Session,
    receiver: Receiver,
    decoder: Decoder,
    /// Runs once the connection is to be closed.
    patience: Option<Pin<Box<Sleep>>>,
    understanding: Understanding,
    /// A shutdown waits for this.
    _token: TaskTrackerToken,
}

/// Whether the client can still be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Understanding {
    Whole,
    /// It sent something that was refused; what follows may be anything, also its goodbye.
    Lost,
    /// Lost, and told that nothing more comes.
    Shut,
}

impl Life {
    /// A life that begins with the bytes that were read along with the request.
    pub(crate) fn new(
        session: Session,
        receiver: Receiver,
        coding: Coding,
        early: &[u8],
        token: TaskTrackerToken,
    ) -> Self {
        let decoder = Decoder::new(coding);
        let understanding = Understanding::Whole;
        let mut life =
            Self { session, receiver, decoder, patience: None, understanding, _token: token };
        life.take(&mut early.to_vec());
        life
    }

    /// Takes in what the client sent.
    fn take(&mut self, bytes: &mut [u8]) {
        let session = &mut self.session;
        let max_message_bytes = session.app.limits.max_message_bytes;
        self.decoder.decode(bytes, max_message_bytes, |inbound| match inbound {
            // Nothing that is asked for now could still be answered.
            Inbound::Text(_) if self.patience.is_some() => session.heard(),
            Inbound::Text(text) => session.take(text),
            Inbound::Ping(payload) => session.answer_ping(payload),
            Inbound::Pong => session.heard(),
            Inbound::Close(code) => session.connection.client_closed(code),
            Inbound::Refused(close) => {
                session.connection.close(close);
                self.understanding = Understanding::Lost;
            }
        });
    }

    /// Reads once; breaks if the client is gone.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<ControlFlow<()>> {
        let mut space = [MaybeUninit::uninit(); READ_BYTES];
        let mut buf = ReadBuf::uninit(&mut space);
        let result = ready!(self.receiver.poll_read(cx, &mut buf));
        if result.is_err() || buf.filled().is_empty() {
            return Poll::Ready(ControlFlow::Break(()));
        }
        self.take(buf.filled_mut());
        Poll::Ready(ControlFlow::Continue(()))
    }

    /// Goes on with what another writer left; breaks if the client is gone.
    fn write(&mut self, cx: &mut Context<'_>) -> ControlFlow<()> {
        let connection = &self.session.connection;
        if connection.outbox.resume() {
            let mut hand = Hand::default();
            while connection.outbox.take(&mut hand) {
                while !hand.frames.is_empty() {
                    match self.receiver.poll_write(cx, &hand) {
                        Poll::Ready(Ok(written @ 1..)) => {
                            connection.count_sent(hand.advance(written), written);
                        }
                        Poll::Ready(Ok(0) | Err(_)) => return ControlFlow::Break(()),
                        Poll::Pending => {
                            connection.outbox.keep(&mut hand);
                            return ControlFlow::Continue(());
                        }
                    }
                }
            }
        }
        match self.receiver.poll_flush(cx) {
            Poll::Ready(Err(_)) => ControlFlow::Break(()),
            Poll::Ready(Ok(())) | Poll::Pending => ControlFlow::Continue(()),
        }
    }

    /// Sees to the end, once there is one; breaks when it has come.
    fn close(&mut self, cx: &mut Context<'_>) -> ControlFlow<()> {
        match self.session.connection.outbox.standing() {
            Standing::Open => return ControlFlow::Continue(()),
            Standing::Closing => {}
            Standing::Told => {
                // Nothing more will be sent, however long the client takes to hang up.
                self.session.leave();
                self.shut_if_lost(cx);
            }
            Standing::Done | Standing::Cut => return ControlFlow::Break(()),
        }
        let close_timeout = self.session.engine.settings.close_timeout;
        let patience = self.patience.get_or_insert_with(|| Box::pin(sleep(close_timeout)));
        match patience.as_mut().poll(cx) {
            Poll::Ready(()) => ControlFlow::Break(()),
            Poll::Pending => ControlFlow::Continue(()),
        }
    }

    fn shut_if_lost(&mut self, cx: &mut Context<'_>) {
        if self.understanding == Understanding::Lost && self.receiver.poll_shut(cx).is_ready() {
            self.understanding = Understanding::Shut;
        }
    }
}

impl Future for Life {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let life = self.get_mut();
        // Before anything is looked at, so that no change after the look is missed.
        life.session.connection.outbox.register(cx.waker());
        loop {
            if life.write(cx).is_break() || life.close(cx).is_break() {
                return Poll::Ready(());
            }
            if ready!(life.poll_read(cx)).is_break() {
                return Poll::Ready(());
            }
        }
    }
}
