//! WebSockets by axum, with buffers small enough for many idle connections.

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use bytes::Bytes;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use pusher_protocol::Code;

use super::{Broken, Close, Frame, Inbound};

/// The library's own default would cost 128 KiB for every connection, used or not.
const READ_BUFFER_BYTES: usize = 4 * 1024;

/// Small frames are gathered up to this size before they are written.
const WRITE_BUFFER_BYTES: usize = 4 * 1024;

/// Reads what a client sends.
pub(crate) struct Reader(SplitStream<WebSocket>);

/// Writes to a client.
pub(crate) struct Writer(SplitSink<WebSocket, Message>);

/// Sets the buffers and the largest message of a connection that is about to be made.
///
/// Messages of up to twice the limit are still read, so that the session can refuse them in
/// an orderly way: a close that leaves unread bytes behind may never reach the client.
pub(crate) fn configure(upgrade: WebSocketUpgrade, max_message_bytes: usize) -> WebSocketUpgrade {
    let readable = max_message_bytes.saturating_mul(2);
    upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .max_message_size(readable)
        .max_frame_size(readable)
}

/// Takes a connection apart, so that a client that does not read can still be read from.
pub(crate) fn split(socket: WebSocket) -> (Reader, Writer) {
    let (sink, stream) = socket.split();
    (Reader(stream), Writer(sink))
}

impl Reader {
    /// Waits for what the client sends next.
    pub(crate) async fn next(&mut self) -> Inbound {
        loop {
            return match self.0.next().await {
                Some(Ok(Message::Text(text))) => Inbound::Text(text),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => Inbound::Control,
                Some(Ok(Message::Binary(_))) => Inbound::Refused(Close {
                    code: Code::UnsupportedFrame,
                    reason: "Only text frames are understood",
                }),
                // The answer to it is written while the end is awaited.
                Some(Ok(Message::Close(_))) => continue,
                Some(Err(_)) => Inbound::Refused(Close {
                    code: Code::WebSocketProtocol,
                    reason: "The frame cannot be read",
                }),
                None => Inbound::Gone,
            };
        }
    }

    /// Reads and forgets until the client is gone.
    pub(crate) async fn drain(&mut self) {
        while let Some(Ok(_)) = self.0.next().await {}
    }
}

impl Writer {
    /// Writes a frame, or puts it with others that are written together.
    pub(crate) async fn feed(&mut self, frame: Frame) -> Result<(), Broken> {
        let message = match frame {
            Frame::Text(text) => Message::Text(text),
            Frame::Ping => Message::Ping(Bytes::new()),
        };
        self.0.feed(message).await.map_err(|_| Broken)
    }

    /// Writes what is still put aside.
    pub(crate) async fn flush(&mut self) -> Result<(), Broken> {
        self.0.flush().await.map_err(|_| Broken)
    }

    /// Writes everything, and a close frame as the last.
    pub(crate) async fn close(&mut self, close: Close) -> Result<(), Broken> {
        let frame =
            CloseFrame { code: close.code.number(), reason: Utf8Bytes::from_static(close.reason) };
        self.0.send(Message::Close(Some(frame))).await.map_err(|_| Broken)
    }
}
