//! The two halves of a connection's stream: what frames are written to, and what is read from.

use std::io::{self, IoSlice};
use std::net::Shutdown;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use smallvec::SmallVec;
use socket2::SockRef;
use tokio::io::{AsyncRead as _, AsyncWrite as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use super::{Duplex, Frame, Stream};

/// Most frames that are written by one system call.
const MAX_FRAMES_AT_ONCE: usize = 16;

/// What a connection's frames are written to.
pub(crate) enum Wire {
    /// A socket: whoever sends writes, without waiting, and the connection's own task only when
    /// the socket was full.
    Direct(OwnedWriteHalf),
    /// Only the connection's own task can write; it is woken when there is something.
    ByTask,
}

/// What a connection's task reads from, and writes to where only it can.
pub(crate) enum Receiver {
    /// The other half of [`Wire::Direct`].
    Direct(OwnedReadHalf),
    /// The stream of a connection whose wire is [`Wire::ByTask`].
    Whole {
        stream: Box<dyn Duplex>,
        /// Whether the stream may still hold back what it took.
        flush: Flush,
    },
}

/// Whether a stream has to be flushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flush {
    Needed,
    Done,
}

/// Frames that are being written.
#[derive(Default)]
pub(crate) struct Hand {
    pub(crate) frames: SmallVec<[Frame; MAX_FRAMES_AT_ONCE]>,
    /// How much of the first one is on the wire already.
    pub(crate) begun: usize,
    /// The length of all that were taken in hand, also of those that are gone.
    pub(crate) bytes: usize,
}

impl Stream {
    /// Takes a stream apart.
    pub(crate) fn split(self) -> (Receiver, Wire) {
        match self {
            Self::Tcp(stream) => {
                let (read, write) = stream.into_split();
                (Receiver::Direct(read), Wire::Direct(write))
            }
            Self::Other(stream) => (Receiver::Whole { stream, flush: Flush::Done }, Wire::ByTask),
        }
    }
}

impl Hand {
    /// Whether another frame fits in.
    pub(crate) fn has_room(&self) -> bool {
        self.frames.len() < MAX_FRAMES_AT_ONCE
    }

    /// Takes another frame.
    pub(crate) fn push(&mut self, frame: Frame) {
        self.bytes += frame.len();
        self.frames.push(frame);
    }

    /// How many bytes of whole frames are written.
    pub(crate) fn written(&self) -> usize {
        self.bytes - self.frames.iter().map(Frame::len).sum::<usize>()
    }

    /// Writes to a socket without waiting, and returns how many bytes it took.
    pub(crate) fn try_write_to(&self, socket: &TcpStream) -> io::Result<usize> {
        match self.frames.as_slice() {
            [only] => socket.try_write(&only.bytes()[self.begun..]),
            _ => socket.try_write_vectored(&self.slices()),
        }
    }

    /// Notes that `written` more bytes are on the wire, drops the frames that are whole, and
    /// returns how many messages were among them.
    pub(crate) fn advance(&mut self, written: usize) -> u64 {
        let mut left = self.begun + written;
        let is_whole = |frame: &&Frame| {
            let is_whole = left >= frame.len();
            left -= if is_whole { frame.len() } else { 0 };
            is_whole
        };
        let whole = self.frames.iter().take_while(is_whole).count();
        self.begun = left;
        self.frames.drain(..whole).map(|frame| u64::from(frame.is_message())).sum()
    }

    fn slices(&self) -> SmallVec<[IoSlice<'_>; MAX_FRAMES_AT_ONCE]> {
        let mut slices: SmallVec<[IoSlice<'_>; MAX_FRAMES_AT_ONCE]> =
            self.frames.iter().map(|frame| IoSlice::new(frame.bytes())).collect();
        if let Some(first) = slices.first_mut() {
            first.advance(self.begun);
        }
        slices
    }
}

impl Receiver {
    /// Reads what is there.
    pub(crate) fn poll_read(
        &mut self,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self {
            Self::Direct(half) => Pin::new(half).poll_read(cx, buf),
            Self::Whole { stream, .. } => Pin::new(stream).poll_read(cx, buf),
        }
    }

    /// Waits until the stream takes more bytes, and returns how many of those in hand it took.
    pub(crate) fn poll_write(
        &mut self,
        cx: &mut Context<'_>,
        hand: &Hand,
    ) -> Poll<io::Result<usize>> {
        match self {
            Self::Whole { stream, flush } => {
                *flush = Flush::Needed;
                Pin::new(stream).poll_write_vectored(cx, &hand.slices())
            }
            Self::Direct(half) => loop {
                ready!(half.as_ref().poll_write_ready(cx))?;
                match hand.try_write_to(half.as_ref()) {
                    // It was not ready after all; now the wake-up is booked anew.
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                    result => return Poll::Ready(result),
                }
            },
        }
    }

    /// Tells the client that nothing more comes, and still reads: to hang up on a client that is
    /// sending would take from it what it was sent last.
    pub(crate) fn poll_shut(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Direct(half) => {
                Poll::Ready(SockRef::from(half.as_ref()).shutdown(Shutdown::Write))
            }
            Self::Whole { stream, .. } => Pin::new(stream).poll_shutdown(cx),
        }
    }

    /// Gets on the wire what the stream holds back.
    pub(crate) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Whole { stream, flush: flush @ Flush::Needed } => {
                let result = ready!(Pin::new(stream).poll_flush(cx));
                *flush = Flush::Done;
                Poll::Ready(result)
            }
            Self::Whole { flush: Flush::Done, .. } | Self::Direct(_) => Poll::Ready(Ok(())),
        }
    }
}
