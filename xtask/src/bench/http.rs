//! As much of HTTP/1.1 as a load generator needs: requests rendered once, answers read on kept connections.
//!
//! A full client would spend more than the server does on a small request, and then measure itself.

use std::net::SocketAddr;

use anyhow::{Context, bail, ensure};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request, ready to be written again and again.
#[derive(Debug, Clone)]
pub(super) struct Request {
    bytes: Vec<u8>,
}

/// A kept connection.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer, valid until the next request on its connection.
#[derive(Debug)]
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    pub(super) body: &'a [u8],
}

impl Request {
    pub(super) fn get(path: &str, token: Option<&str>) -> Self {
        Self::render("GET", path, token, "", "")
    }

    pub(super) fn post(path: &str, token: Option<&str>, headers: &str, body: &Value) -> Self {
        let headers = format!("Content-Type: application/json\r\n{headers}");
        Self::render("POST", path, token, &headers, &body.to_string())
    }

    fn render(method: &str, path: &str, token: Option<&str>, headers: &str, body: &str) -> Self {
        let authorization =
            token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        let length = body.len();
        let text = format!(
            "{method} {path} HTTP/1.1\r\nHost: hawker\r\n{authorization}{headers}Content-Length: {length}\r\n\r\n{body}"
        );
        Self { bytes: text.into_bytes() }
    }

    /// Where a marker of this request begins, to be overwritten by [`Request::put`].
    pub(super) fn find(&self, marker: &str) -> anyhow::Result<usize> {
        self.bytes
            .windows(marker.len())
            .position(|window| window == marker.as_bytes())
            .context("the marker is not in the request")
    }

    /// Overwrites some bytes, keeping the length.
    pub(super) fn put(&mut self, at: usize, text: &str) {
        self.bytes[at..at + text.len()].copy_from_slice(text.as_bytes());
    }
}

impl Connection {
    pub(super) async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await.context("cannot connect to hawker")?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(8 * 1024) })
    }

    /// Writes a request and reads its whole answer.
    pub(super) async fn send(&mut self, request: &Request) -> anyhow::Result<Answer<'_>> {
        self.stream.write_all(&request.bytes).await?;
        self.buffer.clear();
        let head_end = loop {
            if let Some(end) = find_head_end(&self.buffer) {
                break end;
            }
            self.fill().await?;
        };
        let (status, length) = parse_head(&self.buffer[..head_end])?;
        while self.buffer.len() < head_end + length {
            self.fill().await?;
        }
        Ok(Answer { status, body: &self.buffer[head_end..head_end + length] })
    }

    /// Sends a request whose answer must have the given status, and parses it.
    pub(super) async fn json(&mut self, request: &Request, expected: u16) -> anyhow::Result<Value> {
        let answer = self.send(request).await?;
        answer.expect(expected)?;
        Ok(serde_json::from_slice(answer.body)?)
    }

    async fn fill(&mut self) -> anyhow::Result<()> {
        let read = self.stream.read_buf(&mut self.buffer).await?;
        ensure!(read > 0, "hawker closed the connection");
        Ok(())
    }
}

impl Answer<'_> {
    /// Fails with what the server said unless the status is the expected one.
    pub(super) fn expect(&self, status: u16) -> anyhow::Result<()> {
        if self.status != status {
            bail!("hawker answered {}: {}", self.status, String::from_utf8_lossy(self.body));
        }
        Ok(())
    }
}

fn find_head_end(buffer: &[u8]) -> Option<usize> {
    buffer.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4)
}

fn parse_head(head: &[u8]) -> anyhow::Result<(u16, usize)> {
    let head = std::str::from_utf8(head)?;
    let status = head.get(9..12).context("no status line")?.parse()?;
    let length = head
        .lines()
        .find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse())
        })
        .context("the answer has no length")??;
    Ok((status, length))
}

#[cfg(test)]
mod tests {
    use super::{Request, find_head_end, parse_head};

    #[test]
    fn an_answer_s_status_and_length_are_read_whatever_the_case() {
        let head = b"HTTP/1.1 201 Created\r\ncontent-LENGTH: 12\r\n\r\n";

        assert_eq!(find_head_end(head), Some(head.len()));
        assert_eq!(parse_head(head).expect("a whole head"), (201, 12));
    }

    #[test]
    fn an_answer_without_a_length_is_refused_and_not_guessed() {
        assert!(parse_head(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err());
    }

    #[test]
    fn a_marker_in_a_request_can_be_overwritten() {
        let mut request = Request::get("/XXXX", None);
        let at = request.find("XXXX").expect("it is there");

        request.put(at, "0042");

        assert!(request.bytes.starts_with(b"GET /0042 "));
    }
}
