//! Clients without WebSockets: what they are told, and that nothing of it is lost between requests.

use std::time::Duration;

use axum::Router;
use futures_util::future::join;
use pusher_engine::protocol::{AppId, SocketId};
use pusher_engine::{App, AppFeatures, AppLimits, Drain, Engine, Settings};
use serde_json::{Value, json};

use crate::support::{
    APP_ID, KEY, PATIENCE, SECRET, Server, Stream, Visitor, channel_name, credentials, data,
    eventually, messages, request, subscribe_frame,
};

const SESSION: &str = "042/a1b2c3d4";

/// Clients are soon taken for gone.
fn impatient() -> Settings {
    let soon = Duration::from_millis(60);
    Settings { http_absence: soon, close_timeout: soon, ..Settings::default() }
}

#[tokio::test]
async fn a_stream_has_the_opening_and_then_each_frame_in_order() {
    let server = Server::start().await;
    let visitor = Visitor::new(server.addr, SESSION);
    let mut stream = visitor.open_stream().await;
    visitor.send(&subscribe_frame("menu", "")).await;
    let confirmed = stream.message().await;
    assert_eq!(confirmed["event"], "pusher_internal:subscription_succeeded");
    for n in 0..100 {
        assert_eq!(server.publish("menu", "step", &n.to_string()), 1);
    }
    for n in 0..100 {
        let expected = json!({"event":"step","channel":"menu","data":n.to_string()});
        assert_eq!(stream.message().await, expected);
    }
}

#[tokio::test]
async fn each_poll_is_answered_once_there_is_something_and_nothing_is_lost_in_between() {
    let server = Server::start().await;
    let visitor = Visitor::new(server.addr, SESSION);
    visitor.open_polling().await;
    visitor.send(&subscribe_frame("menu", "")).await;
    let confirmed = messages(&visitor.poll().await);
    assert_eq!(confirmed[0]["event"], "pusher_internal:subscription_succeeded");
    let publish = async {
        for n in 0..200 {
            server.publish("menu", "step", &n.to_string());
            tokio::task::yield_now().await;
        }
    };
    let poll = async {
        let mut heard = Vec::new();
        while heard.len() < 200 {
            let frames = messages(&visitor.poll().await);
            assert!(!frames.is_empty(), "an answer has something");
            heard.extend(frames.iter().map(|frame| frame["data"].clone()));
        }
        heard
    };
    let (heard, ()) = join(poll, publish).await;
    let expected: Vec<Value> = (0..200).map(|n| json!(n.to_string())).collect();
    assert_eq!(heard, expected);
}

#[tokio::test]
async fn it_is_all_below_the_path_where_pusher_js_looks_by_default_too() {
    let server = Server::start().await;
    let path = format!("/pusher/app/{KEY}/7/abcdefgh/xhr?protocol=7");
    let answer = request(server.addr, "POST", &path, "").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "o{}\n"));
}

#[tokio::test]
async fn it_is_there_where_the_engine_is_nested() {
    let engine = Engine::builder().app(App::new(APP_ID, KEY, SECRET)).build();
    let router = Router::new().nest("/realtime", engine.router());
    let server = Server::serve(engine, router).await;
    for prefix in ["/realtime", "/realtime/pusher"] {
        let path = format!("{prefix}/app/{KEY}/{SESSION}/xhr?protocol=7");
        let answer = request(server.addr, "POST", &path, "").await;
        assert_eq!(answer.status, 200, "{prefix}");
    }
}

