//! What the operator is shown of an app.

use std::time::Duration;

use crate::support::{
    APP_ID, KEY, ManualClock, SECRET, Server, connect_slowly, credentials, eventually,
};
use pusher_engine::protocol::api::Overview;
use pusher_engine::protocol::query_auth;
use pusher_engine::{App, AppFeatures, Engine};

const PATH: &str = "/apps/7/overview";

async fn overview(server: &Server, parameters: &[(&str, &str)], seconds: u64) -> Overview {
    let query = query_auth::sign(&credentials(), "GET", PATH, parameters, b"", seconds);
    let target = format!("{PATH}?{query}");
    let answer = crate::support::request(server.addr, "GET", &target, "").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    serde_json::from_str(&answer.body).expect("the documented shape")
}

#[tokio::test]
async fn channels_are_shown_with_their_last_event_and_its_age_the_largest_first() {
    let clock = ManualClock::default();
    clock.advance(Duration::from_secs(1_000));
    let app = App::new(APP_ID, KEY, SECRET);
    let server = Server::start_built(Engine::builder().app(app).clock(clock.tell())).await;
    let (mut one, mut two) = (server.connect().await, server.connect().await);
    one.subscribe_as("presence-a", r#"{"user_id":"7"}"#).await;
    one.subscribe("menu").await;
    two.subscribe("menu").await;
    server.publish("menu", "sold-out", "{}");
    server.publish("menu", "back", "{}");
    clock.advance(Duration::from_secs(42));

    let shown = overview(&server, &[], 1_042).await;
    assert_eq!((shown.connections, shown.channel_count), (2, 2));
    let [menu, presence] = shown.channels.try_into().expect("two channels");
    assert_eq!((menu.name.as_str(), menu.subscribers, menu.users), ("menu", 2, None));
    let last = menu.last_event.expect("something was sent");
    assert_eq!((last.name.as_str(), last.seconds_ago), ("back", 42));
    assert_eq!((presence.subscribers, presence.users), (1, Some(1)));
    assert_eq!(presence.last_event, None);

    let first = overview(&server, &[("limit", "1")], 1_042).await;
    assert_eq!((first.channels.len(), first.channel_count), (1, 2));
    let filtered = overview(&server, &[("filter_by_prefix", "presence-")], 1_042).await;
    assert_eq!(filtered.channels.len(), 1);
    let unsigned = crate::support::request(server.addr, "GET", PATH, "").await;
    assert_eq!(unsigned.status, 401);
}

#[tokio::test]
async fn a_last_event_is_shown_of_every_kind_of_channel() {
    let features = AppFeatures { replay: true, ..AppFeatures::default() };
    let app = App::new(APP_ID, KEY, SECRET).with_features(features);
    let server = Server::start_built(Engine::builder().app(app)).await;
    let mut client = server.connect().await;
    let names = ["cache-menu", "menu", "private-cache-menu", "private-menu"];
    for name in names {
        client.subscribe_quietly(name).await;
        server.publish(name, "sold-out", "{}");
    }

    let shown = overview(&server, &[], crate::support::now()).await.channels;
    let last = |name| shown.iter().find(|channel| channel.name == name)?.last_event.as_ref();
    for name in names {
        assert_eq!(last(name).map(|event| event.name.as_str()), Some("sold-out"), "{name}");
    }
}

#[tokio::test]
async fn a_reader_that_does_not_keep_up_is_shown_with_what_waits_for_it() {
    let server = Server::start().await;
    let mut stuck = connect_slowly(server.addr).await;
    stuck.subscribe("menu").await;
    let data = "x".repeat(10_000);
    let high_water = || {
        let text = server.engine.prometheus();
        let line = text.lines().find(|line| line.starts_with("pusher_queue_high_water_bytes{"));
        let number = line.and_then(|line| line.rsplit(' ').next()).expect("the metric");
        number.parse::<u64>().expect("a number")
    };
    eventually("the socket takes no more", || {
        server.publish("menu", "e", &data);
        high_water() > 50_000
    })
    .await;
    let shown = overview(&server, &[], crate::support::now()).await;
    let [reader] = shown.slow_readers.try_into().expect("one of them");
    assert_eq!(reader.socket_id, stuck.id().as_str());
    assert!(reader.waiting_frames >= 5 && reader.waiting_bytes > 50_000, "{reader:?}");
}
