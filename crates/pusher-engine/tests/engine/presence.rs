//! Presence channels: who is there, and who is told.

use crate::support::{Client, Server, data, eventually, refusal};
use pusher_engine::AppLimits;
use pusher_engine::protocol::limits::PresenceLimits;
use serde_json::{Value, json};

const CHANNEL: &str = "presence-room";

fn user(id: &str) -> String {
    json!({"user_id":id,"user_info":{"name":id.to_uppercase()}}).to_string()
}

/// A client that is present as a user.
async fn present(server: &Server, id: &str) -> Client {
    let mut client = server.connect().await;
    client.subscribe_as(CHANNEL, &user(id)).await;
    client
}

/// Takes a frame about a member.
async fn news(client: &mut Client) -> (String, Value) {
    let frame = client.next().await;
    assert_eq!(frame["channel"], CHANNEL, "{frame}");
    let event = frame["event"].as_str().expect("a name");
    let event = event.strip_prefix("pusher_internal:").expect("an internal event");
    (event.to_owned(), data(&frame))
}

#[tokio::test]
async fn a_new_member_is_told_who_is_there_and_the_others_are_told_of_it() {
    let server = Server::start().await;
    let (mut ana, mut ben) = (server.connect().await, server.connect().await);
    let alone = ana.subscribe_as(CHANNEL, &user("ana")).await;
    let expected = json!({"presence":{"ids":["ana"],"hash":{"ana":{"name":"ANA"}},"count":1}});
    assert_eq!(alone, expected);
    let both = ben.subscribe_as(CHANNEL, &user("ben")).await;
    let hash = json!({"ana":{"name":"ANA"},"ben":{"name":"BEN"}});
    assert_eq!(both, json!({"presence":{"ids":["ana","ben"],"hash":hash,"count":2}}));
    let added = json!({"user_id":"ben","user_info":{"name":"BEN"}});
    assert_eq!(news(&mut ana).await, ("member_added".to_owned(), added));
    ben.expect_silence().await;

    ben.unsubscribe(CHANNEL).await;
    let removed = json!({"user_id":"ben"});
    assert_eq!(news(&mut ana).await, ("member_removed".to_owned(), removed));
    ben.expect_silence().await;
}

