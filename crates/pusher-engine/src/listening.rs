//! The listening socket, and how a successor takes it over.
//!
//! A client that finds the door shut waits for 15 seconds and not for one. So a restart must
//! leave no moment in which nobody listens: either somebody else holds the socket open, as systemd does, or
//! the successor listens before the old process stops.

use std::io;
use std::net::{SocketAddr, TcpListener};

use socket2::{Domain, Protocol, Socket, Type};

use crate::shutdown::Successor;

/// How many connections may wait to be accepted: all clients of a process that has just ended.
const BACKLOG: i32 = 4_096;

/// Whether other processes may listen on the same address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// None may.
    Alone,
    /// They may, if they ask for the same (`SO_REUSEPORT`): a successor is started first, and then
    /// the old process is told to end. Not on Windows.
    WithSuccessor,
}

/// A socket that listens.
#[derive(Debug)]
pub struct Listening {
    /// The socket; [`open`](Self::open) makes one that does not block.
    pub socket: TcpListener,
    /// Who will serve the clients when this process ends. If it is somebody, stop accepting first
    /// and close the connections then: what comes in between is for the successor.
    pub successor: Successor,
}

impl Listening {
    /// Takes the socket that whoever started this process holds open (`LISTEN_FDS`, as systemd
    /// passes it), or else listens on `addr`.
    pub fn open(addr: SocketAddr, sharing: Sharing) -> io::Result<Self> {
        if let Some(socket) = listenfd::ListenFd::from_env().take_tcp_listener(0)? {
            socket.set_nonblocking(true)?;
            return Ok(Self { socket, successor: Successor::Listening });
        }
        let successor = match sharing {
            Sharing::Alone => Successor::None,
            Sharing::WithSuccessor => Successor::Listening,
        };
        Ok(Self { socket: bind(addr, sharing)?, successor })
    }
}

/// A socket that nobody takes over.
impl From<TcpListener> for Listening {
    fn from(socket: TcpListener) -> Self {
        Self { socket, successor: Successor::None }
    }
}

fn bind(addr: SocketAddr, sharing: Sharing) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(addr), Type::STREAM, Some(Protocol::TCP))?;
    // Connections of the process before, which are still ending, are no reason not to start.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    if sharing == Sharing::WithSuccessor {
        share(&socket)?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&addr.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

#[cfg(unix)]
fn share(socket: &Socket) -> io::Result<()> {
    socket.set_reuse_port(true)
}

#[cfg(not(unix))]
fn share(_: &Socket) -> io::Result<()> {
    let reason = "this system cannot share an address between processes";
    Err(io::Error::new(io::ErrorKind::Unsupported, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anywhere() -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], 0))
    }

    #[test]
    fn an_address_is_shared_only_by_those_who_ask_for_it() {
        let first = Listening::open(anywhere(), Sharing::WithSuccessor).expect("a free port");
        assert_eq!(first.successor, Successor::Listening);
        let addr = first.socket.local_addr().expect("it is bound");
        assert!(Listening::open(addr, Sharing::WithSuccessor).is_ok());
        assert!(Listening::open(addr, Sharing::Alone).is_err());
    }

    #[test]
    fn an_address_that_is_not_shared_has_no_successor() {
        let first = Listening::open(anywhere(), Sharing::Alone).expect("a free port");
        assert_eq!(first.successor, Successor::None);
        let addr = first.socket.local_addr().expect("it is bound");
        assert!(Listening::open(addr, Sharing::WithSuccessor).is_err());
    }
}
