//! As much of a WebSocket client (RFC 6455) as a subscriber needs: text frames both ways, and pings answered.

use std::net::SocketAddr;

use anyhow::{Context, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The key and the masks protect browsers and proxies from each other; a measuring client has neither, so constants do.
const KEY: &str = "aGF3a2VyIG1lYXN1cmVzLg==";
const MASK: [u8; 4] = [0; 4];

const TEXT: u8 = 0x1;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;
const PONG: u8 = 0xA;

/// An open WebSocket.
#[derive(Debug)]
pub(super) struct WebSocket {
    stream: TcpStream,
    buffer: Vec<u8>,
}

struct Frame {
    opcode: u8,
    payload: std::ops::Range<usize>,
}

impl WebSocket {
    pub(super) async fn open(address: SocketAddr, path: &str) -> anyhow::Result<Self> {
        let mut stream = TcpStream::connect(address).await.context("cannot connect to hawker")?;
        stream.set_nodelay(true)?;
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await?;

        let mut socket = Self { stream, buffer: Vec::new() };
        let head_end = loop {
            if let Some(at) = socket.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break at + 4;
            }
            socket.fill().await?;
        };
        ensure!(
            socket.buffer.starts_with(b"HTTP/1.1 101"),
            "no WebSocket: {}",
            String::from_utf8_lossy(&socket.buffer[..head_end])
        );
        socket.buffer.drain(..head_end);
        Ok(socket)
    }

    pub(super) async fn send(&mut self, text: &str) -> anyhow::Result<()> {
        self.write(TEXT, text.as_bytes()).await
    }

    /// The next text message; answers pings on the way.
    pub(super) async fn receive(&mut self) -> anyhow::Result<String> {
        loop {
            let Some(frame) = parse_frame(&self.buffer)? else {
                self.fill().await?;
                continue;
            };
            let payload = self.buffer[frame.payload.clone()].to_vec();
            self.buffer.drain(..frame.payload.end);
            match frame.opcode {
                TEXT => return Ok(String::from_utf8(payload)?),
                PING => self.write(PONG, &payload).await?,
                PONG => {}
                CLOSE => bail!("hawker closed the socket: {}", String::from_utf8_lossy(&payload)),
                other => bail!("a frame of the unexpected kind {other:#x}"),
            }
        }
    }

    async fn write(&mut self, opcode: u8, payload: &[u8]) -> anyhow::Result<()> {
        let mut frame = vec![0x80 | opcode];
        match u16::try_from(payload.len())? {
            short @ 0..=125 => frame.push(0x80 | u8::try_from(short)?),
            long => {
                frame.push(0x80 | 126);
                frame.extend(long.to_be_bytes());
            }
        }
        frame.extend(MASK);
        frame.extend(payload);
        Ok(self.stream.write_all(&frame).await?)
    }

    async fn fill(&mut self) -> anyhow::Result<()> {
        let read = self.stream.read_buf(&mut self.buffer).await?;
        ensure!(read > 0, "hawker closed the connection");
        Ok(())
    }
}

/// The first frame in the buffer, or nothing when it is not whole yet. Servers neither mask nor, here, fragment.
fn parse_frame(buffer: &[u8]) -> anyhow::Result<Option<Frame>> {
    let [first, second, rest @ ..] = buffer else { return Ok(None) };
    ensure!(first & 0x80 != 0, "fragmented messages are not read here");
    ensure!(second & 0x80 == 0, "a server must not mask");
    let (header, length) = match (second, rest) {
        (126, [a, b, ..]) => (4, usize::from(u16::from_be_bytes([*a, *b]))),
        (127, [a, b, c, d, e, f, g, h, ..]) => {
            (10, usize::try_from(u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]))?)
        }
        (126 | 127, _) => return Ok(None),
        (short, _) => (2, usize::from(*short)),
    };
    let payload = header..header + length;
    Ok((buffer.len() >= payload.end).then_some(Frame { opcode: first & 0x0F, payload }))
}

#[cfg(test)]
mod tests {
    use super::{TEXT, parse_frame};

    #[test]
    fn a_frame_is_read_only_when_it_is_whole() {
        let mut bytes = vec![0x81, 126, 0x01, 0x00];
        bytes.extend([b'x'; 256]);

        for short in [0, 1, 3, 259] {
            assert!(parse_frame(&bytes[..short]).expect("a legal beginning").is_none());
        }
        let frame = parse_frame(&bytes).expect("legal").expect("whole");
        assert_eq!((frame.opcode, frame.payload), (TEXT, 4..260));
    }
}
