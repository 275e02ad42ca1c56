//! The floor: what a server cannot do without, and nothing else.
//!
//! One thread accepts, answers an upgrade and a subscription with bytes that were there before, and writes a frame that was
//! encoded before to everybody in its channel. No name is checked, no signature, no limit, no JSON is parsed,
//! nothing is ever queued. No Pusher server can be cheaper, so what one costs beyond this is what the protocol, its
//! promises and the server's own design cost; and because it is measured in the same run, the machine's speed and the
//! generator's share of it cancel out.

mod channels;
mod connection;

use std::net::{SocketAddr, TcpListener};
use std::os::fd::AsFd as _;

use anyhow::Context as _;
use rustix::io::Errno;
use rustix::net::{SocketFlags, accept_with, sockopt};

use crate::epoll::Epoll;
use channels::Channels;
use connection::{Connection, Meaning, Message};

const LISTENER: u64 = u64::MAX;
/// Whoever connects in a burst beyond it waits for a second; the standard library's 128 is too few here.
const BACKLOG: i32 = 4096;
const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

/// Where to listen, and what to prepare.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Where to listen; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:6001")]
    addr: SocketAddr,
    /// Length of the payload for which frames are prepared
    #[arg(long, default_value_t = 512)]
    payload: usize,
}

struct Floor {
    epoll: Epoll,
    listener: TcpListener,
    connections: Vec<Option<Connection>>,
    free: Vec<usize>,
    channels: Channels,
    greeting: Vec<u8>,
    confirmation: Vec<u8>,
}

/// Serves until the process is killed.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let listener = TcpListener::bind(options.addr)
        .with_context(|| format!("cannot listen on {}", options.addr))?;
    listener.set_nonblocking(true)?;
    rustix::net::listen(&listener, BACKLOG)?;
    let epoll = Epoll::new()?;
    epoll.add(&listener, LISTENER)?;
    println!("listening on http://{}", listener.local_addr()?);
    let mut floor = Floor {
        epoll,
        listener,
        connections: Vec::new(),
        free: Vec::new(),
        channels: Channels::new(options.payload),
        greeting: connection::greeting()?,
        confirmation: connection::confirmation()?,
    };
    loop {
        floor.turn()?;
    }
}

impl Floor {
    fn turn(&mut self) -> anyhow::Result<()> {
        for place in 0..self.epoll.wait(None)? {
            let ready = self.epoll.ready(place);
            if ready.token == LISTENER {
                self.accept()?;
            } else if ready.is_readable {
                self.serve(usize::try_from(ready.token)?)?;
            }
        }
        Ok(())
    }

    fn accept(&mut self) -> anyhow::Result<()> {
        loop {
            let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
            let socket = match accept_with(self.listener.as_fd(), flags) {
                Ok(socket) => socket,
                Err(Errno::AGAIN) => return Ok(()),
                // It went away before it was accepted.
                Err(Errno::CONNABORTED | Errno::INTR) => continue,
                Err(error) => return Err(error.into()),
            };
            sockopt::set_tcp_nodelay(&socket, true)?;
            let place = self.free.pop().unwrap_or(self.connections.len());
            if place == self.connections.len() {
                self.connections.push(None);
            }
            self.epoll.add(&socket, u64::try_from(place)?)?;
            self.connections[place] = Some(Connection::new(socket.into()));
        }
    }

    fn serve(&mut self, place: usize) -> anyhow::Result<()> {
        let Some(connection) = &mut self.connections[place] else { return Ok(()) };
        let mut is_open = connection.read();
        while let Some(message) = self.connections[place].as_ref().and_then(Connection::next) {
            is_open &= self.handle(place, &message)?;
            if let Some(connection) = &mut self.connections[place] {
                connection.forget(&message);
            }
        }
        if !is_open {
            self.close(place);
        }
        Ok(())
    }

    /// Does what a message asks for, and tells whether the sender could be answered.
    fn handle(&mut self, place: usize, message: &Message) -> anyhow::Result<bool> {
        let Some(connection) = &mut self.connections[place] else { return Ok(false) };
        Ok(match &message.meaning {
            Meaning::Upgrade => connection.write(&self.greeting),
            Meaning::Subscribe(name) => {
                let name = self.channels.join(connection.bytes(name), place)?;
                connection.channel = Some(name);
                connection.write(&self.confirmation)
            }
            Meaning::Publish(body) => {
                // As everywhere, events go out before their publisher is answered.
                let body = self.connections[place].as_ref().map(|from| from.bytes(body));
                for slow in self.channels.publish(body.unwrap_or_default(), &self.connections) {
                    self.close(slow);
                }
                self.connections[place].as_ref().is_some_and(|publisher| publisher.write(ANSWER))
            }
            Meaning::Nothing => true,
        })
    }

    fn close(&mut self, place: usize) {
        if let Some(connection) = self.connections[place].take() {
            if let Some(channel) = connection.channel {
                self.channels.leave(&channel, place);
            }
            self.free.push(place);
        }
    }
}
