//! `pusher_internal:subscription_count`

use std::time::Duration;

use crate::support::{APP_ID, Client, KEY, ManualClock, SECRET, Server, data};
use pusher_engine::{App, AppFeatures, Engine, Settings};
use serde_json::{Value, json};

fn counting() -> App {
    let features = AppFeatures { subscription_count: true, ..AppFeatures::default() };
    App::new(APP_ID, KEY, SECRET).with_features(features)
}

fn count(channel: &str, count: usize) -> Value {
    let data = json!({"subscription_count":count}).to_string();
    json!({"event":"pusher_internal:subscription_count","channel":channel,"data":data})
}

/// The number that the next frame tells.
async fn told(client: &mut Client) -> u64 {
    let frame = client.next().await;
    assert_eq!(frame["event"], "pusher_internal:subscription_count", "{frame}");
    data(&frame)["subscription_count"].as_u64().expect("a number")
}

#[tokio::test]
async fn each_change_is_told_to_all_subscribers_after_the_confirmation() {
    let server = Server::start_built(Engine::builder().app(counting())).await;
    for channel in ["menu", "private-a", "private-encrypted-a"] {
        let (mut first, mut second) = (server.connect().await, server.connect().await);
        first.subscribe(channel).await;
        assert_eq!(first.next().await, count(channel, 1));
        second.subscribe(channel).await;
        assert_eq!(second.next().await, count(channel, 2));
        assert_eq!(first.next().await, count(channel, 2));
        second.subscribe(channel).await;
        second.expect_silence().await;
        drop(second);
        assert_eq!(first.next().await, count(channel, 1));
    }
}

#[tokio::test]
async fn presence_channels_and_the_channel_of_a_user_are_not_counted() {
    let server = Server::start_built(Engine::builder().app(counting())).await;
    let mut client = server.connect().await;
    client.subscribe_as("presence-a", r#"{"user_id":"ana"}"#).await;
    client.sign_in(r#"{"id":"ana"}"#).await;
    client.subscribe("#server-to-user-ana").await;
    client.expect_silence().await;
}

#[tokio::test]
async fn without_the_feature_nothing_is_counted() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.subscribe("menu").await;
    client.expect_silence().await;
}

#[tokio::test]
async fn more_than_a_hundred_subscribers_are_told_every_five_seconds_and_the_last_change_is_not_lost()
 {
    let clock = ManualClock::default();
    let settings = Settings { pong_timeout: Duration::from_millis(40), ..Settings::default() };
    let builder = Engine::builder().app(counting()).settings(settings).clock(clock.tell());
    let server = Server::start_built(builder).await;
    let mut first = server.connect().await;
    first.subscribe("menu").await;
    assert_eq!(told(&mut first).await, 1);
    let mut others = Vec::new();
    for n in 2..=100 {
        let mut client = server.connect().await;
        client.subscribe("menu").await;
        assert_eq!(told(&mut first).await, n);
        others.push(client);
    }
    for _ in 0..3 {
        let mut client = server.connect().await;
        client.subscribe("menu").await;
        client.expect_silence().await;
        others.push(client);
    }
    first.expect_silence().await;
    clock.advance(Duration::from_millis(4_999));
    first.expect_silence().await;
    clock.advance(Duration::from_millis(1));
    assert_eq!(told(&mut first).await, 103, "told by the sweep, once for all changes");
    clock.advance(Duration::from_secs(5));
    let mut last = server.connect().await;
    last.subscribe("menu").await;
    assert_eq!(told(&mut last).await, 104, "the pause is over: told at once");
    assert_eq!(told(&mut first).await, 104);
}
