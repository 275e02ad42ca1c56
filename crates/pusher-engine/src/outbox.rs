//! The bounded queue of one connection, and the right to write what is in it.
//!
//! Sending never waits: a frame is queued, or the queue is full and the connection is closed in
//! a way that makes a client come back. So one reader that does not read costs nobody else
//! anything, and memory only up to its limits.
//!
//! Whoever queues a frame while nobody writes gets the right to write, and has to use it once it
//! holds no other lock; whoever queues one meanwhile leaves it to that writer, who goes on until
//! nothing waits. So frames go out in the order in which they were queued, no lock is held during
//! a system call, and where the socket takes them at once no task is woken. A writer whose socket
//! is full leaves what is left, and the right, to the connection's own task.

mod waiting;

use std::task::Waker;

use futures_util::task::AtomicWaker;
use parking_lot::Mutex;
use pusher_protocol::Code;

use crate::app::AppLimits;
use crate::transport::{Close, Frame, Hand};
use waiting::Waiting;

/// Told to a reader whose queue is full. Clients come back after a second and catch up.
const SLOW_READER: Close = Close { code: Code::OverCapacity, reason: "Too much waits unread" };

/// The frames that wait for one connection. With at most one of them it holds no heap memory.
#[derive(Default)]
pub(crate) struct Outbox {
    queue: Mutex<Queue>,
    /// The connection's own task.
    task: AtomicWaker,
}

#[derive(Default)]
struct Queue {
    waiting: Waiting,
    /// How much of the first frame is on the wire already.
    begun: usize,
    /// How many frames a writer has in hand; they count as waiting until they are written.
    in_hand: usize,
    /// Bytes of all frames that wait or are in hand.
    bytes: usize,
    /// The most that these ever were, as far as it can be told.
    most_bytes: u32,
    writer: Writer,
    state: State,
    /// Whether the client has closed, on its own or in answer.
    is_client_done: bool,
    /// Whether the queue overflowed while a writer had frames in hand: of those only one that is
    /// on the wire in part may still be kept.
    is_hand_void: bool,
}

/// Who has the right to write.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Writer {
    /// Nobody, because nothing waits.
    #[default]
    Nobody,
    /// Somebody, at this moment.
    Somebody,
    /// The connection's own task, as soon as its socket takes more.
    Task,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Open,
    /// Nothing more is taken; what waits is written, of which the close is the last.
    Closing(Cause),
    /// Nothing more is written either.
    Cut,
}

/// Why a connection closes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cause {
    /// The client does not keep up.
    Overflow,
    /// Any other.
    Asked,
}

/// What came of queueing a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "who gets the right to write must write"]
pub(crate) enum Push {
    /// It will be written by whoever has the right to write.
    Queued,
    /// The caller has that right now, and must write once it holds no lock.
    Claimed,
    /// It and all that waited were dropped, and the connection is closed.
    Overflowed,
    /// The connection was closing already.
    Closed,
}

/// How a connection stands, for its own task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Open,
    /// It is to be closed, and the client not yet told.
    Closing,
    /// The client was told, and has to hang up.
    Told,
    /// Both sides have closed.
    Done,
    /// It is over.
    Cut,
}

/// What waits for one connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Backlog {
    pub(crate) frames: usize,
    pub(crate) bytes: usize,
    /// The most bytes that ever waited.
    pub(crate) most_bytes: u64,
}

impl Outbox {
    /// Queues a frame.
    pub(crate) fn push(&self, frame: Frame, limits: &AppLimits) -> Push {
        let mut queue = self.queue.lock();
        if queue.state != State::Open {
            return Push::Closed;
        }
        if !queue.is_full_for(&frame, limits) {
            return queue.push(frame);
        }
        // Dropped at once, not when the connection ends: this is what bounds the memory.
        queue.drop_unbegun();
        let claim = queue.close(Cause::Overflow, Frame::close(SLOW_READER));
        drop(queue);
        // Nobody can have the claim but the task: frames of the full queue had a writer.
        debug_assert_ne!(claim, Push::Claimed);
        self.task.wake();
        Push::Overflowed
    }

    /// Closes after what is queued; the first to close says how.
    pub(crate) fn close(&self, close: Close) -> Push {
        let push = self.queue.lock().close_once(Frame::close(close));
        self.task.wake();
        push
    }

    /// Notes that the client has closed, and answers after what is queued, unless the client's
    /// close is itself the answer to the server's.
    pub(crate) fn client_closed(&self, code: Option<u16>) -> Push {
        let mut queue = self.queue.lock();
        queue.is_client_done = true;
        let push = queue.close_once(Frame::close_answer(code));
        drop(queue);
        self.task.wake();
        push
    }

    /// Ends the connection without another word.
    pub(crate) fn cut(&self) {
        let mut queue = self.queue.lock();
        queue.state = State::Cut;
        queue.waiting = Waiting::default();
        drop(queue);
        self.task.wake();
    }

    /// Whether the connection was closed because nobody read.
    pub(crate) fn has_overflowed(&self) -> bool {
        self.queue.lock().state == State::Closing(Cause::Overflow)
    }

    /// Takes into the writer's hand what is to be written next. False if nothing is: then the
    /// right to write is given up. What was in hand before counts as written.
    pub(crate) fn take(&self, hand: &mut Hand) -> bool {
        let mut queue = self.queue.lock();
        if queue.take(hand) {
            return true;
        }
        let is_over = queue.state != State::Open;
        drop(queue);
        if is_over {
            // The last frame is out: now the client has to hang up.
            self.task.wake();
        }
        false
    }

