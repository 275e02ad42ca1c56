//! Events from one client to the others of its channel.

use std::time::Duration;

use crate::support::{APP_ID, Client, KEY, ManualClock, SECRET, Server};
use pusher_engine::{App, AppFeatures, AppLimits, Engine};
use serde_json::{Value, json};

const CHANNEL: &str = "private-room";

fn enabled() -> AppFeatures {
    AppFeatures { client_events: true, ..AppFeatures::default() }
}

fn event(channel: &str, data: &Value) -> Value {
    json!({"event":"client-typing","channel":channel,"data":data})
}

/// A server, and two subscribers of a private channel.
async fn pair() -> (Server, Client, Client) {
    let server = Server::start_featured(enabled()).await;
    let (mut sender, mut other) = (server.connect().await, server.connect().await);
    sender.subscribe(CHANNEL).await;
    other.subscribe(CHANNEL).await;
    (server, sender, other)
}

#[tokio::test]
async fn a_client_event_reaches_the_others_of_its_channel_and_not_its_sender() {
    let (server, mut sender, mut other) = pair().await;
    let mut elsewhere = server.connect().await;
    elsewhere.subscribe("private-other").await;
    sender.send(&event(CHANNEL, &json!({"by":"Ana"}))).await;
    let expected = json!({"event":"client-typing","channel":CHANNEL,"data":r#"{"by":"Ana"}"#});
    assert_eq!(other.next().await, expected);
    sender.expect_silence().await;
    elsewhere.expect_silence().await;
}

#[tokio::test]
async fn data_of_any_kind_arrives_as_a_text_that_java_can_read() {
    let (_server, mut sender, mut other) = pair().await;
    for (sent, received) in [
        (json!("plain \"text\" 🍮"), "plain \"text\" 🍮"),
        (json!([1, 2.5, null]), "[1,2.5,null]"),
        (json!(7), "7"),
        (json!(null), "{}"),
    ] {
        sender.send(&event(CHANNEL, &sent)).await;
        assert_eq!(other.next().await["data"], received);
    }
    sender.send(&json!({"event":"client-typing","channel":CHANNEL})).await;
    assert_eq!(other.next().await["data"], "{}");
}

#[tokio::test]
async fn on_a_presence_channel_the_others_learn_which_user_sent_it() {
    let server = Server::start_featured(enabled()).await;
    let (mut sender, mut other) = (server.connect().await, server.connect().await);
    other.subscribe_as("presence-room", r#"{"user_id":"ben"}"#).await;
    sender.subscribe_as("presence-room", r#"{"user_id":10}"#).await;
    assert_eq!(other.next().await["event"], "pusher_internal:member_added");
    sender.send(&event("presence-room", &json!({}))).await;
    let frame = other.next().await;
    assert_eq!(
        frame,
        json!({"event":"client-typing","channel":"presence-room","data":"{}","user_id":"10"})
    );
    sender.expect_silence().await;
}

#[tokio::test]
async fn without_the_feature_every_client_event_is_refused_in_band() {
    let server = Server::start().await;
    let (mut sender, mut other) = (server.connect().await, server.connect().await);
    sender.subscribe(CHANNEL).await;
    other.subscribe(CHANNEL).await;
    sender.send(&event(CHANNEL, &json!({}))).await;
    assert_eq!(sender.error_code().await, 4301);
    other.expect_silence().await;
    sender.expect_silence().await;
}

#[tokio::test]
async fn only_private_and_presence_channels_take_client_events() {
    let (server, mut sender, _other) = pair().await;
    let mut listener = server.connect().await;
    for channel in ["menu", "private-encrypted-a"] {
        sender.subscribe(channel).await;
        listener.subscribe(channel).await;
        sender.send(&event(channel, &json!({}))).await;
        assert_eq!(sender.error_code().await, 4301, "{channel}");
        listener.expect_silence().await;
    }
    sender.ask_to_subscribe("private-cache-a").await;
    listener.ask_to_subscribe("private-cache-a").await;
    for client in [&mut sender, &mut listener] {
        let events = [client.next().await, client.next().await].map(|frame| frame["event"].clone());
        assert_eq!(events, ["pusher_internal:subscription_succeeded", "pusher:cache_miss"]);
    }
    sender.send(&event("private-cache-a", &json!({}))).await;
    assert_eq!(listener.next().await["event"], "client-typing");
    let mut late = server.connect().await;
    late.ask_to_subscribe("private-cache-a").await;
    late.next().await;
    assert_eq!(late.next().await["event"], "pusher:cache_miss", "client events are not cached");
}

#[tokio::test]
async fn only_subscribers_may_send() {
    let (server, mut sender, mut other) = pair().await;
    let mut stranger = server.connect().await;
    stranger.send(&event(CHANNEL, &json!({}))).await;
    assert_eq!(stranger.error_code().await, 4301);
    sender.unsubscribe(CHANNEL).await;
    sender.send(&event(CHANNEL, &json!({}))).await;
    assert_eq!(sender.error_code().await, 4301);
    for nowhere in [json!({"event":"client-x","data":{}}), event("no such name", &json!({}))] {
        sender.send(&nowhere).await;
        assert_eq!(sender.error_code().await, 4301);
    }
    other.expect_silence().await;
}

#[tokio::test]
async fn a_name_or_data_that_is_too_long_is_refused() {
    let limits = AppLimits { client_event_data_bytes: 20, ..AppLimits::default() };
    let app = App::new(APP_ID, KEY, SECRET).with_limits(limits).with_features(enabled());
    let server = Server::start_built(Engine::builder().app(app)).await;
    let (mut sender, mut other) = (server.connect().await, server.connect().await);
    sender.subscribe(CHANNEL).await;
    other.subscribe(CHANNEL).await;
    let named = |chars| format!("client-{}", "x".repeat(chars - "client-".len()));
    sender.send(&json!({"event":named(201),"channel":CHANNEL,"data":{}})).await;
    assert_eq!(sender.error_code().await, 4301);
    sender.send(&event(CHANNEL, &json!("x".repeat(21)))).await;
    assert_eq!(sender.error_code().await, 4301);
    sender.send(&json!({"event":named(200),"channel":CHANNEL,"data":"x".repeat(20)})).await;
    assert_eq!(other.next().await["event"], named(200));
}

#[tokio::test]
async fn ten_a_second_are_sent_on_and_more_are_refused_without_closing_the_connection() {
    let clock = ManualClock::default();
    let app = App::new(APP_ID, KEY, SECRET).with_features(enabled());
    let server = Server::start_built(Engine::builder().app(app).clock(clock.tell())).await;
    let (mut sender, mut other) = (server.connect().await, server.connect().await);
    sender.subscribe(CHANNEL).await;
    other.subscribe(CHANNEL).await;
    for n in 0..12 {
        sender.send(&event(CHANNEL, &json!(n))).await;
    }
    for n in 0..10 {
        assert_eq!(other.next().await["data"], n.to_string());
    }
    assert_eq!([sender.error_code().await, sender.error_code().await], [4301, 4301]);
    other.expect_silence().await;

    clock.advance(Duration::from_millis(100));
    sender.send(&event(CHANNEL, &json!("later"))).await;
    assert_eq!(other.next().await["data"], "later");
    other.send(&event(CHANNEL, &json!("mine"))).await;
    assert_eq!(sender.next().await["data"], "mine", "each connection has its own rate");
}
