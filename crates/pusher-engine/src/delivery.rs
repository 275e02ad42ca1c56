//! Frames for many connections: queued while a lock keeps their order, written when it is gone.

use std::cell::{Cell, OnceCell};
use std::iter;
use std::sync::Arc;

use tokio::runtime::Handle;

use crate::connection::Connection;
use crate::outbox::Push;
use crate::transport::Frame;

/// How many connections one task writes to without letting others in between. A write takes
/// some microseconds, so this is well below a millisecond.
const CHUNK: usize = 128;

/// How large a list may be that is kept for the next delivery.
const MAX_KEPT: usize = 4 * CHUNK;

thread_local! {
    /// The list of the thread's last delivery, so that small ones allocate nothing.
    static SPARE: Cell<Vec<Arc<Connection>>> = const { Cell::new(Vec::new()) };

    /// The runtimes that the thread shares large deliveries out among, and its own place there.
    static RUNTIMES: OnceCell<(Arc<[Handle]>, usize)> = const { OnceCell::new() };
}

/// Says that the runtime of this thread, the one at `place`, is one of several with a thread each:
/// large deliveries from here are shared out among them.
pub(crate) fn share_out_among(runtimes: Arc<[Handle]>, place: usize) {
    // A thread belongs to one server, from its start to its end.
    let _ = RUNTIMES.with(|it| it.set((runtimes, place)));
}

/// The connections whose right to write was taken while their frames were queued. To be queued
/// to under whatever lock orders the frames, and to be [written](Self::write) after it.
#[derive(Default)]
#[must_use = "what was queued waits until it is written"]
pub(crate) struct Delivery {
    claimed: Vec<Arc<Connection>>,
    queued: usize,
}

impl Delivery {
    /// A delivery to nobody yet.
    pub(crate) fn new() -> Self {
        Self { claimed: SPARE.take(), queued: 0 }
    }

    /// How many frames were queued so far.
    pub(crate) fn queued(&self) -> usize {
        self.queued
    }

    /// Queues a frame for a connection.
    pub(crate) fn queue(&mut self, connection: &Arc<Connection>, frame: Frame) {
        match connection.queue(frame) {
            Push::Queued => self.queued += 1,
            Push::Claimed => {
                self.queued += 1;
                self.claimed.push(Arc::clone(connection));
            }
            Push::Overflowed | Push::Closed => {}
        }
    }

    /// Writes what was queued, and returns how many frames that were. Many connections are shared
    /// out among tasks.
    pub(crate) fn write(mut self) -> usize {
        if self.claimed.len() > CHUNK {
            RUNTIMES.with(|several| match (several.get(), Handle::try_current()) {
                (Some((runtimes, place)), _) => {
                    let from_here_on = runtimes.iter().cycle().skip(*place);
                    self.share_out(runtimes.len(), from_here_on);
                }
                (None, Ok(runtime)) => {
                    let workers = runtime.metrics().num_workers();
                    self.share_out(workers, iter::repeat(&runtime));
                }
                (None, Err(_)) => {}
            });
        }
        write_all(&self.claimed);
        self.claimed.clear();
        if self.claimed.capacity() <= MAX_KEPT {
            SPARE.set(self.claimed);
        }
        self.queued
    }

    /// Gives all but the first chunk away to half as many tasks as there are workers: more cores
    /// help, and the others are left to whoever connects, publishes or, on the same machine, receives
    /// meanwhile.
    fn share_out<'a>(&mut self, workers: usize, runtimes: impl Iterator<Item = &'a Handle>) {
        let share = (self.claimed.len() - CHUNK).div_ceil(workers.div_ceil(2));
        for runtime in runtimes {
            if self.claimed.len() <= CHUNK {
                return;
            }
            let kept = self.claimed.len().saturating_sub(share).max(CHUNK);
            runtime.spawn(carry(self.claimed.split_off(kept)));
        }
    }
}

/// Writes to many connections, and lets everything else in between: who connects meanwhile must
/// not wait for thousands of others to be written to.
async fn carry(connections: Vec<Arc<Connection>>) {
    for chunk in connections.chunks(CHUNK) {
        write_all(chunk);
        tokio::task::yield_now().await;
    }
}

fn write_all(connections: &[Arc<Connection>]) {
    for connection in connections {
        connection.write();
    }
}
