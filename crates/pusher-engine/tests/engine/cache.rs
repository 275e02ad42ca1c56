//! Cache channels: the last event greets each new subscriber.

use std::time::Duration;

use crate::support::{APP_ID, Client, KEY, ManualClock, SECRET, Server};
use pusher_engine::{App, AppLimits, Engine};
use serde_json::json;

/// Subscribes to a cache channel, and takes the confirmation.
async fn subscribe(client: &mut Client, channel: &str) {
    client.ask_to_subscribe(channel).await;
    let answer = client.next().await;
    assert_eq!(answer["event"], "pusher_internal:subscription_succeeded", "{answer}");
    assert_eq!(answer["channel"], channel);
}

/// What a new subscriber gets after its confirmation.
async fn greeting(server: &Server, channel: &str) -> serde_json::Value {
    let mut client = server.connect().await;
    subscribe(&mut client, channel).await;
    let greeting = client.next().await;
    client.unsubscribe(channel).await;
    client.expect_silence().await;
    greeting
}

fn miss(channel: &str) -> serde_json::Value {
    json!({"event":"pusher:cache_miss","channel":channel,"data":"{}"})
}

#[tokio::test]
async fn every_kind_of_cache_channel_greets_with_its_last_event_or_says_that_there_is_none() {
    let server = Server::start().await;
    for channel in ["cache-a", "private-cache-a", "private-encrypted-cache-a"] {
        assert_eq!(greeting(&server, channel).await, miss(channel));
        assert_eq!(server.publish(channel, "first", "1"), 0, "nobody listens");
        server.publish(channel, "second", r#"{"n":2}"#);
        let last = json!({"event":"second","channel":channel,"data":r#"{"n":2}"#});
        assert_eq!(greeting(&server, channel).await, last);
        assert_eq!(server.engine.stats().channels, 0, "nothing but the event is kept");
    }
}

#[tokio::test]
async fn a_presence_cache_channel_has_members_and_a_last_event() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    let there = client.subscribe_as("presence-cache-a", r#"{"user_id":"ana"}"#).await;
    assert_eq!(there["presence"]["ids"], json!(["ana"]));
    assert_eq!(client.next().await, miss("presence-cache-a"));
    assert_eq!(server.publish("presence-cache-a", "e", "1"), 1);
    assert_eq!(client.next().await["data"], "1");
    client.subscribe_as("presence-cache-a", r#"{"user_id":"ana"}"#).await;
    assert_eq!(client.next().await["data"], "1", "confirmed again, greeted again");
}

#[tokio::test]
async fn an_event_published_over_http_is_cached_for_those_who_come_later() {
    let server = Server::start().await;
    let body = json!({"name":"e","channels":["cache-a","menu"],"data":"1"}).to_string();
    assert_eq!(server.post("/apps/7/events", &body).await.status, 200);
    assert_eq!(greeting(&server, "cache-a").await["data"], "1");
    let mut client = server.connect().await;
    client.subscribe("menu").await;
    client.expect_silence().await;
}

#[tokio::test]
async fn the_connection_that_an_event_spares_is_still_greeted_with_it_later() {
    let server = Server::start().await;
    let mut cause = server.connect().await;
    subscribe(&mut cause, "cache-a").await;
    assert_eq!(cause.next().await, miss("cache-a"));
    let id = cause.id().clone();
    assert_eq!(server.publish_except("cache-a", "e", "1", Some(&id)), 0);
    cause.expect_silence().await;
    subscribe(&mut cause, "cache-a").await;
    assert_eq!(cause.next().await["data"], "1");
}

#[tokio::test]
async fn an_event_is_cached_for_half_an_hour_from_when_it_was_published() {
    let clock = ManualClock::default();
    let app = App::new(APP_ID, KEY, SECRET);
    let server = Server::start_built(Engine::builder().app(app).clock(clock.tell())).await;
    server.publish("cache-a", "e", "1");
    clock.advance(Duration::from_secs(30 * 60) - Duration::from_millis(1));
    assert_eq!(greeting(&server, "cache-a").await["data"], "1");
    clock.advance(Duration::from_millis(1));
    assert_eq!(greeting(&server, "cache-a").await, miss("cache-a"));
}

#[tokio::test]
async fn the_channels_written_longest_ago_make_room_for_others() {
    let limits = AppLimits { max_cached_channels: 2, ..AppLimits::default() };
    let server = Server::start_limited(limits).await;
    for channel in ["cache-a", "cache-b", "cache-c"] {
        server.publish(channel, "e", "1");
    }
    assert_eq!(greeting(&server, "cache-a").await, miss("cache-a"));
    assert_eq!(greeting(&server, "cache-b").await["data"], "1");
}

/// Publishing and subscribing race: whoever subscribes gets the event from the cache or live.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_event_reaches_a_new_subscriber_once_however_they_race() {
    let server = Server::start().await;
    for round in 0..200 {
        let channel = format!("cache-{round}");
        let mut client = server.connect().await;
        let (engine, name) = (server.engine.clone(), channel.clone());
        let publishing = tokio::task::spawn_blocking(move || {
            let event = pusher_engine::Event {
                channels: &[crate::support::channel_name(&name)],
                name: &pusher_engine::protocol::EventName::parse("e").expect("valid"),
                data: "1",
                except: None,
            };
            engine.publish(&APP_ID.into(), &event).expect("within the limits");
        });
        client.ask_to_subscribe(&channel).await;
        publishing.await.expect("publishes");
        let frames = client.frames_until_pong().await;
        let events = frames.iter().filter(|frame| frame["event"] == "e").count();
        assert_eq!(events, 1, "{frames:?}");
    }
}
