//! Subscribing: who may, what is told, and what arrives.

use crate::support::{
    Client, KEY, Server, channel_name, credentials, eventually, refusal, subscribe_frame,
};
use pusher_engine::AppLimits;
use pusher_engine::protocol::Credentials;
use serde_json::json;

#[tokio::test]
async fn a_public_channel_delivers_the_event_as_it_was_published() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.subscribe("menu").await;
    let data = r#"{"text":"\"Crème brûlée\" 🍮\n"}"#;
    assert_eq!(server.publish("menu", "ProductChanged", data), 1);
    assert_eq!(client.next().await, json!({"event":"ProductChanged","channel":"menu","data":data}));
}

#[tokio::test]
async fn a_private_channel_is_open_to_a_good_signature() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.subscribe("private-vendor-orders.1").await;
    server.publish("private-vendor-orders.1", "OrderReceived", "{}");
    assert_eq!(client.next().await["event"], "OrderReceived");
}

#[tokio::test]
async fn channel_data_on_a_private_channel_is_part_of_the_signature() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    let channel = channel_name("private-a");
    let auth = credentials().sign_channel(client.id(), &channel, Some(r#"{"after":41}"#));
    let with_data = |data: &str| {
        json!({"event":"pusher:subscribe",
               "data":{"channel":"private-a","auth":auth,"channel_data":data}})
    };
    client.send(&with_data(r#"{"after":40}"#)).await;
    assert_eq!(refusal(&mut client, "private-a").await.0, "AuthError");
    client.send(&with_data(r#"{"after":41}"#)).await;
    let answer = client.next().await;
    assert_eq!(answer["event"], "pusher_internal:subscription_succeeded");
}

#[tokio::test]
async fn a_private_channel_is_closed_to_every_other_signature() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    let stranger = server.connect().await;
    let channel = channel_name("private-a");
    let good = credentials().sign_channel(client.id(), &channel, None);
    let of_stranger = credentials().sign_channel(stranger.id(), &channel, None);
    let of_channel = credentials().sign_channel(client.id(), &channel_name("private-b"), None);
    let guessed = Credentials::new(KEY, "guess").sign_channel(client.id(), &channel, None);
    let other_key = good.replace(KEY, "other-key");
    let trailing = format!("{good}0");
    for auth in ["", "x", &of_stranger, &of_channel, &guessed, &other_key, &trailing] {
        client.send(&subscribe_frame("private-a", auth)).await;
        let (kind, status, text, code) = refusal(&mut client, "private-a").await;
        assert_eq!((kind.as_str(), status, code), ("AuthError", 401, 4009), "{auth}: {text}");
    }
    assert_eq!(server.publish("private-a", "e", "{}"), 0);
    client.send(&subscribe_frame("private-a", &good)).await;
    assert_eq!(client.next().await["event"], "pusher_internal:subscription_succeeded");
}

#[tokio::test]
async fn a_private_channel_needs_auth_at_all() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.send(&json!({"event":"pusher:subscribe","data":{"channel":"private-a"}})).await;
    assert_eq!(refusal(&mut client, "private-a").await.0, "AuthError");
}

#[tokio::test]
async fn subscribing_twice_is_confirmed_twice_and_delivers_once() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.subscribe("private-a").await;
    client.subscribe("private-a").await;
    assert_eq!(server.subscribers("private-a"), 1);
    assert_eq!(server.publish("private-a", "e", "{}"), 1);
    assert_eq!(client.next().await["event"], "e");
    client.expect_silence().await;
}

#[tokio::test]
async fn unsubscribing_ends_delivery_and_can_be_undone() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.subscribe("menu").await;
    let unsubscribe = json!({"event":"pusher:unsubscribe","data":{"channel":"menu"}});
    client.send(&unsubscribe).await;
    client.send(&unsubscribe).await;
    client.expect_silence().await;
    assert_eq!(server.publish("menu", "e", "{}"), 0);
    assert_eq!(server.engine.stats().channels, 0);
    client.subscribe("menu").await;
    assert_eq!(server.publish("menu", "e", "{}"), 1);
}

#[tokio::test]
async fn a_client_that_left_is_not_delivered_to() {
    let server = Server::start().await;
    let (mut leaving, mut staying) = (server.connect().await, server.connect().await);
    leaving.subscribe("menu").await;
    staying.subscribe("menu").await;
    drop(leaving);
    eventually("one subscriber is left", || server.subscribers("menu") == 1).await;
    assert_eq!(server.publish("menu", "e", "{}"), 1);
    assert_eq!(staying.next().await["event"], "e");
}

#[tokio::test]
async fn events_go_to_their_channel_and_leave_the_excepted_connection_out() {
    let server = Server::start().await;
    let (mut cause, mut other) = (server.connect().await, server.connect().await);
    for client in [&mut cause, &mut other] {
        client.subscribe("a").await;
    }
    other.subscribe("b").await;
    let id = cause.id().clone();
    assert_eq!(server.publish_except("a", "first", "{}", Some(&id)), 1);
    assert_eq!(server.publish("b", "second", "{}"), 1);
    assert_eq!(other.next().await["event"], "first");
    assert_eq!(other.next().await["event"], "second");
    cause.expect_silence().await;
}

#[tokio::test]
async fn events_arrive_in_the_order_in_which_they_were_published() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.subscribe("menu").await;
    for n in 0..1_000 {
        server.publish("menu", "e", &n.to_string());
    }
    for n in 0..1_000 {
        assert_eq!(client.next().await["data"], n.to_string());
    }
    assert!(server.engine.stats().frames_sent >= 1_000);
}

