//! One client: connects, subscribes to one channel, and counts what arrives.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use pusher_protocol::{ChannelName, SocketId};
use serde_json::{Value, json};

use crate::socket::{self, Received};
use crate::target::Target;
use crate::{event, websocket};

/// A client and how far it has come.
pub(crate) struct Subscriber {
    stream: TcpStream,
    channel: String,
    state: State,
    opened_at: Instant,
    /// The beginning of a frame whose rest is still to come.
    rest: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Connecting,
    Upgrading,
    Greeted,
    Subscribing,
    Subscribed,
}

/// What a client learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum News {
    /// It is subscribed, so long after it began to connect.
    Subscribed(Duration),
    /// It got the event of this number.
    Event(u32),
    /// The server closed, with this code; without one 1005, without a close frame 1006.
    Closed(u16),
}

impl Subscriber {
    pub(crate) fn new(stream: TcpStream, channel: String, opened_at: Instant) -> Self {
        Self { stream, channel, state: State::Connecting, opened_at, rest: Vec::new() }
    }

    pub(crate) fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// Goes on once the connection stands.
    pub(crate) fn on_writable(&mut self, target: &Target) -> anyhow::Result<()> {
        if self.state == State::Connecting {
            let request = websocket::upgrade(&target.host, &target.socket_path());
            socket::write(&self.stream, request.as_bytes()).context("cannot connect")?;
            self.state = State::Upgrading;
        }
        Ok(())
    }

    /// Reads all that is there and tells what it means.
    pub(crate) fn on_readable(
        &mut self,
        target: &Target,
        buffer: &mut [u8],
        mut tell: impl FnMut(News),
    ) -> anyhow::Result<()> {
        loop {
            let length = match socket::read(&self.stream, buffer)? {
                Received::Bytes(length) => length,
                Received::Nothing => return Ok(()),
                Received::End => {
                    tell(News::Closed(1006));
                    return Ok(());
                }
            };
            self.take(target, &buffer[..length], &mut tell)?;
            // A buffer that was not filled emptied the socket: whatever comes later wakes us again.
            if length < buffer.len() {
                return Ok(());
            }
        }
    }

    fn take(
        &mut self,
        target: &Target,
        bytes: &[u8],
        tell: &mut impl FnMut(News),
    ) -> anyhow::Result<()> {
        if self.rest.is_empty() {
            let taken = self.take_whole(target, bytes, tell)?;
            self.rest.extend(&bytes[taken..]);
            return Ok(());
        }
        let mut all = std::mem::take(&mut self.rest);
        all.extend(bytes);
        let taken = self.take_whole(target, &all, tell)?;
        all.drain(..taken);
        self.rest = all;
        Ok(())
    }

    /// Takes whole frames, and tells how many bytes they were.
    fn take_whole(
        &mut self,
        target: &Target,
        bytes: &[u8],
        tell: &mut impl FnMut(News),
    ) -> anyhow::Result<usize> {
        let mut at = 0;
        if self.state == State::Upgrading {
            let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
                return Ok(0);
            };
            let head = String::from_utf8_lossy(&bytes[..end]);
            ensure!(head.starts_with("HTTP/1.1 101"), "no WebSocket: {head}");
            self.state = State::Greeted;
            at = end + 4;
        }
        while let Some(frame) = websocket::parse(&bytes[at..])? {
            let payload = &bytes[at..][frame.payload.clone()];
            match frame.opcode {
                websocket::TEXT => self.take_text(target, payload, tell)?,
                websocket::PING => self.send(websocket::PONG, payload)?,
                websocket::CLOSE => tell(News::Closed(websocket::close_code(payload))),
                _ => {}
            }
            at += frame.payload.end;
        }
        Ok(at)
    }

    fn take_text(
        &mut self,
        target: &Target,
        text: &[u8],
        tell: &mut impl FnMut(News),
    ) -> anyhow::Result<()> {
        if let Some(number) = event::number_in(text) {
            tell(News::Event(number));
            return Ok(());
        }
        let frame: Value = serde_json::from_slice(text).context("a frame that is not JSON")?;
        match (frame["event"].as_str().unwrap_or_default(), self.state) {
            ("pusher:connection_established", State::Greeted) => self.subscribe(target, &frame),
            ("pusher_internal:subscription_succeeded", State::Subscribing) => {
                self.state = State::Subscribed;
                tell(News::Subscribed(self.opened_at.elapsed()));
                Ok(())
            }
            ("pusher:ping", _) => {
                self.send(websocket::TEXT, br#"{"event":"pusher:pong","data":{}}"#)
            }
            // A refusal before the close that tells its code.
            ("pusher:error", State::Subscribed) => Ok(()),
            ("pusher:error" | "pusher:subscription_error", _) => bail!("refused: {frame}"),
            _ => Ok(()),
        }
    }

    fn subscribe(&mut self, target: &Target, greeting: &Value) -> anyhow::Result<()> {
        let channel = ChannelName::parse(&self.channel)?;
        let auth = if self.channel.starts_with("private-") {
            let data = greeting["data"].as_str().context("a greeting without data")?;
            let data: Value = serde_json::from_str(data)?;
            let socket_id = data["socket_id"].as_str().context("a greeting without socket_id")?;
            target.credentials.sign_channel(&SocketId::parse(socket_id)?, &channel, None)
        } else {
            String::new()
        };
        let data = json!({ "channel": self.channel, "auth": auth });
        let frame = json!({ "event": "pusher:subscribe", "data": data }).to_string();
        self.state = State::Subscribing;
        self.send(websocket::TEXT, frame.as_bytes())
    }

    fn send(&self, opcode: u8, payload: &[u8]) -> anyhow::Result<()> {
        socket::write(&self.stream, &websocket::from_client(opcode, payload)?)
    }
}
