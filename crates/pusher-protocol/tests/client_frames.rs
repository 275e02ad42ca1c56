//! Frames as unmodified clients send them.

use proptest::prelude::*;
use pusher_protocol::{ClientFrame, FrameError, Subscribe};

fn subscribe(text: &str) -> Subscribe {
    match ClientFrame::parse(text) {
        Ok(ClientFrame::Subscribe(subscribe)) => subscribe,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_subscription_is_read_with_and_without_auth() {
    let public = subscribe(r#"{"event":"pusher:subscribe","data":{"auth":"","channel":"c"}}"#);
    assert_eq!(public.channel, "c");
    assert_eq!(public.auth.as_deref(), Some(""));
    let bare = subscribe(r#"{"event":"pusher:subscribe","data":{"channel":"c"}}"#);
    assert_eq!((bare.auth, bare.channel_data), (None, None));
    let full = subscribe(
        r#"{"event":"pusher:subscribe","data":{"channel":"presence-c","auth":"k:s","channel_data":"{\"user_id\":\"1\"}"}}"#,
    );
    assert_eq!(full.channel_data.as_deref(), Some(r#"{"user_id":"1"}"#));
}

#[test]
fn data_may_be_a_string_that_holds_json() {
    let frame = subscribe(r#"{"event":"pusher:subscribe","data":"{\"channel\":\"c\"}"}"#);
    assert_eq!(frame.channel, "c");
}

#[test]
fn pings_and_pongs_are_read_with_and_without_data() {
    for text in [r#"{"event":"pusher:ping"}"#, r#"{"event":"pusher:ping","data":{}}"#] {
        assert!(matches!(ClientFrame::parse(text), Ok(ClientFrame::Ping)), "{text}");
    }
    let pong = ClientFrame::parse(r#"{"event":"pusher:pong","data":"{}"}"#);
    assert!(matches!(pong, Ok(ClientFrame::Pong)));
}

#[test]
fn unsubscribe_and_signin_are_read() {
    let text = r#"{"event":"pusher:unsubscribe","data":{"channel":"c"}}"#;
    let frame = ClientFrame::parse(text).expect("a frame");
    assert!(matches!(frame, ClientFrame::Unsubscribe(channel) if channel == "c"));
    let text = r#"{"event":"pusher:signin","data":{"auth":"k:s","user_data":"{\"id\":\"1\"}"}}"#;
    let frame = ClientFrame::parse(text).expect("a frame");
    assert!(matches!(frame, ClientFrame::SignIn(user) if user.user_data == r#"{"id":"1"}"#));
}

#[test]
fn a_client_event_keeps_its_data_byte_for_byte() {
    let text = r#"{"event":"client-typing","channel":"private-c","data":{"b": 1.50,"a":[ ]}}"#;
    let Ok(ClientFrame::ClientEvent(event)) = ClientFrame::parse(text) else {
        panic!("not a client event");
    };
    assert_eq!(event.event, "client-typing");
    assert_eq!(event.channel.as_deref(), Some("private-c"));
    assert_eq!(event.data.expect("has data").get(), r#"{"b": 1.50,"a":[ ]}"#);
}

#[test]
fn an_event_that_the_protocol_does_not_know_is_named() {
    let frame = ClientFrame::parse(r#"{"event":"hello","data":1}"#).expect("a frame");
    assert!(matches!(frame, ClientFrame::Unknown(event) if event == "hello"));
}

#[test]
fn what_is_not_a_frame_is_refused() {
    for text in [
        "",
        "null",
        "[]",
        r#"["pusher:ping"]"#,
        "{}",
        r#"{"event":1}"#,
        "hello",
        r#"{"event":"pusher:ping"} x"#,
    ] {
        let result = ClientFrame::parse(text);
        assert!(matches!(result, Err(FrameError::Malformed(_))), "{text}: {result:?}");
    }
    for data in
        ["", r#","data":null"#, r#","data":"c""#, r#","data":{"channel":1}"#, r#","data":["c"]"#]
    {
        let text = format!(r#"{{"event":"pusher:subscribe"{data}}}"#);
        let result = ClientFrame::parse(&text);
        assert!(matches!(result, Err(FrameError::Data { .. })), "{text}: {result:?}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in ".*") {
        let _ = ClientFrame::parse(&text);
    }

    #[test]
    fn any_channel_and_auth_are_read_back(channel in ".*", auth in ".*") {
        let data = serde_json::json!({ "channel": channel, "auth": auth });
        let text = serde_json::json!({ "event": "pusher:subscribe", "data": data }).to_string();
        let frame = subscribe(&text);
        prop_assert_eq!(frame.channel, channel);
        prop_assert_eq!(frame.auth, Some(auth));
    }
}
