//! Clients without WebSockets: what their requests are answered.

use axum::Router;
use futures_util::future::join;
use pusher_engine::{App, AppLimits, Engine};
use serde_json::{Value, json};

use crate::support::{APP_ID, KEY, SECRET, Server, Visitor, messages, request, subscribe_frame};

const SESSION: &str = "042/a1b2c3d4";

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
