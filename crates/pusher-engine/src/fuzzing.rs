//! A way in for the fuzzer, which sees only what is public. It is no part of the interface: nothing of it is promised.

use crate::transport::Coding;
use crate::transport::websocket::{Decoder, Inbound, deflate};

/// What was decoded, without borrowing.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Heard {
    Text(String),
    Ping(Vec<u8>),
    Pong,
    /// The client closed, or was refused: nothing may follow.
    End(String),
}

/// Checks what must hold of any bytes on a WebSocket. The first byte says how large a message may be, the second in how
/// large pieces the rest arrives.
///
/// # Panics
///
/// When something does not hold.
pub fn check_websocket(input: &[u8]) {
    let [limit, piece, bytes @ ..] = input else { return };
    let (limit, piece) = (usize::from(*limit) * 8, usize::from(*piece).max(1));
    for coding in [Coding::Plain, Coding::Deflated] {
        let way = Way { coding, limit };
        way.check_any(bytes, piece);
        way.check_round_trip(bytes);
    }
}

/// How a connection was agreed upon.
#[derive(Clone, Copy)]
struct Way {
    coding: Coding,
    limit: usize,
}

impl Way {
    fn check_any(self, bytes: &[u8], piece: usize) {
        let whole = self.decode(bytes, bytes.len().max(1));
        assert_eq!(self.decode(bytes, piece), whole, "pieces change nothing");
        for (place, heard) in whole.iter().enumerate() {
            match heard {
                Heard::Text(text) => assert!(text.len() <= self.limit, "larger than allowed"),
                Heard::Ping(payload) => assert!(payload.len() <= 125, "control frames are short"),
                Heard::Pong => {}
                Heard::End(_) => assert_eq!(place + 1, whole.len(), "nothing follows the end"),
            }
        }
    }

    /// Any text arrives as it was sent, in one frame or in two with a ping between them.
    fn check_round_trip(self, bytes: &[u8]) {
        let Ok(text) = str::from_utf8(bytes) else { return };
        let (payload, compressed) = match self.coding {
            Coding::Plain => (bytes.to_vec(), 0),
            Coding::Deflated => (deflate(bytes), 0x40),
        };
        // What is compressed may be the longer one, and counts too while it is not whole.
        if text.len().max(payload.len()) > self.limit {
            return;
        }
        let (first, second) = payload.split_at(payload.len() / 2);
        let ping = &first[..first.len().min(125)];
        let frames = [
            frame(0x81 | compressed, &payload),
            frame(0x01 | compressed, first),
            frame(0x89, ping),
            frame(0x80, second),
        ]
        .concat();
        let text = Heard::Text(text.to_owned());
        let expected = [text.clone(), Heard::Ping(ping.to_vec()), text];
        assert_eq!(self.decode(&frames, frames.len()), expected);
        assert_eq!(self.decode(&frames, 1), expected);
    }

    fn decode(self, bytes: &[u8], piece: usize) -> Vec<Heard> {
        let (mut decoder, mut heard) = (Decoder::new(self.coding), Vec::new());
        for part in bytes.to_vec().chunks_mut(piece) {
            decoder.decode(part, self.limit, |inbound| {
                heard.push(match inbound {
                    Inbound::Text(text) => Heard::Text(text.to_owned()),
                    Inbound::Ping(payload) => Heard::Ping(payload.to_vec()),
                    Inbound::Pong => Heard::Pong,
                    Inbound::Close(_) | Inbound::Refused(_) => Heard::End(format!("{inbound:?}")),
                });
            });
        }
        heard
    }
}

/// A frame as clients send it, masked with whatever its own length makes of a mask.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mask = payload.len().wrapping_mul(0x9E37_79B9).to_le_bytes();
    let mut bytes = vec![first, 0xFF];
    bytes.extend((payload.len() as u64).to_be_bytes());
    bytes.extend(&mask[..4]);
    bytes.extend(payload.iter().zip(mask[..4].iter().cycle()).map(|(byte, mask)| byte ^ mask));
    bytes
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::panic::catch_unwind;
    use std::path::Path;

    use super::check_websocket;

    #[test]
    fn everything_that_the_fuzzer_collected_keeps_what_must_hold() {
        let corpus =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join("websocket");
        let mut replayed = 0;
        for file in fs::read_dir(corpus).expect("every target has a corpus") {
            let path = file.expect("the folder can be read").path();
            let bytes = fs::read(&path).expect("a file of the corpus");
            let outcome = catch_unwind(|| check_websocket(&bytes));
            assert!(outcome.is_ok(), "{} breaks something", path.display());
            replayed += 1;
        }
        assert!(replayed > 10, "the corpus has only {replayed} files");
    }
}
