//! Clients without WebSockets: how their sessions go on from request to request, and end.

use std::time::Duration;

use futures_util::future::join;
use pusher_engine::protocol::{AppId, SocketId};
use pusher_engine::{App, AppFeatures, AppLimits, Drain, Engine, Settings};
use serde_json::json;

use crate::support::{
    APP_ID, KEY, PATIENCE, SECRET, Server, Stream, Visitor, channel_name, credentials, data,
    eventually, subscribe_frame,
};

const SESSION: &str = "042/a1b2c3d4";

/// Clients are soon taken for gone.
fn impatient() -> Settings {
    let soon = Duration::from_millis(60);
    Settings { http_absence: soon, close_timeout: soon, ..Settings::default() }
}

#[tokio::test]
async fn a_second_request_takes_over_and_the_session_is_not_opened_again() {
    let server = Server::start().await;
    let visitor = Visitor::new(server.addr, SESSION);
    let mut older = visitor.open_stream().await;
    visitor.send(&subscribe_frame("menu", "")).await;
    older.message().await;
    let mut newer = visitor.stream().await;
    assert_eq!(older.line().await, "c[2010,\"Another connection still open\"]");
    assert_eq!(older.next_line().await, None);
    server.publish("menu", "e", "1");
    assert_eq!(newer.message().await["data"], "1");
    drop(older);
    server.publish("menu", "e", "2");
    assert_eq!(newer.message().await["data"], "2");
}

#[tokio::test]
async fn a_stream_holds_back_what_follows_256_kib_for_the_next() {
    const FULL: usize = 256 * 1024;
    let server = Server::start().await;
    let visitor = Visitor::new(server.addr, SESSION);
    let mut stream = visitor.open_stream().await;
    visitor.send(&subscribe_frame("menu", "")).await;
    stream.message().await;
    // Three bytes each, and one unit of UTF-16: the client counts units.
    let text = "漢".repeat(3_000);
    for n in 0..180 {
        server.publish("menu", "e", &format!("{n}{text}"));
    }
    let mut heard = Vec::new();
    while stream.units <= FULL {
        heard.push(stream.message().await);
    }
    heard.extend(stream.untaken());
    stream
        .expect_nothing_until(async {
            visitor.send(&json!({"event":"pusher:ping","data":{}})).await;
        })
        .await;
    let mut next = visitor.stream().await;
    while heard.len() < 180 {
        heard.push(next.message().await);
        heard.extend(next.untaken());
        if next.units > FULL {
            next = visitor.stream().await;
        }
    }
    for (n, frame) in heard.iter().take(180).enumerate() {
        let text = frame["data"].as_str().expect("a text");
        assert_eq!(text.trim_end_matches('漢'), n.to_string());
    }
}

#[tokio::test]
async fn a_client_that_calls_is_answered_without_being_called_back() {
    let server = Server::start().await;
    let visitor = Visitor::new(server.addr, SESSION);
    let mut stream = visitor.open_stream().await;
    for _ in 0..2 {
        assert_eq!(visitor.send_raw("[]").await.status, 204);
        assert_eq!(stream.line().await, "a[]");
    }
}

#[tokio::test]
async fn in_silence_there_is_a_sign_of_life() {
    let settings = Settings { http_heartbeat: Duration::from_millis(40), ..Settings::default() };
    let server = Server::start_with(AppLimits::default(), settings).await;
    let streaming = Visitor::new(server.addr, SESSION);
    let mut stream = streaming.open_stream().await;
    assert_eq!(stream.line().await, "h");
    assert_eq!(stream.line().await, "h");
    let polling = Visitor::new(server.addr, "1/polling0");
    polling.open_polling().await;
    assert_eq!(polling.poll().await, ["h"]);
}

#[tokio::test]
async fn a_silent_client_is_pinged_and_then_closed_with_4201() {
    let settings = Settings {
        activity_timeout: Duration::from_millis(40),
        pong_timeout: Duration::from_millis(40),
        ..Settings::default()
    };
    let server = Server::start_with(AppLimits::default(), settings).await;
    let mut stream = Visitor::new(server.addr, SESSION).open_stream().await;
    assert_eq!(stream.line().await, "h");
    assert_eq!(stream.message().await["event"], "pusher:ping");
    assert_eq!(stream.line().await, "c[4201,\"No answer to a ping\"]");
    assert_eq!(stream.next_line().await, None);
}

/// Subscribes to a presence channel as `ada`.
async fn join_as_ada(visitor: &Visitor, socket_id: &SocketId, channel: &str) {
    let member = r#"{"user_id":"ada"}"#;
    let auth = credentials().sign_channel(socket_id, &channel_name(channel), Some(member));
    let request = json!({"channel":channel,"auth":auth,"channel_data":member});
    visitor.send(&json!({"event":"pusher:subscribe","data":request})).await;
}

