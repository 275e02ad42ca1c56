//! One kept HTTP connection that publishes; a request at a time.

use std::net::TcpStream;

use anyhow::{Context, ensure};

use crate::socket::{self, Received};
use crate::target::Target;

/// A connection to the HTTP API.
pub(crate) struct Publisher {
    stream: TcpStream,
    /// The number of the event under way.
    under_way: Option<u32>,
    answer: Vec<u8>,
}

/// What happened to the request under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// It is answered with 200.
    Answered,
    /// Nothing yet.
    Waiting,
    /// The server closed the connection, with or without a request under way.
    Closed,
}

impl Publisher {
    pub(crate) fn open(target: &Target) -> anyhow::Result<Self> {
        let stream = socket::connect_publisher(target.address)?;
        Ok(Self { stream, under_way: None, answer: Vec::new() })
    }

    pub(crate) fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// The number of the event that was sent and is not answered.
    pub(crate) fn under_way(&self) -> Option<u32> {
        self.under_way
    }

    /// Sends a request that publishes the event of this number.
    pub(crate) fn send(&mut self, number: u32, request: &[u8]) -> anyhow::Result<()> {
        self.under_way = Some(number);
        socket::write(&self.stream, request).context("cannot publish")
    }

    /// Reads as much of the answer as is there.
    pub(crate) fn on_readable(&mut self, buffer: &mut [u8]) -> anyhow::Result<Progress> {
        match socket::read(&self.stream, buffer)? {
            Received::Nothing => return Ok(Progress::Waiting),
            Received::End => return Ok(Progress::Closed),
            Received::Bytes(length) => self.answer.extend(&buffer[..length]),
        }
        let Some(end) = whole_answer(&self.answer)? else { return Ok(Progress::Waiting) };
        ensure!(
            self.answer.starts_with(b"HTTP/1.1 200") && end == self.answer.len(),
            "publishing was answered with {}",
            String::from_utf8_lossy(&self.answer)
        );
        self.answer.clear();
        self.under_way = None;
        Ok(Progress::Answered)
    }
}

/// Where an answer ends, once it is whole.
fn whole_answer(bytes: &[u8]) -> anyhow::Result<Option<usize>> {
    let Some(head) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
        return Ok(None);
    };
    let body = head + 4;
    let head = std::str::from_utf8(&bytes[..head])?;
    let field = |wanted: &str| {
        head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case(wanted).then(|| value.trim())
        })
    };
    let end = match field("content-length") {
        Some(length) => Some(body + length.parse::<usize>()?),
        None => {
            ensure!(field("transfer-encoding") == Some("chunked"), "an answer without a length");
            bytes.ends_with(b"0\r\n\r\n").then_some(bytes.len())
        }
    };
    Ok(end.filter(|end| bytes.len() >= *end))
}

#[cfg(test)]
mod tests {
    use super::whole_answer;

    #[test]
    fn an_answer_is_whole_when_its_length_is_there() {
        let answer = b"HTTP/1.1 200 OK\r\ncontent-LENGTH: 2\r\n\r\n{}";
        for short in [0, 10, answer.len() - 1] {
            assert_eq!(whole_answer(&answer[..short]).expect("a beginning"), None);
        }
        assert_eq!(whole_answer(answer).expect("an answer"), Some(answer.len()));
    }

    #[test]
    fn an_answer_in_chunks_ends_with_the_empty_one() {
        let answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
        assert_eq!(whole_answer(&answer[..answer.len() - 5]).expect("a beginning"), None);
        assert_eq!(whole_answer(answer).expect("an answer"), Some(answer.len()));
    }

    #[test]
    fn an_answer_whose_end_cannot_be_told_is_refused() {
        assert!(whole_answer(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
