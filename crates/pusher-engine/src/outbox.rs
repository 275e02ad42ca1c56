//! The bounded queue between whoever sends to a connection and the one task that writes to it.
//!
//! Sending never waits: a frame is queued, or the queue is full and the connection is closed in
//! a way that makes a client come back. So one reader that does not read costs nobody else
//! anything, and memory only up to its limits.

use std::collections::VecDeque;
use std::time::Duration;

use parking_lot::Mutex;
use pusher_protocol::Code;
use tokio::sync::Notify;

use crate::app::AppLimits;
use crate::transport::{Close, Frame};

/// How many frames an empty queue may keep room for.
const IDLE_CAPACITY: usize = 4;

/// Told to a reader whose queue is full. Clients come back after a second and catch up.
const SLOW_READER: Close = Close { code: Code::OverCapacity, reason: "Too much waits unread" };

/// The frames that wait for one connection. Empty, it holds no heap memory.
#[derive(Default)]
pub(crate) struct Outbox {
    queue: Mutex<Queue>,
    /// Told when there is something to write.
    filled: Notify,
    /// Told when the connection is to be closed, and again when there is no more patience.
    closing: Notify,
}

#[derive(Default)]
struct Queue {
    frames: VecDeque<Frame>,
    bytes: usize,
    state: State,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Open,
    /// Nothing more is taken; what waits is written, then the close.
    Closing(Close),
    /// It is not even written any more.
    Cut,
}

/// What came of queueing a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Push {
    /// It will be written.
    Queued,
    /// It and all that waited were dropped, and the connection is closed.
    Overflowed,
    /// The connection was closing already.
    Closed,
}

/// What to write next.
pub(crate) enum Next {
    Frame(Frame),
    /// Nothing waits.
    Nothing,
    /// The last thing to write.
    Close(Close),
    /// The connection was cut.
    Cut,
}

impl Outbox {
    /// Queues a frame.
    pub(crate) fn push(&self, frame: Frame, limits: &AppLimits) -> Push {
        let mut queue = self.queue.lock();
        if queue.state != State::Open {
            return Push::Closed;
        }
        if queue.is_full_for(&frame, limits) {
            // Dropped at once, not when the connection ends: this is what bounds the memory.
            queue.frames = VecDeque::new();
            queue.bytes = 0;
            queue.state = State::Closing(SLOW_READER);
            drop(queue);
            self.tell_closing();
            return Push::Overflowed;
        }
        let was_empty = queue.frames.is_empty();
        queue.bytes += frame.len();
        queue.frames.push_back(frame);
        drop(queue);
        if was_empty {
            self.filled.notify_one();
        }
        Push::Queued
    }

    /// Closes after what is queued; the first to close says how.
    pub(crate) fn close(&self, close: Close) -> bool {
        let mut queue = self.queue.lock();
        if queue.state != State::Open {
            return false;
        }
        queue.state = State::Closing(close);
        drop(queue);
        self.tell_closing();
        true
    }

    /// Ends the connection without another word.
    pub(crate) fn cut(&self) {
        self.queue.lock().state = State::Cut;
        self.tell_closing();
    }

    /// Whether the connection was closed because nobody read.
    pub(crate) fn has_overflowed(&self) -> bool {
        self.queue.lock().state == State::Closing(SLOW_READER)
    }

    /// How many frames and bytes wait.
    pub(crate) fn waiting(&self) -> (usize, usize) {
        let queue = self.queue.lock();
        (queue.frames.len(), queue.bytes)
    }

    /// Takes what is to be written next. Only the connection's writer calls it.
    pub(crate) fn pop(&self) -> Next {
        let mut queue = self.queue.lock();
        if queue.state == State::Cut {
            return Next::Cut;
        }
        if let Some(frame) = queue.frames.pop_front() {
            queue.bytes -= frame.len();
            return Next::Frame(frame);
        }
        match queue.state {
            State::Open => {
                // A burst must not leave its memory behind for the life of an idle connection.
                if queue.frames.capacity() > IDLE_CAPACITY {
                    queue.frames = VecDeque::new();
                }
                Next::Nothing
            }
            State::Closing(close) => Next::Close(close),
            State::Cut => Next::Cut,
        }
    }

    /// Waits until there may be something to write.
    pub(crate) async fn filled(&self) {
        self.filled.notified().await;
    }

    /// Waits until the connection was told to close and `grace` has passed since, or it was cut.
    pub(crate) async fn overdue(&self, grace: Duration) {
        self.closing.notified().await;
        let cut = async {
            while self.queue.lock().state != State::Cut {
                self.closing.notified().await;
            }
        };
        // Either way the time is over.
        let _ = tokio::time::timeout(grace, cut).await;
    }

    fn tell_closing(&self) {
        self.closing.notify_one();
        self.filled.notify_one();
    }
}

impl Queue {
    fn is_full_for(&self, frame: &Frame, limits: &AppLimits) -> bool {
        !self.frames.is_empty()
            && (self.frames.len() >= limits.max_queued_frames
                || self.bytes + frame.len() > limits.max_queued_bytes)
    }
}

#[cfg(test)]
impl Outbox {
    /// How many frames wait.
    pub(crate) fn len(&self) -> usize {
        self.queue.lock().frames.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BYE: Close = Close { code: Code::GoingAway, reason: "bye" };

    fn limits(max_queued_frames: usize, max_queued_bytes: usize) -> AppLimits {
        AppLimits { max_queued_frames, max_queued_bytes, ..AppLimits::default() }
    }

    fn frame(bytes: usize) -> Frame {
        "x".repeat(bytes).into()
    }

    #[test]
    fn what_was_queued_before_a_close_is_written_before_it() {
        let outbox = Outbox::default();
        assert_eq!(outbox.push(frame(1), &limits(9, 9)), Push::Queued);
        assert!(outbox.close(BYE));
        assert_eq!(outbox.push(frame(1), &limits(9, 9)), Push::Closed);
        assert!(matches!(outbox.pop(), Next::Frame(_)));
        assert!(matches!(outbox.pop(), Next::Close(BYE)));
    }

    #[test]
    fn an_overflow_frees_what_waited_and_leaves_only_the_close() {
        let outbox = Outbox::default();
        assert_eq!(outbox.push(frame(5), &limits(9, 9)), Push::Queued);
        assert_eq!(outbox.push(frame(5), &limits(9, 9)), Push::Overflowed);
        assert_eq!(outbox.push(frame(1), &limits(9, 9)), Push::Closed);
        assert!(outbox.has_overflowed());
        assert!(!outbox.close(BYE));
        assert!(matches!(outbox.pop(), Next::Close(SLOW_READER)));
    }

    #[test]
    fn nothing_is_written_after_a_cut() {
        let outbox = Outbox::default();
        outbox.push(frame(1), &limits(9, 9));
        outbox.cut();
        assert!(matches!(outbox.pop(), Next::Cut));
    }

    proptest! {
        #[test]
        fn never_more_waits_than_the_limits_allow(
            sizes in proptest::collection::vec(0_usize..20, 1..60), pops in any::<u64>(),
        ) {
            let (outbox, limits) = (Outbox::default(), limits(8, 50));
            for (n, size) in sizes.into_iter().enumerate() {
                outbox.push(frame(size), &limits);
                if pops >> (n % 64) & 1 == 1 {
                    outbox.pop();
                }
                let queue = outbox.queue.lock();
                let bytes: usize = queue.frames.iter().map(Frame::len).sum();
                prop_assert_eq!(queue.bytes, bytes);
                prop_assert!(bytes <= 50 && queue.frames.len() <= 8);
            }
        }
    }
}