#[tokio::test]
async fn who_receives_no_more_leaves_and_the_others_are_told() {
    let server = Server::start_with(AppLimits::default(), impatient()).await;
    let mut witness = server.connect().await;
    witness.subscribe_as("presence-hall", r#"{"user_id":"bo"}"#).await;

    let visitor = Visitor::new(server.addr, SESSION);
    let mut stream = visitor.stream().await;
    assert_eq!(stream.line().await, "o{}");
    let first = data(&stream.message().await);
    let socket_id = SocketId::parse(first["socket_id"].as_str().expect("a text"));
    join_as_ada(&visitor, &socket_id.expect("an id"), "presence-hall").await;
    assert_eq!(witness.next().await["event"], "pusher_internal:member_added");
    drop(stream);
    assert_eq!(witness.next().await["event"], "pusher_internal:member_removed");
    assert_eq!(visitor.send_raw("[]").await.status, 404);
    assert_eq!(server.engine.connections(&AppId::from(APP_ID)), 1);
}

#[tokio::test]
async fn a_client_that_is_closed_is_told_why_and_its_session_ends() {
    let server = Server::start().await;
    let visitor = Visitor::new(server.addr, SESSION);
    visitor.open_polling().await;
    let (lines, ()) = join(visitor.poll(), async {
        let drain = Drain { window: Duration::ZERO, slices: 1, ..Drain::default() };
        let drained = server.engine.shutdown(drain).await;
        assert_eq!((drained.closed, drained.cut), (1, 0));
    })
    .await;
    assert_eq!(lines, ["c[1001,\"The server is going away\"]"]);
    let lines = visitor.poll().await;
    assert_eq!(lines.last().map(String::as_str), Some("c[4100,\"Refused\"]"), "{lines:?}");
}

#[tokio::test]
async fn a_shutdown_does_not_wait_for_a_client_that_is_gone() {
    let server = Server::start_with(AppLimits::default(), impatient()).await;
    Visitor::new(server.addr, SESSION).open_polling().await;
    let drain = Drain { window: Duration::ZERO, slices: 1, ..Drain::default() };
    let drained = tokio::time::timeout(PATIENCE, server.engine.shutdown(drain)).await;
    assert_eq!(drained.expect("it ends").closed, 1);
}

#[tokio::test]
async fn a_client_that_does_not_say_who_it_is_is_closed_with_4009() {
    let authorization_timeout = Some(Duration::from_millis(40));
    let features = AppFeatures { authorization_timeout, ..AppFeatures::default() };
    let app = App::new(APP_ID, KEY, SECRET).with_features(features);
    let server = Server::start_built(Engine::builder().app(app).settings(impatient())).await;
    let mut stream = Visitor::new(server.addr, SESSION).open_stream().await;
    assert_eq!(stream.line().await, "c[4009,\"The connection was not authorized in time\"]");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_is_not_read_is_closed_within_its_bound() {
    let limits = AppLimits { max_queued_bytes: 64 * 1024, ..AppLimits::default() };
    let soon = Duration::from_millis(60);
    let settings = Settings { close_timeout: soon, http_heartbeat: soon, ..Settings::default() };
    let server = Server::start_with(limits, settings).await;
    let visitor = Visitor::new(server.addr, SESSION);
    let mut stuck = Stream::open_slowly(server.addr, &visitor.path("xhr_streaming")).await;
    assert_eq!(stuck.line().await, "o{}");
    visitor.send(&subscribe_frame("menu", "")).await;
    eventually("it is subscribed", || server.subscribers("menu") == 1).await;
    let mut reader = server.connect().await;
    reader.subscribe("menu").await;
    let text = "x".repeat(8 * 1024);
    for n in 0..200 {
        server.publish("menu", "e", &format!("{n}{text}"));
        let heard = reader.next().await;
        assert!(heard["data"].as_str().is_some_and(|data| data.starts_with(&n.to_string())));
    }
    eventually("it is closed", || server.engine.stats().slow_readers_closed == 1).await;
    let most = server.engine.stats().queue_high_water_bytes;
    assert!(most <= 64 * 1024 + 16 * 1024, "{most}");
    assert_eq!(server.subscribers("menu"), 1, "the one that reads");
}

#[tokio::test]
async fn many_polls_that_wait_unread_close_a_client_that_does_not_ask() {
    let limits = AppLimits { max_queued_frames: 10, ..AppLimits::default() };
    let server = Server::start_limited(limits).await;
    let visitor = Visitor::new(server.addr, SESSION);
    visitor.open_polling().await;
    visitor.send(&subscribe_frame("menu", "")).await;
    for n in 0..20 {
        server.publish("menu", "e", &n.to_string());
    }
    assert_eq!(visitor.poll().await, ["c[4100,\"Too much waits unread\"]"]);
}
