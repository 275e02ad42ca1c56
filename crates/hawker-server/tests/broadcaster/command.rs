//! `hawker broadcast test`, with everything that can be wrong put wrong in turn.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::process::ExitCode;

use axum::http::StatusCode;
use hawker_server::commands::broadcast_test;
use hawker_server::config::{Settings, Sources};
use jiff::SignedDuration;
use tokio::net::TcpListener;

use crate::events::clock;
use crate::other_servers::{Server, app};

/// The settings for a `pusher` driver at `addr`, with `changes` on top.
fn pusher_at(addr: SocketAddr, changes: &[(&str, &str)]) -> Settings {
    let app = app();
    let port = addr.port().to_string();
    let mut environment = BTreeMap::from(
        [
            ("BROADCAST_DRIVER", "pusher"),
            ("PUSHER_APP_ID", &app.id),
            ("PUSHER_APP_KEY", &app.key),
            ("PUSHER_APP_SECRET", app.secret.expose()),
            ("PUSHER_HOST", "127.0.0.1"),
            ("PUSHER_PORT", &port),
            ("PUSHER_SCHEME", "http"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    environment.extend(changes.iter().map(|(name, value)| (name.to_string(), value.to_string())));
    Settings::resolve(&Sources { environment, ..Sources::default() }).expect("good settings")
}

async fn run_at(settings: &Settings, offset: SignedDuration) -> (bool, String) {
    let mut out = Vec::new();
    let code = broadcast_test::run(settings, &clock(offset), &mut out).await.expect("it can write");
    let text = String::from_utf8(out).expect("text");
    assert!(!text.contains(app().secret.expose()), "{text}");
    (code == ExitCode::SUCCESS, text)
}

async fn run(settings: &Settings) -> (bool, String) {
    run_at(settings, SignedDuration::ZERO).await
}

async fn dead_port() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    listener.local_addr().expect("an address")
}

/// The names that the report calls failed.
fn failed(text: &str) -> Vec<&str> {
    let lines = text.lines().filter(|line| line.ends_with("FAILED"));
    lines.filter_map(|line| line.split_whitespace().next()).collect()
}

#[tokio::test]
async fn all_is_well_where_the_server_takes_the_event() {
    let server = Server::checking(StatusCode::BAD_REQUEST).await;
    let (ok, text) = run(&pusher_at(server.addr, &[])).await;
    assert!(ok && failed(&text).is_empty(), "{text}");
    assert_eq!(server.calls()[0].channels, [broadcast_test::CHANNEL]);
}

#[tokio::test]
async fn each_fault_is_called_by_its_name() {
    let server = Server::checking(StatusCode::BAD_REQUEST).await;
    for (name, value, fault) in [
        ("PUSHER_APP_KEY", "another", "key"),
        ("PUSHER_APP_SECRET", "another", "secret"),
        ("PUSHER_HOST", "no-such-host.invalid", "address"),
    ] {
        let (ok, text) = run(&pusher_at(server.addr, &[(name, value)])).await;
        assert!(!ok && failed(&text) == [fault], "{name}: {text}");
        assert!(text.contains(name), "the advice names the setting {name}: {text}");
    }
    let (ok, text) = run_at(&pusher_at(server.addr, &[]), SignedDuration::from_mins(-20)).await;
    assert!(!ok && failed(&text) == ["clock"], "{text}");
    let (ok, text) = run(&pusher_at(dead_port().await, &[])).await;
    assert!(!ok && failed(&text) == ["network"], "{text}");
}

#[tokio::test]
async fn a_cluster_that_does_not_exist_is_named() {
    // A label too long to be looked up anywhere: any other name may be somebody's one day.
    let cluster = "x".repeat(63);
    let changes = [("PUSHER_HOST", ""), ("PUSHER_APP_CLUSTER", cluster.as_str())];
    let (ok, text) = run(&pusher_at(dead_port().await, &changes)).await;
    assert!(!ok && failed(&text) == ["cluster"], "{text}");
    assert!(text.contains("PUSHER_APP_CLUSTER"), "{text}");
}

#[tokio::test]
async fn the_embedded_driver_is_tested_through_the_running_server_or_told_that_none_runs() {
    let data_dir = tempfile::tempdir().expect("a directory");
    let data_dir = data_dir.path().to_str().expect("a path in ASCII");
    let server = Server::checking(StatusCode::BAD_REQUEST).await;
    let running = server.addr.to_string();
    let changes = [("BROADCAST_DRIVER", "embedded"), ("HAWKER_DATA_DIR", data_dir)];
    let at = |addr: &str| {
        let settings = [&changes[..], &[("HAWKER_ADDR", addr)]].concat();
        pusher_at(server.addr, &settings)
    };
    let (ok, text) = run(&at(&running)).await;
    assert!(ok && text.contains("inside the running server"), "{text}");

    let (ok, text) = run(&at(&dead_port().await.to_string())).await;
    assert!(!ok && text.contains("start it with `hawker serve`"), "{text}");

    let without_app =
        ["PUSHER_APP_ID", "PUSHER_APP_KEY", "PUSHER_APP_SECRET"].map(|name| (name, ""));
    let settings = [&changes[..], &without_app].concat();
    let (ok, text) = run(&pusher_at(server.addr, &settings)).await;
    assert!(!ok && text.contains("no server was ever started"), "{text}");
}

#[tokio::test]
async fn drivers_that_reach_nobody_say_so() {
    let addr = dead_port().await;
    for driver in ["log", "null"] {
        let (ok, text) = run(&pusher_at(addr, &[("BROADCAST_DRIVER", driver)])).await;
        assert!(ok && text.contains("No screen hears"), "{text}");
    }
}
