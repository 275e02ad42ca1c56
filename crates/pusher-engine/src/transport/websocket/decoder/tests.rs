use proptest::prelude::*;

use super::*;
use crate::transport::websocket::deflate::deflate;

const LIMIT: usize = 100;

/// A frame as clients send it: masked.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mask = [0x12, 0x34, 0x56, 0x78];
    let mut bytes = vec![first];
    match payload.len() {
        len @ 0..126 => bytes.push(0x80 | u8::try_from(len).expect("below 126")),
        len => {
            bytes.push(0x80 | 126);
            bytes.extend_from_slice(&u16::try_from(len).expect("a short one").to_be_bytes());
        }
    }
    bytes.extend_from_slice(&mask);
    bytes.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    bytes
}

/// Decodes bytes that arrive in pieces of `piece`, and shows what was found.
fn decode_in_pieces(bytes: &[u8], piece: usize) -> Vec<String> {
    let (mut decoder, mut found) = (Decoder::new(Coding::Plain), Vec::new());
    for part in bytes.to_vec().chunks_mut(piece) {
        decoder.decode(part, LIMIT, |inbound| found.push(format!("{inbound:?}")));
    }
    found
}

fn decode(frames: &[Vec<u8>]) -> Vec<String> {
    let bytes = frames.concat();
    let found = decode_in_pieces(&bytes, bytes.len());
    // However it arrives, the same comes of it.
    for piece in [1, 2, 3, 7] {
        assert_eq!(decode_in_pieces(&bytes, piece), found, "in pieces of {piece}");
    }
    found
}

fn refused(code: Code, frames: &[Vec<u8>]) -> bool {
    let found = decode(frames);
    found.len() == 1 && found[0].starts_with(&format!("Refused(Close {{ code: {code:?},"))
}

#[test]
fn a_message_may_come_whole_or_in_fragments_with_control_frames_between() {
    let frames = [
        frame(0x81, b"whole"),
        frame(0x01, b"in "),
        frame(0x89, b"?"),
        frame(0x00, b"three "),
        frame(0x8A, b""),
        frame(0x80, b"parts"),
        frame(0x81, b""),
    ];
    let expected =
        [r#"Text("whole")"#, "Ping([63])", "Pong", r#"Text("in three parts")"#, r#"Text("")"#];
    assert_eq!(decode(&frames), expected);
}

#[test]
fn a_character_may_be_split_between_fragments() {
    let pizza = "\u{1F355}".as_bytes();
    let frames = [frame(0x01, &pizza[..1]), frame(0x00, &pizza[1..3]), frame(0x80, &pizza[3..])];
    assert_eq!(decode(&frames), ["Text(\"\u{1F355}\")"]);
}

#[test]
fn text_that_is_not_utf8_is_refused_with_1007() {
    assert!(refused(Code::InvalidPayload, &[frame(0x81, &[0xC0, 0xAF])]));
    assert!(refused(Code::InvalidPayload, &[frame(0x01, &[0xED]), frame(0x80, &[0xA0, 0x80])]));
    assert!(refused(Code::InvalidPayload, &[frame(0x88, &[0x03, 0xE8, 0xFF])]));
}

#[test]
fn fragments_out_of_order_are_refused_with_1002() {
    assert!(refused(Code::WebSocketProtocol, &[frame(0x80, b"x")]));
    assert!(refused(Code::WebSocketProtocol, &[frame(0x01, b"x"), frame(0x81, b"y")]));
}

#[test]
fn binary_is_refused_with_1003() {
    assert!(refused(Code::UnsupportedFrame, &[frame(0x82, &[1, 2, 3])]));
}

#[test]
fn a_message_may_be_as_large_as_the_limit_and_no_larger_in_one_frame_or_many() {
    let largest = "x".repeat(LIMIT);
    assert_eq!(decode(&[frame(0x81, largest.as_bytes())]), [format!("Text({largest:?})")]);
    let half = &largest.as_bytes()[..LIMIT / 2];
    let halves = [frame(0x01, half), frame(0x80, half)];
    assert_eq!(decode(&halves), [format!("Text({largest:?})")]);
    assert!(refused(Code::MessageTooLarge, &[frame(0x81, &[b'x'; LIMIT + 1])]));
    let beyond = [frame(0x01, half), frame(0x00, half), frame(0x80, b"x")];
    assert!(refused(Code::MessageTooLarge, &beyond));
}

#[test]
fn a_message_that_is_announced_too_large_is_refused_before_it_arrives() {
    let head = [0x81, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0];
    assert!(refused(Code::MessageTooLarge, &[head.to_vec()]));
}

#[test]
fn nothing_is_understood_after_a_close_or_a_refusal() {
    let close = [frame(0x88, &[0x03, 0xE8]), frame(0x81, b"late")];
    assert_eq!(decode(&close), ["Close(Some(1000))"]);
    assert_eq!(decode(&[frame(0x88, &[])]), ["Close(None)"]);
    assert!(refused(Code::UnsupportedFrame, &[frame(0x82, b"x"), frame(0x81, b"late")]));
}

#[test]
fn only_codes_that_may_be_sent_close() {
    for code in [1000_u16, 1003, 1007, 1011, 3000, 4999] {
        let expected = format!("Close(Some({code}))");
        assert_eq!(decode(&[frame(0x88, &code.to_be_bytes())]), [expected]);
    }
    for code in [0_u16, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, u16::MAX] {
        assert!(refused(Code::WebSocketProtocol, &[frame(0x88, &code.to_be_bytes())]), "{code}");
    }
    assert!(refused(Code::WebSocketProtocol, &[frame(0x88, &[3])]));
}

#[test]
fn no_memory_is_held_between_messages() {
    let mut decoder = Decoder::new(Coding::Plain);
    let frames = [frame(0x01, b"a"), frame(0x80, b"b"), frame(0x81, b"c")].concat();
    for part in frames.clone().chunks_mut(3) {
        decoder.decode(part, LIMIT, |_| {});
    }
    assert!(decoder.begun.is_none());
    assert_eq!(decoder.message.len(), 0);
}

#[test]
fn a_compressed_message_may_come_in_fragments_and_is_as_large_as_the_limit_at_most() {
    let text = "x".repeat(LIMIT);
    let decode = |frames: &[Vec<u8>]| {
        let (mut decoder, mut found) = (Decoder::new(Coding::Deflated), Vec::new());
        decoder.decode(&mut frames.concat(), LIMIT, |inbound| found.push(format!("{inbound:?}")));
        found
    };
    let bytes = deflate(text.as_bytes());
    let (head, tail) = bytes.split_at(3);
    let expected = [format!("Text({text:?})")];
    assert_eq!(decode(&[frame(0xC1, &bytes)]), expected);
    assert_eq!(decode(&[frame(0x41, head), frame(0x80, tail)]), expected);
    let bomb = deflate(&[b'x'; 100 * LIMIT]);
    assert!(decode(&[frame(0xC1, &bomb)])[0].contains("MessageTooLarge"));
    assert!(decode(&[frame(0xC1, b"nonsense")])[0].contains("InvalidPayload"));
}

proptest! {
    #[test]
    fn any_bytes_in_any_pieces_mean_the_same(bytes: Vec<u8>, piece in 1_usize..20) {
        let whole = decode_in_pieces(&bytes, bytes.len().max(1));
        prop_assert_eq!(decode_in_pieces(&bytes, piece), whole);
    }
}