#[tokio::test]
async fn pages_of_every_origin_may_ask_and_read_and_nothing_is_kept() {
    let server = Server::start().await;
    let visitor = Visitor::new(server.addr, SESSION);
    for call in ["xhr_streaming", "xhr", "xhr_send"] {
        let answer = request(server.addr, "OPTIONS", &visitor.path(call), "").await;
        assert_eq!(answer.status, 204, "{call}");
        assert!(answer.headers.contains("access-control-allow-origin: *"));
        assert!(answer.headers.contains("access-control-allow-methods: post, options"));
        assert!(answer.headers.contains("access-control-allow-headers: content-type"));
    }
    let stream = visitor.open_stream().await;
    let sent = visitor.send_raw("[]").await;
    let unknown = Visitor::new(server.addr, "1/unknown0").send_raw("[]").await;
    for headers in [&stream.head, &sent.headers, &unknown.headers] {
        assert!(headers.contains("access-control-allow-origin: *"), "{headers}");
        assert!(headers.contains("cache-control: no-store"), "{headers}");
    }
    assert!(stream.head.contains("charset=utf-8"), "{}", stream.head);
}

#[tokio::test]
async fn an_unknown_key_is_told_so_in_one_answer_and_nothing_is_kept_of_it() {
    let server = Server::start().await;
    for call in ["xhr", "xhr_streaming"] {
        let path = format!("/app/unknown/{SESSION}/{call}?protocol=7");
        let answer = request(server.addr, "POST", &path, "").await;
        let lines: Vec<String> = answer.body.lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert_eq!(lines[0], "o{}");
        let error = &messages(&lines[1..2])[0];
        assert_eq!(
            (&error["event"], &error["data"]["code"]),
            (&json!("pusher:error"), &json!(4001))
        );
        assert_eq!(lines[2], "c[4001,\"Refused\"]");
    }
    let path = format!("/app/unknown/{SESSION}/xhr_send");
    assert_eq!(request(server.addr, "POST", &path, "[]").await.status, 404);
}

#[tokio::test]
async fn what_is_no_session_is_not_found_and_what_is_no_row_of_texts_not_taken() {
    let server = Server::start().await;
    let visitor = Visitor::new(server.addr, SESSION);
    assert_eq!(visitor.send_raw("[]").await.status, 404, "it is not open");
    for wrong in ["1/short", "1000/a1b2c3d4", "x/a1b2c3d4", "1/a1b2c3.4"] {
        let path = format!("/app/{KEY}/{wrong}/xhr?protocol=7");
        assert_eq!(request(server.addr, "POST", &path, "").await.status, 404, "{wrong}");
    }
    let mut stream = visitor.open_stream().await;
    for wrong in ["", "{}", "[1]", "[\"x\"", "\"x\""] {
        assert_eq!(visitor.send_raw(wrong).await.status, 400, "{wrong}");
    }
    visitor.send(&json!({"event":"pusher:ping","data":{}})).await;
    assert_eq!(stream.message().await, json!({"event":"pusher:pong","data":"{}"}));
}

#[tokio::test]
async fn a_row_of_messages_is_handled_in_its_order() {
    let server = Server::start().await;
    let visitor = Visitor::new(server.addr, SESSION);
    let mut stream = visitor.open_stream().await;
    let frames = ["a", "b", "c"].map(|channel| subscribe_frame(channel, "").to_string());
    let body = serde_json::to_string(&frames).expect("texts");
    assert_eq!(visitor.send_raw(&body).await.status, 204);
    for channel in ["a", "b", "c"] {
        assert_eq!(stream.message().await["channel"], channel);
    }
}

#[tokio::test]
async fn a_message_that_is_too_large_closes_the_session_with_1009() {
    let limits = AppLimits { max_message_bytes: 1_000, ..AppLimits::default() };
    for (bytes, status) in [(1_001, 204), (10_000, 413)] {
        let server = Server::start_limited(limits).await;
        let visitor = Visitor::new(server.addr, SESSION);
        let mut stream = visitor.open_stream().await;
        let body = json!(["x".repeat(bytes)]).to_string();
        assert_eq!(visitor.send_raw(&body).await.status, status);
        assert_eq!(stream.line().await, "c[1009,\"The message is too large\"]");
        assert_eq!(stream.next_line().await, None);
        assert_eq!(visitor.send_raw("[]").await.status, 404);
    }
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
    for (n, frame) in heard.iter().enumerate() {
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
