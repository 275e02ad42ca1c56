//! Non-blocking TCP sockets, as many as a machine has.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};

use anyhow::{Context, bail};
use rustix::io::Errno;
use rustix::net::sockopt;
use rustix::net::{AddressFamily, SocketFlags, SocketType};
use rustix::process::{Resource, getrlimit, setrlimit};

/// One address has some 28,000 ports to connect from, and those of closed connections rest for a minute.
const CONNECTIONS_PER_SOURCE: usize = 10_000;
const SOURCES: usize = 250;
/// Where those come from that publish, on this machine: no subscriber ever uses up its ports.
const SOURCE_OF_PUBLISHERS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 252);

/// Lets this process, and those that it starts, have as many sockets as the system allows; tells how many that is.
pub(crate) fn raise_limit() -> anyhow::Result<usize> {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit).context("cannot raise the limit of open files")?;
    Ok(limit.maximum.map_or(usize::MAX, |files| usize::try_from(files).unwrap_or(usize::MAX)))
}

/// Where the connections of this process come from: on this machine from one loopback address after another.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    opened: usize,
}

impl Sources {
    /// Begins to connect; the socket is writable once that has worked.
    pub(crate) fn connect(&mut self, to: SocketAddr) -> anyhow::Result<TcpStream> {
        for _ in 0..SOURCES {
            match self.try_connect(to) {
                // The port that came with the address rests, or another socket has it; the next
                // address has ports of its own.
                Err(Errno::ADDRNOTAVAIL | Errno::ADDRINUSE) => {
                    self.opened += CONNECTIONS_PER_SOURCE;
                }
                result => return result.with_context(|| format!("cannot connect to {to}")),
            }
        }
        bail!("cannot connect to {to}: there is no address left to come from")
    }

    fn try_connect(&mut self, to: SocketAddr) -> rustix::io::Result<TcpStream> {
        let source = self.next_source(to.ip());
        connect_from(source, to, SocketFlags::NONBLOCK)
    }

    fn next_source(&mut self, to: IpAddr) -> Option<IpAddr> {
        let turn = self.opened / CONNECTIONS_PER_SOURCE % SOURCES;
        self.opened += 1;
        let last = u8::try_from(turn + 1).ok()?;
        (is_this_machine(to) && turn > 0).then_some(IpAddr::V4(Ipv4Addr::new(127, 0, 0, last)))
    }
}

/// Connects somebody who publishes, and waits until that has worked.
pub(crate) fn connect_publisher(to: SocketAddr) -> anyhow::Result<TcpStream> {
    let source = is_this_machine(to.ip()).then_some(IpAddr::V4(SOURCE_OF_PUBLISHERS));
    let stream = connect_from(source, to, SocketFlags::empty())
        .with_context(|| format!("cannot connect to {to}"))?;
    stream.set_nonblocking(true)?;
    Ok(stream)
}

fn is_this_machine(address: IpAddr) -> bool {
    address == IpAddr::V4(Ipv4Addr::LOCALHOST)
}

fn connect_from(
    source: Option<IpAddr>,
    to: SocketAddr,
    flags: SocketFlags,
) -> rustix::io::Result<TcpStream> {
    let family = if to.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    let flags = flags | SocketFlags::CLOEXEC;
    let socket = rustix::net::socket_with(family, SocketType::STREAM, flags, None)?;
    if let Some(source) = source {
        sockopt::set_socket_reuseaddr(&socket, true)?;
        rustix::net::bind(&socket, &SocketAddr::new(source, 0))?;
    }
    sockopt::set_tcp_nodelay(&socket, true)?;
    match rustix::net::connect(&socket, &to) {
        Ok(()) | Err(Errno::INPROGRESS) => Ok(socket.into()),
        Err(error) => Err(error),
    }
}

/// What a read brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Received {
    /// So many bytes.
    Bytes(usize),
    /// Nothing for now.
    Nothing,
    /// The end: the other side closed or broke the connection.
    End,
}

/// Reads what is there.
pub(crate) fn read(mut socket: &TcpStream, buffer: &mut [u8]) -> io::Result<Received> {
    match socket.read(buffer) {
        Ok(0) => Ok(Received::End),
        Ok(bytes) => Ok(Received::Bytes(bytes)),
        Err(error) => match error.kind() {
            ErrorKind::WouldBlock | ErrorKind::Interrupted => Ok(Received::Nothing),
            ErrorKind::ConnectionReset | ErrorKind::BrokenPipe => Ok(Received::End),
            _ => Err(error),
        },
    }
}

/// Writes something so short that it fits into the socket of anybody who reads.
pub(crate) fn write(mut socket: &TcpStream, bytes: &[u8]) -> anyhow::Result<()> {
    let written = socket.write(bytes).context("cannot write")?;
    if written < bytes.len() {
        bail!("the other side does not read");
    }
    Ok(())
}