#[tokio::test]
async fn bad_channel_names_are_refused_under_the_name_that_was_sent() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    for name in ["", "a b", "private-é", &"a".repeat(201)] {
        client.send(&subscribe_frame(name, "")).await;
        let (kind, status, text, code) = refusal(&mut client, name).await;
        assert_eq!((kind.as_str(), status, code), ("InvalidChannel", 400, 4300), "{text}");
    }
    client.subscribe(&"a".repeat(200)).await;
}

#[tokio::test]
async fn an_encrypted_channel_is_private_and_relays_what_it_cannot_read() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    let channel = "private-encrypted-a";
    client.send(&subscribe_frame(channel, "")).await;
    assert_eq!(refusal(&mut client, channel).await.0, "AuthError");
    client.subscribe(channel).await;
    let data =
        r#"{"nonce":"4sVYwy4j/8dCcjyxtPCWyk19","ciphertext":"/GMESnFGlbNn01BuBjp31XYa3i9v"}"#;
    server.publish(channel, "e", data);
    assert_eq!(client.next().await, json!({"event":"e","channel":channel,"data":data}));
}

#[tokio::test]
async fn only_the_begin_of_a_name_says_what_kind_of_channel_it_is() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    let public =
        ["my-private-a", "a-presence-b", "not-cache-a", "Private-a", "private", "presence"];
    for channel in public {
        client.send(&subscribe_frame(channel, "")).await;
        let answer = client.next().await;
        assert_eq!(answer["event"], "pusher_internal:subscription_succeeded", "{channel}");
        assert_eq!(answer["data"], "{}");
    }
    client.expect_silence().await;
}

#[tokio::test]
async fn a_connection_has_a_limit_of_channels_and_keeps_those_that_it_has() {
    let limits = AppLimits { max_channels_per_connection: 2, ..AppLimits::default() };
    let server = Server::start_limited(limits).await;
    let mut client = server.connect().await;
    client.subscribe("a").await;
    client.subscribe("b").await;
    client.ask_to_subscribe("c").await;
    let (kind, status, _, code) = refusal(&mut client, "c").await;
    assert_eq!((kind.as_str(), status, code), ("LimitReached", 403, 4300));
    client.subscribe("a").await;
    client.send(&json!({"event":"pusher:unsubscribe","data":{"channel":"b"}})).await;
    client.subscribe("c").await;
}

/// Subscribers come and go while events are published: nobody may be lost between the last one
/// leaving a channel and the next one opening it again.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_subscriber_is_lost_while_others_come_and_go() {
    let server = Server::start().await;
    let mut restless: Vec<Client> = Vec::new();
    for _ in 0..4 {
        restless.push(server.connect().await);
    }
    let rounds = restless.into_iter().map(|mut client| async move {
        for _ in 0..300 {
            client.subscribe("menu").await;
            client.send(&json!({"event":"pusher:unsubscribe","data":{"channel":"menu"}})).await;
        }
        client.subscribe("menu").await;
        client
    });
    let tasks: Vec<_> = rounds.map(tokio::spawn).collect();
    let mut clients = Vec::new();
    for task in tasks {
        clients.push(task.await.expect("no client fails"));
    }
    assert_eq!(server.publish("menu", "e", "{}"), 4);
    for client in &mut clients {
        assert_eq!(client.next().await["event"], "e");
    }
}
