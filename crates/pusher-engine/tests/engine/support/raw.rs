//! A WebSocket byte by byte, whose request is whatever a test says.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::PATIENCE;

/// What every request to become a WebSocket has, unless it is wrong.
pub(crate) const WEBSOCKET: &str =
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

/// A connection that has its answer.
pub(crate) struct Raw {
    stream: BufReader<TcpStream>,
    /// The answer's status line and headers, in lower case.
    pub(crate) head: String,
}

impl Raw {
    /// Sends a request, and whatever follows it at once, and reads the head of the answer.
    pub(crate) async fn open(addr: SocketAddr, request: &[u8]) -> Self {
        let mut stream = TcpStream::connect(addr).await.expect("the server listens");
        stream.write_all(request).await.expect("it is sent");
        let mut raw = Self { stream: BufReader::new(stream), head: String::new() };
        timeout(PATIENCE, raw.read_head()).await.expect("an answer must come");
        raw
    }

    async fn read_head(&mut self) {
        while !self.head.ends_with("\r\n\r\n") {
            let byte = self.stream.read_u8().await.expect("a whole head");
            self.head.push(char::from(byte.to_ascii_lowercase()));
        }
    }

    /// The status of the answer.
    pub(crate) fn status(&self) -> &str {
        self.head.split(' ').nth(1).expect("a status")
    }

    /// The next frame, which must be a short text, as JSON.
    pub(crate) async fn next(&mut self) -> Value {
        let (first, payload) = self.frame().await;
        assert_eq!(first, 0x81, "{payload:?}");
        serde_json::from_slice(&payload).expect("JSON")
    }

    /// The code of the next frame, which must be a close.
    pub(crate) async fn close_code(&mut self) -> u16 {
        let (first, payload) = self.frame().await;
        assert_eq!(first, 0x88, "{payload:?}");
        u16::from_be_bytes([payload[0], payload[1]])
    }

    async fn frame(&mut self) -> (u8, Vec<u8>) {
        timeout(PATIENCE, self.read_frame()).await.expect("a frame must come")
    }

    async fn read_frame(&mut self) -> (u8, Vec<u8>) {
        let first = self.stream.read_u8().await.expect("a frame");
        let length = match self.stream.read_u8().await.expect("a length") {
            126 => usize::from(self.stream.read_u16().await.expect("a length")),
            length => usize::from(length),
        };
        let mut payload = vec![0; length];
        self.stream.read_exact(&mut payload).await.expect("a payload");
        (first, payload)
    }
}

/// A short text as clients send it, with the mask that changes nothing.
pub(crate) fn text_frame(text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).ok().filter(|length| *length < 126);
    let head = [0x81, 0x80 | length.expect("a short text"), 0, 0, 0, 0];
    [&head, text.as_bytes()].concat()
}
