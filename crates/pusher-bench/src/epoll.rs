//! Waiting for many sockets: epoll, edge triggered, with timeouts finer than a millisecond.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

use rustix::buffer::spare_capacity;
use rustix::event::Timespec;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};

/// So many sockets are told of at once; a longer list would make the last of them wait.
const AT_ONCE: usize = 512;

/// The sockets that are waited for, each with a number.
pub(crate) struct Epoll {
    fd: OwnedFd,
    events: Vec<Event>,
}

/// What can be done with a socket.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ready {
    /// The number under which it was added.
    pub(crate) token: u64,
    /// A byte, the end of the stream, or an error can be read.
    pub(crate) is_readable: bool,
}

impl Epoll {
    pub(crate) fn new() -> io::Result<Self> {
        let fd = epoll::create(CreateFlags::CLOEXEC)?;
        Ok(Self { fd, events: Vec::with_capacity(AT_ONCE) })
    }

    /// Waits for bytes, for the other side's end, and for the end of a connect under way.
    pub(crate) fn add(&self, socket: impl AsFd, token: u64) -> io::Result<()> {
        let interest = EventFlags::IN | EventFlags::OUT | EventFlags::RDHUP | EventFlags::ET;
        Ok(epoll::add(&self.fd, socket, EventData::new_u64(token), interest)?)
    }

    /// Waits for a socket no longer.
    pub(crate) fn remove(&self, socket: impl AsFd) -> io::Result<()> {
        Ok(epoll::delete(&self.fd, socket)?)
    }

    /// Waits until something is ready or the time is over, and tells how many are.
    pub(crate) fn wait(&mut self, timeout: Option<Duration>) -> io::Result<usize> {
        let timeout = timeout.map(|timeout| Timespec {
            tv_sec: i64::try_from(timeout.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: timeout.subsec_nanos().into(),
        });
        self.events.clear();
        match epoll::wait(&self.fd, spare_capacity(&mut self.events), timeout.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(self.events.len()),
            Err(error) => Err(error.into()),
        }
    }

    /// The socket at a place of the list that the last [`wait`](Self::wait) made.
    pub(crate) fn ready(&self, place: usize) -> Ready {
        let Event { flags, data, .. } = self.events[place];
        let readable = EventFlags::IN | EventFlags::RDHUP | EventFlags::HUP | EventFlags::ERR;
        Ready { token: data.u64(), is_readable: flags.intersects(readable) }
    }
}
