//! Bodies of the HTTP API, and the lists in its queries.

use pusher_protocol::ChannelKind;
use pusher_protocol::api::{BatchRequest, BodyError, EventRequest, Info};
use pusher_protocol::limits::PublishLimits;

/// Whatever is taken keeps the limits, and can be written and taken again; a refusal has its status and its reason.
pub fn check(input: &[u8]) {
    let limits = PublishLimits::HOSTED;
    match EventRequest::parse(input, &limits) {
        Ok(request) => check_event(&request, input, &limits),
        Err(error) => check_refusal(&error),
    }
    match BatchRequest::parse(input, &limits) {
        Ok(request) => check_batch(&request, input, &limits),
        Err(error) => check_refusal(&error),
    }
    if let Ok(text) = str::from_utf8(input) {
        check_info(text);
    }
}

fn check_event(request: &EventRequest, input: &[u8], limits: &PublishLimits) {
    assert!(is_object(input), "a body is a JSON object");
    assert!((1..=limits.channels_per_event).contains(&request.channels.len()));
    assert!(request.data.len() <= limits.event_data_bytes);
    for (place, channel) in request.channels.iter().enumerate() {
        assert!(!request.channels[..place].contains(channel), "each channel once");
    }
    assert_eq!(request.check(limits), Ok(()));
    let again = EventRequest::parse(request.to_json().as_bytes(), limits);
    assert_eq!(again.as_ref(), Ok(request));
}

fn check_batch(request: &BatchRequest, input: &[u8], limits: &PublishLimits) {
    assert!(is_object(input), "a body is a JSON object");
    assert!(request.batch.len() <= limits.events_per_batch);
    assert!(request.batch.iter().all(|event| event.data.len() <= limits.event_data_bytes));
    assert_eq!(request.check(limits), Ok(()));
    let again = BatchRequest::parse(request.to_json().as_bytes(), limits);
    assert_eq!(again.as_ref(), Ok(request));
}

fn check_refusal(error: &BodyError) {
    assert!(matches!(error.status(), 400 | 413));
    assert!(!error.to_string().is_empty());
}

fn check_info(list: &str) {
    let Ok(info) = Info::parse(list) else { return };
    let written = serde_json::to_value(info).expect("it is a text");
    let written = written.as_str().expect("it is a text");
    assert_eq!(Info::parse(written).as_ref(), Ok(&info));
    // What may be asked of an event's channels may be asked of a presence channel.
    assert_eq!(Info::parse_of(list, ChannelKind::Presence), Ok(info));
    assert_eq!(Info::parse_of_channels(list, "presence-"), Ok(info));
}

fn is_object(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"{")
}
