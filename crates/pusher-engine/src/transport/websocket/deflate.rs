//! permessage-deflate (RFC 7692), each message for itself: neither side remembers the one before.
//! So a message is compressed once for all subscribers, and a connection holds no state for it.

use std::cell::RefCell;

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use pusher_protocol::Code;

use super::message::TOO_LARGE;
use crate::transport::Close;

/// What the server answers to an offer that it accepts.
pub(super) const ANSWER: &str =
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

/// The end of every compressed message, which is not sent (RFC 7692, section 7.2.1).
const TAIL: [u8; 4] = [0x00, 0x00, 0xFF, 0xFF];

/// How much room a message gets at a time while it is decompressed.
const STEP_BYTES: usize = 4 * 1024;

thread_local! {
    /// Their tables are large, so each thread has one and begins anew with each message.
    static COMPRESS: RefCell<Compress> = RefCell::new(Compress::new(Compression::fast(), false));
    static DECOMPRESS: RefCell<Decompress> = RefCell::new(Decompress::new(false));
}

/// Whether a `Sec-WebSocket-Extensions` header has an offer that can be accepted. One that
/// restricts the server's window cannot: the library knows only one size.
pub(super) fn is_acceptable(header: &[u8]) -> bool {
    let Ok(header) = str::from_utf8(header) else { return false };
    header.split(',').any(|offer| {
        let mut parts = offer.split(';').map(str::trim);
        parts.next() == Some("permessage-deflate")
            && parts.all(|parameter| {
                let name = parameter.split('=').next().unwrap_or_default().trim();
                matches!(
                    name,
                    "server_no_context_takeover"
                        | "client_no_context_takeover"
                        | "client_max_window_bits"
                )
            })
    })
}

/// Compresses a message.
pub(crate) fn deflate(payload: &[u8]) -> Vec<u8> {
    COMPRESS.with_borrow_mut(|compress| {
        compress.reset();
        // Room for the worst case, so that one call does it.
        let mut bytes = Vec::with_capacity(payload.len() + payload.len() / 8 + 64);
        compress
            .compress_vec(payload, &mut bytes, FlushCompress::Sync)
            .expect("compressing has no way to fail");
        debug_assert!(bytes.ends_with(&TAIL), "there is room for all of it");
        bytes.truncate(bytes.len() - TAIL.len());
        bytes
    })
}

/// Decompresses a message; one that would have more than `max_bytes` is given up on the way.
pub(super) fn inflate(payload: &[u8], max_bytes: usize) -> Result<Vec<u8>, Close> {
    DECOMPRESS.with_borrow_mut(|decompress| {
        decompress.reset(false);
        let mut bytes = Vec::new();
        for input in [payload, &TAIL] {
            inflate_part(decompress, input, &mut bytes, max_bytes)?;
        }
        Ok(bytes)
    })
}

fn inflate_part(
    decompress: &mut Decompress,
    mut input: &[u8],
    bytes: &mut Vec<u8>,
    max_bytes: usize,
) -> Result<(), Close> {
    let invalid = Close { code: Code::InvalidPayload, reason: "Not a compressed message" };
    loop {
        bytes.reserve(STEP_BYTES);
        let (room, before) = (bytes.capacity() - bytes.len(), decompress.total_in());
        let status = decompress.decompress_vec(input, bytes, FlushDecompress::Sync);
        let used = usize::try_from(decompress.total_in() - before).map_err(|_| TOO_LARGE)?;
        input = &input[used..];
        if bytes.len() > max_bytes {
            return Err(TOO_LARGE);
        }
        let is_full = bytes.len() == bytes.capacity() && room > 0;
        match status {
            Ok(Status::StreamEnd) => return Ok(()),
            Ok(Status::Ok | Status::BufError) if is_full => {}
            Ok(Status::Ok | Status::BufError) if input.is_empty() => return Ok(()),
            Ok(Status::Ok | Status::BufError) | Err(_) => return Err(invalid),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_offer_is_accepted_if_it_asks_for_nothing_that_cannot_be_given() {
        let accepted: [&[u8]; 3] = [
            b"permessage-deflate",
            b"permessage-deflate; client_max_window_bits",
            b"x-other, permessage-deflate; client_no_context_takeover",
        ];
        for header in accepted {
            assert!(is_acceptable(header));
        }
        let refused: [&[u8]; 4] =
            [b"", b"x-other", b"permessage-deflate; server_max_window_bits=10", b"\xFF"];
        for header in refused {
            assert!(!is_acceptable(header));
        }
    }

    #[test]
    fn the_examples_of_the_rfc_are_read() {
        let hello = [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00];
        assert_eq!(inflate(&hello, 100).as_deref(), Ok(b"Hello".as_slice()));
        let uncompressed = [0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00];
        assert_eq!(inflate(&uncompressed, 100).as_deref(), Ok(b"Hello".as_slice()));
    }

    #[test]
    fn a_small_message_that_would_become_a_huge_one_is_given_up() {
        let bomb = deflate(&vec![0; 10 << 20]);
        assert!(bomb.len() < 100_000);
        assert_eq!(inflate(&bomb, 1_000), Err(TOO_LARGE));
    }

    proptest! {
        #[test]
        fn what_was_compressed_comes_back(payload: Vec<u8>, repeat in 1_usize..2_000) {
            let payload = payload.repeat(repeat);
            prop_assert_eq!(inflate(&deflate(&payload), payload.len()), Ok(payload));
        }

        #[test]
        fn nonsense_is_refused_or_small(payload: Vec<u8>) {
            if let Ok(bytes) = inflate(&payload, 1_000) {
                prop_assert!(bytes.len() <= 1_000);
            }
        }
    }
}
