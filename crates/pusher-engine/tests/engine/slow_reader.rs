//! One reader that does not read: it is closed within its bound, and nobody else notices.

use std::time::Duration;

use crate::support::{PATIENCE, Server, connect_slowly, eventually};
use futures_util::StreamExt as _;
use pusher_engine::protocol::api::Overview;
use pusher_engine::{AppLimits, Settings};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

const EVENTS: usize = 4_000;
const EVENT_BYTES: usize = 8 * 1024;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_never_reads_is_closed_while_the_others_get_everything() {
    let limits = AppLimits { max_queued_bytes: 256 * 1024, ..AppLimits::default() };
    let settings = Settings { close_timeout: Duration::from_millis(200), ..Settings::default() };
    let server = Server::start_with(limits, settings).await;
    let mut stuck = connect_slowly(server.addr).await;
    stuck.subscribe("menu").await;
    let mut reader = server.connect().await;
    reader.subscribe("menu").await;

    let data = "x".repeat(EVENT_BYTES);
    for n in 0..EVENTS {
        let recipients = server.publish("menu", "e", &format!("{n}:{data}"));
        assert!(recipients >= 1, "the one that reads is closed");
        // In step with the one that reads: the other holds nobody up.
        let frame = reader.next().await;
        let prefix = format!("{n}:");
        assert!(frame["data"].as_str().is_some_and(|data| data.starts_with(&prefix)));
    }

    eventually("the stuck reader is closed", || server.engine.stats().slow_readers_closed == 1)
        .await;
    assert_eq!(server.subscribers("menu"), 1);

    // What was on its way may still arrive, but it ends long before everything.
    let mut received = 0;
    while let Some(Ok(_)) = timeout(PATIENCE, stuck.socket.next()).await.expect("it ends") {
        received += 1;
    }
    assert!(received < EVENTS, "{received}");
}

/// Waits until whoever wrote last, on another thread maybe, has said that it is written.
async fn nothing_waits(server: &Server) {
    let waiting = async || {
        let answer = server.get("/apps/7/overview", &[]).await;
        let shown: Overview = serde_json::from_str(&answer.body).expect("the documented shape");
        shown.slow_readers
    };
    let told = async { while !waiting().await.is_empty() {} };
    timeout(PATIENCE, told).await.expect("it is written");
}

#[tokio::test]
async fn a_full_queue_drops_what_waited_and_closes_with_4100() {
    const LIMIT: usize = 10;
    let limits = AppLimits { max_queued_frames: LIMIT, ..AppLimits::default() };
    let settings = Settings { close_timeout: PATIENCE, ..Settings::default() };
    let server = Server::start_with(limits, settings).await;
    let mut client = server.connect().await;
    client.subscribe("menu").await;
    let data = "x".repeat(EVENT_BYTES);
    nothing_waits(&server).await;
    // The operating system takes some in, then they wait, then there are too many.
    let accepted = (0..EVENTS).take_while(|_| server.publish("menu", "e", &data) == 1).count();
    assert!((LIMIT..EVENTS).contains(&accepted), "{accepted}");
    assert_eq!(server.publish("menu", "e", &data), 0);

    let mut received = 0;
    let close = loop {
        match client.next_message().await {
            Message::Text(text) => {
                assert!(text.len() > EVENT_BYTES, "frames arrive whole");
                received += 1;
            }
            other => break other,
        }
    };
    let Message::Close(Some(close)) = close else { panic!("expected a close, got {close:?}") };
    assert_eq!(u16::from(close.code), 4100);
    // What was on its way in part is completed, and nothing else that waited.
    assert!((accepted - LIMIT..=accepted - LIMIT + 1).contains(&received), "{received}");
    assert!(client.socket.next().await.is_none(), "the connection ends");
    eventually("it is counted", || server.engine.stats().slow_readers_closed == 1).await;
}

#[tokio::test]
async fn an_event_larger_than_the_queue_still_reaches_a_reader_that_keeps_up() {
    let limits = AppLimits { max_queued_bytes: 1_000, ..AppLimits::default() };
    let server = Server::start_limited(limits).await;
    let mut client = server.connect().await;
    client.subscribe("menu").await;
    let data = "x".repeat(5_000);
    assert_eq!(server.publish("menu", "e", &data), 1);
    assert_eq!(client.next().await["data"], data);
}
