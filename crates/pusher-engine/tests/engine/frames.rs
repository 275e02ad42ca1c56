//! Frames that are not about channels: pings and nonsense.

use std::time::Duration;

use crate::support::{PATIENCE, Server, eventually};
use futures_util::SinkExt as _;
use pusher_engine::{AppLimits, Settings};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

/// A silence that is noticed soon, and time to answer.
fn soon_silent(pong_timeout: Duration) -> Settings {
    Settings { activity_timeout: Duration::from_millis(40), pong_timeout, ..Settings::default() }
}

#[tokio::test]
async fn a_ping_of_the_protocol_is_answered_with_or_without_data() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    for ping in [json!({"event":"pusher:ping"}), json!({"event":"pusher:ping","data":"{}"})] {
        client.send(&ping).await;
        assert_eq!(client.next().await, json!({"event":"pusher:pong","data":"{}"}));
    }
}

#[tokio::test]
async fn a_ping_of_the_transport_is_answered() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.socket.send(Message::Ping("x".into())).await.expect("it is open");
    assert_eq!(client.next_message().await, Message::Pong("x".into()));
}

#[tokio::test]
async fn a_silent_client_is_pinged_in_both_forms_before_it_is_closed_with_4201() {
    let server =
        Server::start_with(AppLimits::default(), soon_silent(Duration::from_millis(40))).await;
    let mut client = server.connect().await;
    // Not read from until it is too late: reading would answer the transport's ping.
    eventually("the silence is noticed", || server.engine.stats().silent_closed == 1).await;
    assert!(matches!(client.next_message().await, Message::Ping(_)));
    assert_eq!(client.next().await, json!({"event":"pusher:ping","data":"{}"}));
    assert_eq!(client.close_code().await, 4201);
}

/// A client that lives through `rounds` pings, answering each in one way only.
async fn survives(answer: Option<Message>) {
    let server = Server::start_with(AppLimits::default(), soon_silent(PATIENCE / 2)).await;
    let mut client = server.connect().await;
    for _ in 0..5 {
        loop {
            let message = client.next_message().await;
            assert!(!message.is_close(), "closed although it answered");
            if message.is_text() {
                break;
            }
        }
        if let Some(answer) = &answer {
            client.socket.send(answer.clone()).await.expect("it is open");
        }
    }
    assert_eq!(server.engine.stats().silent_closed, 0);
}

#[tokio::test]
async fn a_client_that_answers_only_the_ping_of_the_transport_stays() {
    survives(None).await;
}

#[tokio::test]
async fn a_client_that_answers_with_any_frame_stays() {
    survives(Some(Message::text(r#"{"event":"pusher:pong","data":{}}"#))).await;
}

#[tokio::test]
async fn nonsense_is_answered_and_the_connection_stays() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    for text in ["", "nonsense", "[]", r#"{"event":"pusher:subscribe","data":{}}"#] {
        client.send_text(text).await;
        assert_eq!(client.error_code().await, 4300, "{text}");
    }
    client.send(&json!({"event":"hello","data":{}})).await;
    assert_eq!(client.error_code().await, 4300);
    client.subscribe("menu").await;
}

#[tokio::test]
async fn a_message_up_to_the_limit_is_read_and_a_larger_one_closes_with_1009() {
    let limits = AppLimits { max_message_bytes: 1_000, ..AppLimits::default() };
    let server = Server::start_limited(limits).await;
    let mut client = server.connect().await;
    client.send_text(&"x".repeat(1_000)).await;
    assert_eq!(client.error_code().await, 4300);
    client.send_text(&"x".repeat(1_001)).await;
    assert_eq!(client.close_code().await, 1009);
}

#[tokio::test]
async fn a_binary_message_closes_with_1003() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.socket.send(Message::binary(vec![1, 2, 3])).await.expect("it is open");
    assert_eq!(client.close_code().await, 1003);
}
