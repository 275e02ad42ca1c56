//! Bytes on the wire: frames as RFC 6455 has them, and the order in which events arrive.

use std::sync::Arc;
use std::time::Duration;

use crate::support::{APP_ID, Client, PATIENCE, Server};
use pusher_engine::protocol::{AppId, Code};
use pusher_engine::{AppLimits, Settings};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

const PING: &str = r#"{"event":"pusher:ping","data":{}}"#;

/// A frame as clients send it, masked; the payload is short.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mask = [0x37, 0xFA, 0x21, 0x3D];
    let length = u8::try_from(payload.len()).ok().filter(|length| *length < 126);
    let mut bytes = vec![first, 0x80 | length.expect("a short payload")];
    bytes.extend_from_slice(&mask);
    bytes.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    bytes
}

/// Sends bytes as they are.
async fn send_raw(client: &mut Client, bytes: &[u8]) {
    client.socket.get_mut().write_all(bytes).await.expect("the connection is open");
}

async fn expect_pong(client: &mut Client) {
    assert_eq!(client.next().await, json!({"event":"pusher:pong","data":"{}"}));
}

#[tokio::test]
async fn a_message_in_fragments_is_one_message_and_pings_between_them_are_answered() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    let (head, tail) = PING.as_bytes().split_at(9);
    let (middle, tail) = tail.split_at(4);
    let frames =
        [frame(0x01, head), frame(0x89, b"hi"), frame(0x00, middle), frame(0x80, tail)].concat();
    send_raw(&mut client, &frames).await;
    assert_eq!(client.next_message().await, Message::Pong("hi".into()));
    expect_pong(&mut client).await;
}

#[tokio::test]
async fn a_message_may_arrive_byte_by_byte_and_many_may_arrive_at_once() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    for byte in frame(0x81, PING.as_bytes()) {
        send_raw(&mut client, &[byte]).await;
    }
    expect_pong(&mut client).await;
    // Far more than is read at a time, and no end of a frame where the end of a read is.
    send_raw(&mut client, &frame(0x81, PING.as_bytes()).repeat(1_000)).await;
    for _ in 0..1_000 {
        expect_pong(&mut client).await;
    }
}

#[tokio::test]
async fn a_client_that_breaks_the_rules_learns_which() {
    let server = Server::start().await;
    let cases = [
        (vec![0x81, 0x02, b'{', b'}'], 1002),
        (frame(0xC1, b"{}"), 1002),
        (frame(0x83, b"{}"), 1002),
        (frame(0x09, b""), 1002),
        (frame(0x80, b"{}"), 1002),
        (frame(0x81, &[0xC0, 0xAF]), 1007),
        (frame(0x82, b"{}"), 1003),
        (frame(0x88, &[0x03, 0xED]), 1002),
    ];
    for (bytes, code) in cases {
        let mut client = server.connect().await;
        // It goes on sending, which must not cost it the answer.
        send_raw(&mut client, &[bytes.clone(), vec![0; 20_000]].concat()).await;
        assert_eq!(client.close_code().await, code, "{bytes:?}");
    }
}

#[tokio::test]
async fn a_message_that_is_announced_too_large_closes_before_it_arrives() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    send_raw(&mut client, &[0x81, 0xFF, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4]).await;
    assert_eq!(client.close_code().await, 1009);
}

#[tokio::test]
async fn a_client_that_closes_gets_its_code_back_and_the_server_hangs_up() {
    let server = Server::start().await;
    for code in [1000, 1001, 4321] {
        let mut client = server.connect().await;
        let close = CloseFrame { code: code.into(), reason: "bye".into() };
        client.socket.close(Some(close)).await.expect("the connection is open");
        assert_eq!(client.close_code().await, code);
    }
}

#[tokio::test]
async fn a_reader_that_pauses_gets_everything_in_order() {
    const EVENTS: usize = 3_000;
    let limits = AppLimits {
        max_queued_bytes: 100 << 20,
        max_queued_frames: 1 << 20,
        ..AppLimits::default()
    };
    let server = Server::start_limited(limits).await;
    let mut client = server.connect().await;
    client.subscribe("menu").await;
    // Lengths that make frames end anywhere in the operating system's buffers.
    let data = |n: usize| format!("{n}:{}", "x".repeat(n * 37 % 9_000));
    for n in 0..EVENTS {
        assert_eq!(server.publish("menu", "e", &data(n)), 1);
    }
    for n in 0..EVENTS {
        let frame = client.next().await;
        assert_eq!(frame["data"].as_str(), Some(data(n).as_str()), "event {n}");
    }
    client.expect_silence().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_of_several_publishers_have_the_same_order_for_every_subscriber() {
    const PUBLISHERS: usize = 4;
    const EVENTS: usize = 150;
    let server = Arc::new(Server::start().await);
    let mut clients = Vec::new();
    for _ in 0..20 {
        let mut client = server.connect().await;
        client.subscribe("menu").await;
        clients.push(client);
    }
    for publisher in 0..PUBLISHERS {
        let server = Arc::clone(&server);
        tokio::spawn(async move {
            for n in 0..EVENTS {
                assert_eq!(server.publish("menu", "e", &format!("{publisher}:{n}")), 20);
                tokio::task::yield_now().await;
            }
        });
    }
    let mut orders = Vec::new();
    for client in &mut clients {
        let mut order = Vec::new();
        for _ in 0..PUBLISHERS * EVENTS {
            order.push(client.next().await["data"].as_str().expect("text").to_owned());
        }
        orders.push(order);
    }
    assert!(orders.iter().all(|order| *order == orders[0]), "each has an order of its own");
    for publisher in 0..PUBLISHERS {
        let prefix = format!("{publisher}:");
        let own = orders[0].iter().filter(|data| data.starts_with(&prefix));
        let expected: Vec<String> = (0..EVENTS).map(|n| format!("{prefix}{n}")).collect();
        assert!(own.eq(&expected), "events of publisher {publisher} are out of order");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_for_more_subscribers_than_one_task_writes_to_reaches_all_of_them() {
    const SUBSCRIBERS: usize = 400;
    let server = Server::start().await;
    let mut clients = Vec::new();
    for _ in 0..SUBSCRIBERS {
        let mut client = server.connect().await;
        client.subscribe("menu").await;
        clients.push(client);
    }
    for n in 0..20 {
        assert_eq!(server.publish("menu", "e", &n.to_string()), SUBSCRIBERS);
    }
    for client in &mut clients {
        for n in 0..20 {
            assert_eq!(client.next().await["data"], n.to_string());
        }
    }
}

#[tokio::test]
async fn a_client_that_does_not_answer_the_close_is_given_up_in_time() {
    let settings = Settings { close_timeout: Duration::from_millis(50), ..Settings::default() };
    let server = Server::start_with(AppLimits::default(), settings).await;
    let mut client = server.connect().await;
    assert!(server.engine.terminate(&AppId::from(APP_ID), client.id(), Code::Reconnect));
    // Read beside the library, which would answer.
    let mut received = Vec::new();
    let rest = client.socket.get_mut().read_to_end(&mut received);
    timeout(PATIENCE, rest).await.expect("the connection ends").expect("in an orderly way");
    assert!(received.ends_with(b"Closed by the application"), "{received:?}");
    assert_eq!(server.engine.stats().connections, 0);
}