#[tokio::test]
async fn an_id_that_is_a_number_becomes_a_text_and_information_may_be_missing() {
    let server = Server::start().await;
    let mut first = server.connect().await;
    let channel_data = r#"{"user_id":10,"user_info":{"name":"Mr. Channels"}}"#;
    let there = first.subscribe_as(CHANNEL, channel_data).await;
    let hash = json!({"10":{"name":"Mr. Channels"}});
    assert_eq!(there, json!({"presence":{"ids":["10"],"hash":hash,"count":1}}));
    let mut second = server.connect().await;
    let there = second.subscribe_as(CHANNEL, r#"{"user_id":"7"}"#).await;
    assert_eq!(there["presence"]["hash"]["7"], Value::Null);
    let added = json!({"user_id":"7","user_info":null});
    assert_eq!(news(&mut first).await, ("member_added".to_owned(), added));
    let mut same = server.connect().await;
    same.subscribe_as(CHANNEL, r#"{"user_id":"10"}"#).await;
    first.expect_silence().await;
}

#[tokio::test]
async fn a_user_comes_with_the_first_connection_and_leaves_with_the_last() {
    let server = Server::start().await;
    let mut watcher = present(&server, "watcher").await;
    let mut first = present(&server, "ana").await;
    assert_eq!(news(&mut watcher).await.0, "member_added");
    let mut second = present(&server, "ana").await;
    watcher.expect_silence().await;
    first.expect_silence().await;
    assert_eq!(server.subscribers(CHANNEL), 3);
    assert_eq!(server.members(CHANNEL).expect("present"), ["ana", "watcher"]);

    first.unsubscribe(CHANNEL).await;
    first.expect_silence().await;
    watcher.expect_silence().await;
    second.unsubscribe(CHANNEL).await;
    assert_eq!(news(&mut watcher).await, ("member_removed".to_owned(), json!({"user_id":"ana"})));
}

#[tokio::test]
async fn a_connection_that_drops_leaves_no_ghost() {
    let server = Server::start().await;
    let mut watcher = present(&server, "watcher").await;
    let dropped = present(&server, "ana").await;
    assert_eq!(news(&mut watcher).await.0, "member_added");
    drop(dropped);
    assert_eq!(news(&mut watcher).await, ("member_removed".to_owned(), json!({"user_id":"ana"})));
    assert_eq!(server.members(CHANNEL).expect("present"), ["watcher"]);
    drop(watcher);
    eventually("the channel is empty", || server.members(CHANNEL).is_none()).await;
}

#[tokio::test]
async fn subscribing_again_is_confirmed_with_who_is_there_and_told_to_nobody() {
    let server = Server::start().await;
    let mut watcher = present(&server, "watcher").await;
    let mut ana = present(&server, "ana").await;
    news(&mut watcher).await;
    let there = ana.subscribe_as(CHANNEL, &user("ana")).await;
    assert_eq!(there["presence"]["count"], 2);
    ana.ask_to_subscribe_as(CHANNEL, &user("somebody-else")).await;
    let (kind, status, _, code) = refusal(&mut ana, CHANNEL).await;
    assert_eq!((kind.as_str(), status, code), ("AuthError", 403, 4009));
    watcher.expect_silence().await;
    ana.unsubscribe(CHANNEL).await;
    assert_eq!(news(&mut watcher).await, ("member_removed".to_owned(), json!({"user_id":"ana"})));
    watcher.expect_silence().await;
}

#[tokio::test]
async fn nobody_is_present_without_signed_and_sound_channel_data() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.ask_to_subscribe(CHANNEL).await;
    assert_eq!(refusal(&mut client, CHANNEL).await.0, "InvalidChannelData");
    let long_id = json!({"user_id":"x".repeat(129)}).to_string();
    let large = json!({"user_id":"x","user_info":"x".repeat(1_023)}).to_string();
    for channel_data in ["{}", "[1]", r#"{"user_id":""}"#, r#"{"user_id":1.5}"#, &long_id, &large] {
        client.ask_to_subscribe_as(CHANNEL, channel_data).await;
        let (kind, status, _, code) = refusal(&mut client, CHANNEL).await;
        assert_eq!((kind.as_str(), status, code), ("InvalidChannelData", 400, 4300));
    }
    let auth = crate::support::credentials().sign_channel(
        client.id(),
        &crate::support::channel_name(CHANNEL),
        Some(&user("ana")),
    );
    let forged = json!({"channel":CHANNEL,"auth":auth,"channel_data":user("admin")});
    client.send(&json!({"event":"pusher:subscribe","data":forged})).await;
    assert_eq!(refusal(&mut client, CHANNEL).await.0, "AuthError");
    assert_eq!(server.members(CHANNEL), None);

    let longest = json!({"user_id":"x".repeat(128),"user_info":"x".repeat(1_022)}).to_string();
    client.subscribe_as(CHANNEL, &longest).await;
}

#[tokio::test]
async fn a_full_channel_takes_no_new_user_but_more_connections_of_those_who_are_there() {
    let presence = PresenceLimits { users_per_channel: 2, ..PresenceLimits::HOSTED };
    let server = Server::start_limited(AppLimits { presence, ..AppLimits::default() }).await;
    let mut ana = present(&server, "ana").await;
    let mut ben = present(&server, "ben").await;
    let mut eve = server.connect().await;
    eve.ask_to_subscribe_as(CHANNEL, &user("eve")).await;
    let (kind, status, _, code) = refusal(&mut eve, CHANNEL).await;
    assert_eq!((kind.as_str(), status, code), ("LimitReached", 403, 4300));
    let _second = present(&server, "ana").await;
    assert_eq!(news(&mut ana).await.1["user_id"], "ben");
    ana.expect_silence().await;

    ben.unsubscribe(CHANNEL).await;
    assert_eq!(news(&mut ana).await.0, "member_removed");
    eve.subscribe_as(CHANNEL, &user("eve")).await;
    assert_eq!(news(&mut ana).await.1["user_id"], "eve");
}

#[tokio::test]
async fn a_hundred_users_may_be_present_by_default() {
    let server = Server::start().await;
    let mut clients = Vec::new();
    for n in 0..100 {
        clients.push(present(&server, &n.to_string()).await);
    }
    let mut one_more = server.connect().await;
    one_more.ask_to_subscribe_as(CHANNEL, &user("100")).await;
    assert_eq!(refusal(&mut one_more, CHANNEL).await.0, "LimitReached");
    assert_eq!(server.members(CHANNEL).map(|members| members.len()), Some(100));
}

#[tokio::test]
async fn a_signed_in_connection_is_present_as_its_user_without_channel_data() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.sign_in(r#"{"id":"ana","user_info":{"name":"Ana"}}"#).await;
    client.ask_to_subscribe(CHANNEL).await;
    let there = data(&client.next().await);
    let hash = json!({"ana":{"name":"Ana"}});
    assert_eq!(there, json!({"presence":{"ids":["ana"],"hash":hash,"count":1}}));
    client.subscribe_as("presence-other", &user("in-this-room-only")).await;
    assert_eq!(server.members("presence-other").expect("present"), ["in-this-room-only"]);
}

#[tokio::test]
async fn events_reach_every_connection_of_a_presence_channel_as_they_are() {
    let server = Server::start().await;
    let mut first = present(&server, "ana").await;
    let mut second = present(&server, "ana").await;
    assert_eq!(server.publish(CHANNEL, "e", "{}"), 2);
    for client in [&mut first, &mut second] {
        assert_eq!(client.next().await, json!({"event":"e","channel":CHANNEL,"data":"{}"}));
    }
}

#[tokio::test]
async fn the_http_api_counts_users_and_not_their_connections() {
    let server = Server::start().await;
    let mut clients = Vec::new();
    for id in ["ana", "ana", "ben"] {
        clients.push(present(&server, id).await);
    }
    let body = json!({"name":"e","channel":CHANNEL,"data":"1",
                      "info":"user_count,subscription_count"});
    let answer = server.post("/apps/7/events", &body.to_string()).await;
    let counts = json!({CHANNEL:{"user_count":2,"subscription_count":3}});
    let answer: Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(answer, json!({"channels":counts}));
}
