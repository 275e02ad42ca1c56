//! What an operator's tools see.

use jiff::SignedDuration;
use pusher_protocol::{Credentials, query_auth};
use serde_json::json;

use crate::support::{Recorder, Screen, TestApp, eventually};

/// A number of `/metrics`.
async fn metric(app: &TestApp, name: &str) -> Option<String> {
    let answer = app.nobody().get("/metrics").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4"));
    let find = |line: &str| line.strip_prefix(name)?.strip_prefix(' ').map(str::to_owned);
    answer.text.lines().find_map(find)
}

#[tokio::test]
async fn a_running_server_is_healthy_and_ready() {
    let app = TestApp::sqlite();
    let health = app.nobody().get("/healthz").await;
    assert_eq!((health.status.as_u16(), health.text.as_str()), (200, "ok"));
    let ready = app.nobody().get("/readyz").await.ok();
    let relay = json!({"waiting_events": 0, "oldest_waits_seconds": 0});
    let expected = json!({"ready": true, "database": "ok", "driver": "embedded", "relay": relay});
    assert_eq!(ready, expected);
}

#[tokio::test]
async fn a_server_whose_events_wait_too_long_is_not_ready() {
    let recorder = Recorder::new();
    let app = TestApp::announcing_to(&recorder);
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    recorder.fail_on(&stall.channel());
    ana.orders(&stall).await;
    recorder.failed(1).await;
    app.clock.advance(SignedDuration::from_secs(30));
    assert_eq!(app.nobody().get("/readyz").await.ok()["relay"]["oldest_waits_seconds"], 30);
    app.clock.advance(SignedDuration::from_secs(1));
    let late = app.nobody().get("/readyz").await;
    assert_eq!(late.status, 503, "{}", late.text);
    let late = late.json();
    let relay = json!({"waiting_events": 1, "oldest_waits_seconds": 31});
    assert_eq!((&late["ready"], &late["relay"]), (&json!(false), &relay));
    assert_eq!(metric(&app, "hawker_relay_lag_events").await.as_deref(), Some("1"));
    assert_eq!(metric(&app, "hawker_relay_lag_seconds").await.as_deref(), Some("31"));
    let failures = metric(&app, "hawker_publish_failures_total").await;
    assert_ne!(failures.expect("counted"), "0");

    recorder.recover();
    eventually("the relay has caught up", async || {
        (app.nobody().get("/readyz").await.status == 200).then_some(())
    })
    .await;
    assert_eq!(metric(&app, "hawker_events_published_total").await.as_deref(), Some("1"));
}

#[tokio::test]
async fn the_metrics_count_orders_moves_sockets_and_answers() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let _tablet = Screen::of(&app, &stall.staff, &stall.channel()).await;
    let order = ana.orders(&stall).await;
    stall.leads(&order, &["accept"]).await;
    stall.moves(&order, "recall", json!({})).await.refused(409, "order_has_moved");
    for (name, value) in [
        ("hawker_orders_placed_total", "1"),
        ("hawker_order_moves_total{move=\"accept\"}", "1"),
        ("hawker_order_moves_total{move=\"recall\"}", "0"),
        ("hawker_realtime_connections", "1"),
        ("hawker_realtime_channels", "1"),
        ("hawker_http_requests_total{status=\"4xx\"}", "1"),
        ("hawker_http_requests_total{status=\"5xx\"}", "0"),
    ] {
        assert_eq!(metric(&app, name).await.as_deref(), Some(value), "{name}");
    }
}

#[tokio::test]
async fn a_call_of_a_server_sdk_is_answered_and_counted_like_any_other() {
    let own = [("PUSHER_APP_ID", "7"), ("PUSHER_APP_KEY", "key"), ("PUSHER_APP_SECRET", "secret")];
    let app = TestApp::with_settings(&own);
    let (credentials, body) =
        (Credentials::new("key", "secret"), r#"{"name":"e","channel":"menu","data":"1"}"#);
    let now = u64::try_from(app.clock.now().as_second()).expect("after 1970");
    let events = "/apps/7/events";
    let query = query_auth::sign(&credentials, "POST", events, &[], body.as_bytes(), now);
    let mut ids = Vec::new();
    for _ in 0..2 {
        let path = format!("{events}?{query}");
        let answer = app.nobody().post_text(&path, "application/json", body.to_owned()).await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, "{}"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("same-origin"));
        ids.push(answer.header("x-request-id").expect("an id").to_owned());
    }
    assert_ne!(ids[0], ids[1]);
    let answered = metric(&app, "hawker_http_requests_total{status=\"2xx\"}").await;
    assert_eq!(answered.as_deref(), Some("2"));
}
