//! The events that are published: a payload of a given length with a mark inside, by which an event is known again.

use anyhow::Context;
use pusher_protocol::{ChannelName, EventFrame, EventName, query_auth};

use crate::target::Target;
use crate::websocket;

/// No key, no channel name and nothing that servers say about themselves has this character.
const MARK: u8 = b'@';
const DIGITS: usize = 8;
const NAME: &str = "bench";

/// The shortest payload that has room for the mark.
pub(crate) const SHORTEST_PAYLOAD: usize = 32;

/// JSON of the given length, as applications send it: the quotes in it are escaped on the wire.
pub(crate) fn payload(number: u32, bytes: usize) -> String {
    let head = format!(r#"{{"id":"@{number:0DIGITS$x}","note":""#);
    let filler = bytes.saturating_sub(head.len() + 2);
    format!(r#"{head}{}"}}"#, "x".repeat(filler))
}

/// The number of the event in some bytes, unless there is none.
pub(crate) fn number_in(bytes: &[u8]) -> Option<u32> {
    let digits = mark_in(bytes)?;
    let digits = std::str::from_utf8(bytes.get(digits..digits + DIGITS)?).ok()?;
    u32::from_str_radix(digits, 16).ok()
}

/// Where the digits after the mark begin.
pub(crate) fn mark_in(bytes: &[u8]) -> Option<usize> {
    Some(bytes.iter().position(|byte| *byte == MARK)? + 1)
}

/// Copies the digits of the mark from a request into a frame.
pub(crate) fn copy_mark(from: &[u8], to: &mut [u8], digits_at: usize) -> Option<()> {
    let digits = mark_in(from)?;
    to.get_mut(digits_at..digits_at + DIGITS)?.copy_from_slice(from.get(digits..digits + DIGITS)?);
    Some(())
}

/// The WebSocket frame in which subscribers get an event.
pub(crate) fn frame(channel: &str, payload: &str) -> anyhow::Result<Vec<u8>> {
    let text = EventFrame::new(&EventName::parse(NAME)?, payload).on(&ChannelName::parse(channel)?);
    websocket::from_server(&text)
}

/// The whole HTTP request that publishes an event, signed for the given second.
pub(crate) fn request(
    target: &Target,
    channel: &str,
    payload: &str,
    now: u64,
) -> anyhow::Result<Vec<u8>> {
    let data = serde_json::to_string(payload).context("text always becomes JSON")?;
    let body = format!(r#"{{"name":"{NAME}","channels":["{channel}"],"data":{data}}}"#);
    let path = format!("/apps/{}/events", target.app_id);
    let query = query_auth::sign(&target.credentials, "POST", &path, &[], body.as_bytes(), now);
    let head = format!(
        "POST {path}?{query} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        target.host,
        body.len()
    );
    Ok([head.as_bytes(), body.as_bytes()].concat())
}

#[cfg(test)]
mod tests {
    use super::{SHORTEST_PAYLOAD, copy_mark, frame, mark_in, number_in, payload};

    #[test]
    fn a_payload_has_its_length_and_tells_its_number() {
        for bytes in [SHORTEST_PAYLOAD, 512, 8192] {
            let payload = payload(0xBEEF, bytes);

            assert_eq!(payload.len(), bytes);
            assert_eq!(number_in(payload.as_bytes()), Some(0xBEEF));
            assert!(serde_json::from_str::<serde_json::Value>(&payload).is_ok());
        }
    }

    #[test]
    fn a_frame_prepared_for_one_event_becomes_that_of_another_by_its_mark() {
        let mut prepared = frame("bench", &payload(0, 512)).expect("a legal name");
        let at = mark_in(&prepared).expect("it has a mark");

        copy_mark(payload(7, 512).as_bytes(), &mut prepared, at).expect("both have a mark");

        assert_eq!(prepared, frame("bench", &payload(7, 512)).expect("a legal name"));
    }

    #[test]
    fn what_servers_say_about_themselves_has_no_number() {
        assert_eq!(number_in(br#"{"event":"pusher:ping","data":"{}"}"#), None);
        assert_eq!(number_in(b"@short"), None);
    }
}
