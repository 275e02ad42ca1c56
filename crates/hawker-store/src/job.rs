//! A closure on its way to a database thread, and its answer on the way back.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::{Conn, Failure, StoreError};

/// What is to become of what a job wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It succeeded: commit.
    Keep,
    /// It refused or failed: roll back.
    Undo,
    /// Others were in the way: roll back and run it again.
    Retry,
    /// The connection is gone: roll back, connect anew and run it again.
    Reconnect,
}

/// A unit of work for a database thread.
pub(crate) trait Job: Send {
    /// Runs it within an open transaction.
    fn run(&mut self, conn: &mut Conn) -> Outcome;
    /// The runtime that whoever waits for the answer runs on.
    fn home(&self) -> Option<&Handle>;
    /// Answers whoever waits, once it is known whether the transaction was committed.
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

/// A job made of a closure.
struct Closure<F, T, R> {
    work: F,
    result: Option<Result<T, Failure<R>>>,
    home: Option<Handle>,
    reply: oneshot::Sender<Result<T, Failure<R>>>,
}

/// Where a job's answer arrives.
pub(crate) type Answer<T, R> = oneshot::Receiver<Result<T, Failure<R>>>;

/// Makes a job of `work`, and the receiver of its answer.
pub(crate) fn job<F, T, R>(work: F) -> (Box<dyn Job>, Answer<T, R>)
where
    F: FnMut(&mut Conn) -> Result<T, Failure<R>> + Send + 'static,
    T: Send + 'static,
    R: Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    let home = Handle::try_current().ok();
    (Box::new(Closure { work, result: None, home, reply }), answer)
}

impl<F, T, R> Job for Closure<F, T, R>
where
    F: FnMut(&mut Conn) -> Result<T, Failure<R>> + Send,
    T: Send,
    R: Send,
{
    fn run(&mut self, conn: &mut Conn) -> Outcome {
        // A panic must not take the only writer with it: its transaction is rolled back and the
        // others go on.
        let result = catch_unwind(AssertUnwindSafe(|| (self.work)(conn)))
            .unwrap_or(Err(Failure::Store(StoreError::Panicked)));
        let outcome = match &result {
            Ok(_) => Outcome::Keep,
            Err(Failure::Store(error)) if error.is_disconnect() => Outcome::Reconnect,
            Err(Failure::Store(error)) if error.is_transient() => Outcome::Retry,
            Err(Failure::Refused(_) | Failure::Store(_)) => Outcome::Undo,
        };
        self.result = Some(result);
        outcome
    }

    fn home(&self) -> Option<&Handle> {
        self.home.as_ref()
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let answer = match (self.result, committed) {
            (Some(Err(failure)), _) => Err(failure),
            (Some(result), Ok(())) => result,
            (_, Err(error)) => Err(Failure::Store(error)),
            (None, Ok(())) => Err(Failure::Store(StoreError::Closed)),
        };
        // Whoever asked may have gone away; what was committed stays committed.
        drop(self.reply.send(answer));
    }
}
