//! Connecting: the first frame, and every reason not to get it.

use std::collections::HashSet;

use crate::support::{APP_ID, Client, KEY, SECRET, Server, eventually, request};
use pusher_engine::protocol::AppId;
use pusher_engine::{App, AppLimits, Engine};
use serde_json::json;

/// The refusal as clients see it: an error frame, then a close with the same code.
async fn refusal(server: &Server, path: &str) -> (u16, String) {
    let mut client = Client::open(server.addr, path).await;
    let first = client.next().await;
    assert_eq!(first["event"], "pusher:error", "{first}");
    let code = first["data"]["code"].as_u64().expect("an integer code");
    assert_eq!(u64::from(client.close_code().await), code);
    let message = first["data"]["message"].as_str().expect("a message").to_owned();
    (u16::try_from(code).expect("four digits"), message)
}

#[tokio::test]
async fn the_first_frame_gives_the_socket_id_and_the_activity_timeout() {
    let server = Server::start().await;
    let mut client = Client::open(server.addr, &format!("/app/{KEY}?protocol=7")).await;
    let first = client.next().await;
    assert_eq!(first["event"], "pusher:connection_established");
    let data = crate::support::data(&first);
    assert_eq!(data["activity_timeout"], 120);
    assert!(data["socket_id"].is_string());
}

#[tokio::test]
async fn every_connection_has_a_socket_id_of_its_own() {
    let server = Server::start().await;
    let mut ids = HashSet::new();
    for _ in 0..20 {
        ids.insert(server.connect().await.id().clone());
    }
    assert_eq!(ids.len(), 20);
}

#[tokio::test]
async fn a_connection_is_known_by_its_socket_id_until_it_ends() {
    let server = Server::start().await;
    let app = AppId::from(APP_ID);
    let client = server.connect().await;
    let id = client.id().clone();
    assert!(server.engine.is_connected(&app, &id));
    assert_eq!(server.engine.connections(&app), 1);
    drop(client);
    eventually("the connection is forgotten", || !server.engine.is_connected(&app, &id)).await;
    assert_eq!(server.engine.stats().connections, 0);
}

#[tokio::test]
async fn an_unknown_key_is_refused_with_4001() {
    let server = Server::start().await;
    assert_eq!(refusal(&server, "/app/other?protocol=7").await.0, 4001);
}

#[tokio::test]
async fn a_protocol_version_that_is_missing_wrong_or_unsupported_is_named() {
    let server = Server::start().await;
    let path = |query: &str| format!("/app/{KEY}{query}");
    assert_eq!(refusal(&server, &path("")).await.0, 4008);
    assert_eq!(refusal(&server, &path("?protocol=")).await.0, 4008);
    assert_eq!(refusal(&server, &path("?protocol=seven")).await.0, 4006);
    assert_eq!(refusal(&server, &path("?version=latest")).await.0, 4006);
    assert_eq!(refusal(&server, &path("?protocol=3")).await.0, 4007);
    let (code, message) = refusal(&server, &path("?protocol=8")).await;
    assert_eq!((code, message.as_str()), (4007, "Unsupported protocol version: 8"));
}

#[tokio::test]
async fn a_full_app_refuses_with_4100_until_somebody_leaves() {
    let limits = AppLimits { max_connections: 2, ..AppLimits::default() };
    let server = Server::start_limited(limits).await;
    let first = server.connect().await;
    let mut second = server.connect().await;
    let path = format!("/app/{KEY}?protocol=7");
    assert_eq!(refusal(&server, &path).await.0, 4100);
    second.expect_silence().await;
    assert_eq!(server.engine.stats().refused_over_capacity, 1);

    drop(first);
    eventually("the seat is free", || server.engine.stats().connections == 1).await;
    // The seat itself is given back a moment after the connection is forgotten.
    let mut latecomer = Client::open(server.addr, &path).await;
    while latecomer.next().await["event"] == "pusher:error" {
        latecomer = Client::open(server.addr, &path).await;
    }
    latecomer.expect_silence().await;
}

#[tokio::test]
async fn two_apps_share_an_engine_and_nothing_else() {
    let other = App::new("8", "other-key", "other-secret");
    let builder = Engine::builder().app(App::new(APP_ID, KEY, SECRET)).app(other);
    let server = Server::start_built(builder).await;
    let mut here = server.connect().await;
    let mut there = Client::open(server.addr, "/app/other-key?protocol=7").await;
    there.establish().await;
    here.subscribe("menu").await;
    there.subscribe("menu").await;
    assert_eq!(server.publish("menu", "e", "{}"), 1);
    assert_eq!(here.next().await["event"], "e");
    there.expect_silence().await;
}

#[tokio::test]
async fn the_routes_work_nested_under_a_path() {
    let engine = Engine::builder().app(App::new(APP_ID, KEY, SECRET)).build();
    let router = axum::Router::new().nest("/rt/dev-42", engine.router());
    let server = Server::serve(engine, router).await;
    let mut client = Client::open(server.addr, &format!("/rt/dev-42/app/{KEY}?protocol=7")).await;
    client.establish().await;
    client.subscribe("menu").await;
    let body = json!({"name":"e","channel":"menu","data":"1"}).to_string();
    let answer = server.post("/rt/dev-42/apps/7/events", &body).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "{}"));
    assert_eq!(client.next().await["data"], "1");
}

#[tokio::test]
async fn paths_outside_the_protocol_answer_404_and_plain_requests_no_upgrade() {
    let server = Server::start().await;
    for path in ["/", "/app", "/app/", "/apps/7/nothing", "/apps/7/channels/a/b"] {
        assert_eq!(request(server.addr, "GET", path, "").await.status, 404, "{path}");
    }
    let plain = request(server.addr, "GET", &format!("/app/{KEY}?protocol=7"), "").await;
    assert!((400..500).contains(&plain.status), "{plain:?}");
}
