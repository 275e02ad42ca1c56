//! As much of a WebSocket client (RFC 6455) as subscribers by the thousand can afford.

use std::ops::Range;

use anyhow::{bail, ensure};

pub(crate) const TEXT: u8 = 0x1;
pub(crate) const CLOSE: u8 = 0x8;
pub(crate) const PING: u8 = 0x9;
pub(crate) const PONG: u8 = 0xA;

/// The key protects proxies from browsers; a measuring client is neither, so a constant does.
const KEY: &str = "aGF3a2VyIG1lYXN1cmVzLg==";
/// What RFC 6455 answers to [`KEY`].
pub(crate) const ACCEPT: &str = "rboEhmKffjlna+YGn9UldjIptxA=";

const MASKED: u8 = 0x80;
const MASK_LENGTH: usize = 4;

/// A whole frame at the beginning of some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) opcode: u8,
    /// Where its payload lies. The next frame begins where it ends.
    pub(crate) payload: Range<usize>,
}

/// The request that opens a WebSocket.
pub(crate) fn upgrade(host: &str, path: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\n\r\n"
    )
}

/// The first frame in some bytes, or nothing when it is not whole yet. Either side's; fragments are not read.
pub(crate) fn parse(bytes: &[u8]) -> anyhow::Result<Option<Frame>> {
    let [first, second, rest @ ..] = bytes else { return Ok(None) };
    ensure!(first & 0x80 != 0, "fragmented messages are not read here");
    let mask = if second & MASKED == 0 { 0 } else { MASK_LENGTH };
    let (head, length) = match (second & !MASKED, rest) {
        (126, [a, b, ..]) => (4, usize::from(u16::from_be_bytes([*a, *b]))),
        (127, [a, b, c, d, e, f, g, h, ..]) => {
            (10, usize::try_from(u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]))?)
        }
        (126 | 127, _) => return Ok(None),
        (short, _) => (2, usize::from(short)),
    };
    let payload = head + mask..head + mask + length;
    Ok((bytes.len() >= payload.end).then_some(Frame { opcode: first & 0x0F, payload }))
}

/// A client's frame. Its mask is zero, which is a mask like any other to the server and none to the writer.
pub(crate) fn from_client(opcode: u8, payload: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut frame = head(opcode, payload.len(), MASKED)?;
    frame.extend([0; MASK_LENGTH]);
    frame.extend(payload);
    Ok(frame)
}

/// A server's text frame.
pub(crate) fn from_server(text: &str) -> anyhow::Result<Vec<u8>> {
    let mut frame = head(TEXT, text.len(), 0)?;
    frame.extend(text.as_bytes());
    Ok(frame)
}

fn head(opcode: u8, length: usize, masked: u8) -> anyhow::Result<Vec<u8>> {
    let mut frame = Vec::with_capacity(8 + length);
    frame.push(0x80 | opcode);
    match u16::try_from(length) {
        Ok(short @ 0..=125) => frame.push(masked | u8::try_from(short)?),
        Ok(long) => {
            frame.push(masked | 126);
            frame.extend(long.to_be_bytes());
        }
        Err(_) => bail!("a frame of {length} bytes is longer than any that is measured"),
    }
    Ok(frame)
}

/// The code in a close frame; 1005 stands for none, as in RFC 6455.
pub(crate) fn close_code(payload: &[u8]) -> u16 {
    payload.first_chunk().map_or(1005, |code| u16::from_be_bytes(*code))
}

#[cfg(test)]
mod tests {
    use super::{CLOSE, Frame, TEXT, close_code, from_client, from_server, parse};

    #[test]
    fn a_frame_of_either_side_is_read_only_when_it_is_whole() {
        for length in [0, 125, 126, 700] {
            let text = "x".repeat(length);
            for frame in [
                from_server(&text).expect("short enough"),
                from_client(TEXT, text.as_bytes()).expect("short enough"),
            ] {
                for short in [0, 1, frame.len() - 1] {
                    assert_eq!(parse(&frame[..short]).expect("legal"), None);
                }
                let end = frame.len();
                let whole = Some(Frame { opcode: TEXT, payload: end - length..end });
                assert_eq!(parse(&frame).expect("legal"), whole);
            }
        }
    }

    #[test]
    fn a_frame_too_long_for_sixteen_bits_is_read_too() {
        let mut frame = vec![0x81, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x70];
        frame.resize(10 + 70_000, b'x');

        let whole = Some(Frame { opcode: TEXT, payload: 10..70_010 });
        assert_eq!(parse(&frame).expect("legal"), whole);
    }

    #[test]
    fn a_fragment_is_refused_and_not_counted_as_an_event() {
        assert!(parse(&[0x01, 1, b'x']).is_err());
    }

    #[test]
    fn a_close_tells_its_code() {
        let frame = from_client(CLOSE, &4100_u16.to_be_bytes()).expect("short enough");
        let payload = parse(&frame).expect("legal").expect("whole").payload;

        assert_eq!(close_code(&frame[payload]), 4100);
        assert_eq!(close_code(b""), 1005);
    }
}
