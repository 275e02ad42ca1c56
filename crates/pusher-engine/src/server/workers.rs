//! Threads that connections live on.
//!
//! Each has a runtime of its own. A connection stays on the one that it was given to, so nothing
//! that it does has to wake another: on a runtime that many threads share, a request that one of
//! them could answer at once costs waking a second, which finds nothing left to do.

use std::io;
use std::num::NonZero;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::spawn_blocking;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::delivery;

/// The threads of a server; they end when this is dropped.
pub(super) struct Workers {
    runtimes: Arc<[Handle]>,
    next: usize,
    threads: Vec<JoinHandle<()>>,
    running: DropGuard,
}

impl Workers {
    /// Starts so many threads.
    pub(super) async fn start(count: NonZero<usize>) -> io::Result<Self> {
        // Where not all can be started, the others' runtimes end, which no task may wait for.
        spawn_blocking(move || Self::start_all(count)).await.map_err(io::Error::other)?
    }

    fn start_all(count: NonZero<usize>) -> io::Result<Self> {
        let build = |_| Builder::new_current_thread().enable_all().build();
        let runtimes: Vec<Runtime> = (0..count.get()).map(build).collect::<io::Result<_>>()?;
        let handles: Arc<[Handle]> = runtimes.iter().map(|it| it.handle().clone()).collect();
        let stop = CancellationToken::new();
        let running = stop.clone().drop_guard();
        let start = |(place, runtime): (usize, Runtime)| {
            let (handles, stop) = (Arc::clone(&handles), stop.clone());
            thread::Builder::new().name(format!("connections-{place}")).spawn(move || {
                delivery::share_out_among(handles, place);
                runtime.block_on(stop.cancelled());
            })
        };
        let threads = runtimes.into_iter().enumerate().map(start).collect::<io::Result<_>>()?;
        Ok(Self { runtimes: handles, next: 0, threads, running })
    }

    /// The runtime for the next connection: each in turn.
    pub(super) fn next(&mut self) -> &Handle {
        self.next = (self.next + 1) % self.runtimes.len();
        &self.runtimes[self.next]
    }

    /// Ends the threads, and whatever still runs on them.
    pub(super) async fn end(self) {
        drop(self.running);
        let join = || self.threads.into_iter().for_each(|thread| drop(thread.join()));
        // What it waits for is a thread that panicked or one that ended.
        drop(spawn_blocking(join).await);
    }
}