    /// Leaves what is in hand, and the right to write, to the connection's own task.
    pub(crate) fn leave_to_task(&self, hand: &mut Hand) {
        self.keep(hand);
        self.task.wake();
    }

    /// Keeps what is in hand, and the right to write, for the connection's own task, which calls
    /// this and sees to being woken.
    pub(crate) fn keep(&self, hand: &mut Hand) {
        self.queue.lock().put_back(hand);
    }

    /// Takes the right to write, if it was left to the connection's own task, which calls this.
    pub(crate) fn resume(&self) -> bool {
        let mut queue = self.queue.lock();
        let is_left = queue.writer == Writer::Task;
        if is_left {
            queue.writer = Writer::Somebody;
        }
        is_left
    }

    /// How much waits, and how much ever did.
    pub(crate) fn backlog(&self) -> Backlog {
        let queue = self.queue.lock();
        Backlog {
            frames: queue.waiting.len() + queue.in_hand,
            bytes: queue.bytes,
            most_bytes: u64::from(queue.most_bytes),
        }
    }

    /// How the connection stands.
    pub(crate) fn standing(&self) -> Standing {
        let queue = self.queue.lock();
        match (queue.state, queue.writer) {
            (State::Open, _) => Standing::Open,
            (State::Cut, _) => Standing::Cut,
            (State::Closing(_), Writer::Somebody | Writer::Task) => Standing::Closing,
            (State::Closing(_), Writer::Nobody) if queue.is_client_done => Standing::Done,
            (State::Closing(_), Writer::Nobody) => Standing::Told,
        }
    }

    /// Wakes whoever waits in place of the connection's own task, to look anew.
    pub(crate) fn wake(&self) {
        self.task.wake();
    }

    /// Has the connection's own task woken when it has to write, to close or to end.
    pub(crate) fn register(&self, task: &Waker) {
        self.task.register(task);
    }
}

impl Queue {
    /// Of the bytes that a writer has in hand, nobody knows yet how many the socket took. So one
    /// frame may always wait behind them, whatever its size, unless they are too many themselves:
    /// a reader that keeps up is not closed because of the moment at which it is written to.
    fn is_full_for(&self, frame: &Frame, limits: &AppLimits) -> bool {
        let frames = self.waiting.len() + self.in_hand;
        let has_room = self.bytes + frame.len() <= limits.max_queued_bytes;
        let is_alone = self.waiting.is_empty() && self.bytes <= limits.max_queued_bytes;
        frames > 0 && (frames >= limits.max_queued_frames || !(has_room || is_alone))
    }

    fn push(&mut self, frame: Frame) -> Push {
        self.bytes += frame.len();
        self.most_bytes = self.most_bytes.max(u32::try_from(self.bytes).unwrap_or(u32::MAX));
        self.waiting.push_back(frame);
        match self.writer {
            Writer::Somebody | Writer::Task => Push::Queued,
            Writer::Nobody => {
                self.writer = Writer::Somebody;
                Push::Claimed
            }
        }
    }

    fn close(&mut self, cause: Cause, frame: Frame) -> Push {
        self.state = State::Closing(cause);
        self.push(frame)
    }

    fn close_once(&mut self, frame: Frame) -> Push {
        if self.state != State::Open {
            return Push::Closed;
        }
        self.close(Cause::Asked, frame)
    }

    fn take(&mut self, hand: &mut Hand) -> bool {
        debug_assert!(self.writer == Writer::Somebody, "only who has the right writes");
        self.bytes = self.bytes.saturating_sub(hand.bytes);
        hand.bytes = 0;
        self.is_hand_void = false;
        while hand.has_room() {
            let Some(frame) = self.waiting.pop_front() else { break };
            hand.push(frame);
        }
        self.in_hand = hand.frames.len();
        hand.begun = std::mem::take(&mut self.begun);
        if hand.frames.is_empty() {
            self.writer = Writer::Nobody;
            self.waiting.free();
        }
        !hand.frames.is_empty()
    }

    fn put_back(&mut self, hand: &mut Hand) {
        self.writer = Writer::Task;
        self.in_hand = 0;
        self.begun = hand.begun;
        self.bytes = self.bytes.saturating_sub(hand.written());
        hand.bytes = 0;
        if self.state == State::Cut {
            return hand.frames.clear();
        }
        if std::mem::take(&mut self.is_hand_void) {
            hand.frames.truncate(usize::from(hand.begun > 0));
        }
        for frame in hand.frames.drain(..).rev() {
            self.waiting.push_front(frame);
        }
    }

    /// Drops all that waits but a frame that is on the wire in part: nothing can follow half of it.
    fn drop_unbegun(&mut self) {
        let begun = self.waiting.pop_front().filter(|_| self.begun > 0);
        self.waiting = Waiting::default();
        self.is_hand_void = self.writer == Writer::Somebody;
        self.bytes = 0;
        if let Some(frame) = begun {
            self.bytes = frame.len();
            self.waiting.push_back(frame);
        }
    }
}

#[cfg(test)]
impl Outbox {
    /// How many frames wait.
    pub(crate) fn len(&self) -> usize {
        self.queue.lock().waiting.len()
    }
}

#[cfg(test)]
mod tests;
