//! Closing connections: one of them, and all of them.

use std::time::Duration;

use crate::support::{APP_ID, Client, KEY, SECRET, Server, connect_slowly, eventually};
use pusher_engine::protocol::{AppId, Code, SocketId};
use pusher_engine::{App, AppLimits, Drain, Drained, Engine, Settings, Successor};
use rand::SeedableRng as _;
use rand::rngs::StdRng;

fn quick() -> Drain {
    Drain { window: Duration::from_millis(40), slices: 4, ..Drain::default() }
}

#[tokio::test]
async fn one_connection_is_closed_with_the_given_code_after_what_was_queued() {
    let server = Server::start().await;
    let app = AppId::from(APP_ID);
    let (mut one, mut other) = (server.connect().await, server.connect().await);
    one.subscribe("menu").await;
    server.publish("menu", "last", "{}");
    assert!(server.engine.terminate(&app, one.id(), Code::Unauthorized));
    assert!(!server.engine.terminate(&app, one.id(), Code::Unauthorized));
    assert_eq!(one.next().await["event"], "last");
    assert_eq!(one.close_code().await, 4009);
    other.expect_silence().await;
    let unknown = SocketId::from_numbers(1, 2);
    assert!(!server.engine.terminate(&app, &unknown, Code::Unauthorized));
}

#[tokio::test]
async fn a_shutdown_closes_every_connection_and_waits_until_all_are_gone() {
    let server = Server::start().await;
    let mut clients = Vec::new();
    for _ in 0..9 {
        clients.push(server.connect().await);
    }
    let engine = server.engine.clone();
    let shutdown = tokio::spawn(async move { engine.shutdown(quick()).await });
    for client in &mut clients {
        assert_eq!(client.close_code().await, 1001);
    }
    assert_eq!(shutdown.await.expect("it ends"), Drained { closed: 9, cut: 0 });
    assert_eq!(server.engine.stats().connections, 0);
}

#[tokio::test]
async fn clients_are_sent_on_at_once_only_where_a_successor_listens() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    let engine = server.engine.clone();
    let drain = Drain { successor: Successor::Listening, ..quick() };
    tokio::spawn(async move { engine.shutdown(drain).await });
    assert_eq!(client.close_code().await, 4200);
}

#[tokio::test]
async fn whoever_comes_during_a_shutdown_is_told_4100_and_events_still_arrive() {
    let server = Server::start().await;
    // The first of two slices is closed at once, the second after a while.
    let mut clients = [server.connect().await, server.connect().await];
    for client in &mut clients {
        client.subscribe("menu").await;
    }
    let engine = server.engine.clone();
    let window = Duration::from_secs(3_600);
    let drain = Drain { window, slices: 2, deadline: window, ..Drain::default() };
    let shutdown = tokio::spawn(async move { engine.shutdown(drain).await });
    eventually("the first is closed", || server.subscribers("menu") == 1).await;

    let mut late = Client::open(server.addr, &format!("/app/{KEY}?protocol=7")).await;
    assert_eq!(late.next().await["data"]["code"], 4100);
    assert_eq!(late.close_code().await, 4100);
    assert_eq!(server.publish("menu", "e", "{}"), 1);
    shutdown.abort();
}

#[tokio::test]
async fn a_client_that_does_not_go_is_cut_at_the_deadline() {
    let limits = AppLimits {
        max_queued_bytes: 100 << 20,
        max_queued_frames: 1 << 20,
        ..AppLimits::default()
    };
    let settings = Settings { close_timeout: Duration::from_secs(3_600), ..Settings::default() };
    let app = App::new(APP_ID, KEY, SECRET).with_limits(limits);
    let server = Server::start_built(Engine::builder().app(app).settings(settings)).await;
    let mut stuck = connect_slowly(server.addr).await;
    stuck.subscribe("menu").await;
    let data = "x".repeat(10_000);
    for _ in 0..2_000 {
        server.publish("menu", "e", &data);
    }
    let drain = Drain { deadline: Duration::from_millis(100), ..quick() };
    assert_eq!(server.engine.shutdown(drain).await, Drained { closed: 1, cut: 1 });
    assert_eq!(server.engine.stats().connections, 0);
}

#[tokio::test]
async fn those_who_wait_at_a_successor_do_not_wait_for_a_client_that_is_gone() {
    let server = Server::start().await;
    // It does not read, and so does not answer the close.
    let _gone = server.connect().await;
    tokio::time::pause();
    let begun = tokio::time::Instant::now();
    let drained = server.engine.shutdown(Drain::before(Successor::Listening)).await;
    assert_eq!(drained, Drained { closed: 1, cut: 1 });
    let took = begun.elapsed();
    assert!(took <= Duration::from_millis(1_010), "{took:?}");
}

#[tokio::test]
async fn the_same_chance_draws_the_same_socket_ids() {
    let first_id = async |seed: u64| {
        let app = App::new(APP_ID, KEY, SECRET);
        let chance = StdRng::seed_from_u64(seed);
        let server = Server::start_built(Engine::builder().app(app).chance(chance)).await;
        server.connect().await.id().clone()
    };
    assert_eq!(first_id(1).await, first_id(1).await);
    assert_ne!(first_id(1).await, first_id(2).await);
}
