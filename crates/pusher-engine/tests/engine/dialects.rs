//! Frames as other people's clients write them, and what clients of older versions expect.

use std::time::Duration;

use crate::support::{
    APP_ID, Client, Server, channel_name, credentials, data, refusal, subscribe_frame,
};
use pusher_engine::protocol::{AppId, Code};
use pusher_engine::{AppLimits, Drain, Settings, Successor};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

const SUCCEEDED: &str = "pusher_internal:subscription_succeeded";

#[tokio::test]
async fn a_subscription_to_a_public_channel_may_say_nothing_in_any_way() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    for (index, rest) in [
        r#""auth":"""#,
        r#""auth":null"#,
        r#""channel_data":null"#,
        r#""auth":"","channel_data":"""#,
        r#""auth":"not:looked:at","channel_data":"nor this""#,
        r#""unknown":{"a":[1,null]},"delta":true"#,
    ]
    .iter()
    .enumerate()
    {
        let subscribe = format!(
            r#" {{ "data" : {{ {rest} , "channel" : "menu-{index}" }} , "event" : "pusher:subscribe" }} "#
        );
        client.send_text(&subscribe).await;
        let answer = client.next().await;
        assert_eq!(
            (&answer["event"], &answer["data"]),
            (&json!(SUCCEEDED), &json!("{}")),
            "{rest}"
        );
    }
    let text = json!({"channel":"menu","auth":""}).to_string();
    client.send(&json!({"event":"pusher:subscribe","data":text,"channel":null})).await;
    assert_eq!(client.next().await["channel"], "menu");
}

#[tokio::test]
async fn channel_data_that_is_empty_is_none() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    for empty in [json!(""), Value::Null] {
        let auth = credentials().sign_channel(client.id(), &channel_name("private-a"), None);
        let data = json!({"channel":"private-a","auth":auth,"channel_data":empty});
        client.send(&json!({"event":"pusher:subscribe","data":data})).await;
        assert_eq!(client.next().await["event"], SUCCEEDED);
        let auth = credentials().sign_channel(client.id(), &channel_name("presence-a"), None);
        let data = json!({"channel":"presence-a","auth":auth,"channel_data":empty});
        client.send(&json!({"event":"pusher:subscribe","data":data})).await;
        let (kind, status, _, code) = refusal(&mut client, "presence-a").await;
        assert_eq!((kind.as_str(), status, code), ("InvalidChannelData", 400, 4300));
    }
}

#[tokio::test]
async fn a_ping_is_answered_whatever_is_in_it_and_a_pong_is_not() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    let frame = |event: &str, rest: &str| format!(r#"{{"event":"{event}"{rest}}}"#);
    let ways = [
        "",
        r#","data":null"#,
        r#","data":{}"#,
        r#","data":"{}""#,
        r#","data":"""#,
        r#","data":[]"#,
        r#","channel":null,"data":7"#,
    ];
    for rest in ways {
        client.send_text(&frame("pusher:pong", rest)).await;
        client.send_text(&frame("pusher:ping", rest)).await;
        assert_eq!(client.next().await, json!({"event":"pusher:pong","data":"{}"}), "{rest}");
    }
    client.expect_silence().await;
}

#[tokio::test]
async fn ending_a_subscription_that_is_not_there_is_no_error() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.subscribe("menu").await;
    for channel in ["never", "private-never", "no name", ""] {
        client.unsubscribe(channel).await;
    }
    client.send_text(r#"{"event":"pusher:unsubscribe","data":"{\"channel\":\"menu\"}"}"#).await;
    client.unsubscribe("menu").await;
    client.expect_silence().await;
    assert_eq!(server.subscribers("menu"), 0);
}

#[tokio::test]
async fn a_refusal_names_its_channel_and_every_wrong_auth_is_refused_alike() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    for auth in ["incorrect_token", ":", "the-key:", ":abc", "the-key:nothex"] {
        for channel in ["private-a", "private-cache-a", "private-encrypted-a"] {
            client.send(&subscribe_frame(channel, auth)).await;
            let (kind, status, _, code) = refusal(&mut client, channel).await;
            assert_eq!((kind.as_str(), status, code), ("AuthError", 401, 4009), "{auth}");
        }
    }
    client.expect_silence().await;
}

/// The frames of a connection that is closed, and the code.
async fn last_words(client: &mut Client) -> (Vec<Value>, u16) {
    let mut frames = Vec::new();
    loop {
        match client.next_message().await {
            Message::Text(text) => frames.push(serde_json::from_str(&text).expect("JSON")),
            Message::Close(close) => return (frames, close.expect("a code").code.into()),
            Message::Ping(_) => {}
            other => panic!("expected a frame or the end, got {other:?}"),
        }
    }
}

#[tokio::test]
async fn clients_before_version_6_are_told_of_the_error_before_they_are_closed() {
    let server = Server::start().await;
    for (protocol, told) in [(4, true), (5, true), (6, false), (7, false)] {
        let query = format!("protocol={protocol}");
        let mut client = Client::connect_as(server.addr, &query).await;
        let id = client.id().clone();
        assert!(server.engine.terminate(&AppId::from(APP_ID), &id, Code::Reconnect));
        let (frames, code) = last_words(&mut client).await;
        assert_eq!(code, 4200);
        let error = json!({"message":"Closed by the application","code":4200});
        let expected = told.then(|| json!({"event":"pusher:error","data":error}));
        assert_eq!(frames, Vec::from_iter(expected), "version {protocol}");
    }
}

#[tokio::test]
async fn an_end_that_is_the_transports_own_is_no_error_of_the_protocol() {
    let server = Server::start().await;
    let mut client = Client::connect_as(server.addr, "protocol=5").await;
    let drain = Drain { window: Duration::ZERO, successor: Successor::None, ..Drain::default() };
    let (_, last) = tokio::join!(server.engine.shutdown(drain), async {
        let last = last_words(&mut client).await;
        drop(client);
        last
    });
    assert_eq!(last, (Vec::new(), 1001));
}

#[tokio::test]
async fn the_activity_timeout_that_clients_are_told_is_never_nothing() {
    let settings = Settings { activity_timeout: Duration::from_millis(900), ..Settings::default() };
    let server = Server::start_with(AppLimits::default(), settings).await;
    let mut client = Client::open(server.addr, "/app/the-key?protocol=7").await;
    assert_eq!(data(&client.next().await)["activity_timeout"], 1);
}
