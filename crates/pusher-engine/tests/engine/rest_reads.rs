//! The calls of the HTTP API that ask, end connections, or are older than the others.

use crate::support::{Answer, KEY, PATIENCE, SECRET, Server, credentials, now, request};
use pusher_engine::protocol::{Credentials, query_auth};
use pusher_engine::{App, AppStatus, Engine};
use serde_json::{Value, json};

const CHANNELS: &str = "/apps/7/channels";

fn body(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.headers.contains("content-type: application/json\r\n"), "{}", answer.headers);
    serde_json::from_str(&answer.body).expect("JSON")
}

/// Two users on one presence channel, the first of them with two connections, and a public channel.
async fn inhabited() -> (Server, Vec<crate::support::Client>) {
    let server = Server::start().await;
    let mut clients = Vec::new();
    for user in ["1", "1", "2"] {
        let mut client = server.connect().await;
        client.subscribe_as("presence-a", &json!({"user_id":user}).to_string()).await;
        clients.push(client);
    }
    clients[0].subscribe_quietly("menu").await;
    (server, clients)
}

#[tokio::test]
async fn all_occupied_channels_are_listed_with_what_info_asks_for() {
    let (server, _clients) = inhabited().await;
    let all = body(&server.get(CHANNELS, &[]).await);
    assert_eq!(all, json!({"channels":{"menu":{},"presence-a":{}}}));
    let some = [("filter_by_prefix", "presence-"), ("info", "user_count")];
    let some = body(&server.get(CHANNELS, &some).await);
    assert_eq!(some, json!({"channels":{"presence-a":{"user_count":2}}}));
    let counted = body(&server.get(CHANNELS, &[("info", "subscription_count")]).await);
    let channels = json!({"menu":{"subscription_count":1},"presence-a":{"subscription_count":3}});
    assert_eq!(counted, json!({ "channels": channels }));
    let none = body(&server.get(CHANNELS, &[("filter_by_prefix", "x")]).await);
    assert_eq!(none, json!({"channels":{}}));
}

#[tokio::test]
async fn users_of_all_channels_are_counted_only_under_a_presence_prefix() {
    let (server, _clients) = inhabited().await;
    for parameters in [
        vec![("info", "user_count")],
        vec![("info", "user_count"), ("filter_by_prefix", "presence")],
        vec![("info", "user_count"), ("filter_by_prefix", "private-")],
        vec![("info", "cache"), ("filter_by_prefix", "cache-")],
        vec![("info", "weather")],
    ] {
        let answer = server.get(CHANNELS, &parameters).await;
        assert_eq!(answer.status, 400, "{parameters:?}");
        assert!(answer.body.starts_with("Invalid info: "), "{}", answer.body);
    }
}

#[tokio::test]
async fn one_channel_is_told_with_users_and_connections_counted_apart() {
    let (server, _clients) = inhabited().await;
    let path = "/apps/7/channels/presence-a";
    let counts = [("info", "user_count,subscription_count")];
    let occupied = body(&server.get(path, &counts).await);
    assert_eq!(occupied, json!({"occupied":true,"subscription_count":3,"user_count":2}));
    let nobody = body(&server.get("/apps/7/channels/presence-b", &counts).await);
    assert_eq!(nobody, json!({"occupied":false,"subscription_count":0,"user_count":0}));
    let bare = body(&server.get("/apps/7/channels/menu", &[]).await);
    assert_eq!(bare, json!({"occupied":true}));
    for (channel, info) in [("menu", "user_count"), ("presence-a", "cache"), ("menu", "x")] {
        let answer = server.get(&format!("{CHANNELS}/{channel}"), &[("info", info)]).await;
        assert_eq!(answer.status, 400, "{channel} {info}");
    }
}

#[tokio::test]
async fn what_a_cache_channel_keeps_is_told_with_the_time_that_is_left() {
    let server = Server::start().await;
    let path = "/apps/7/channels/cache-menu";
    let cache = [("info", "cache")];
    let empty = body(&server.get(path, &cache).await);
    assert_eq!(empty, json!({"occupied":false,"cache":null}));
    server.publish("cache-menu", "e", r#"{"hello":"world"}"#);
    let kept = body(&server.get(path, &cache).await);
    assert_eq!(kept["cache"]["data"], r#"{"hello":"world"}"#);
    let ttl = kept["cache"]["ttl"].as_u64().expect("a number of seconds");
    assert!((1_700..=1_800).contains(&ttl), "{ttl}");
}

#[tokio::test]
async fn users_of_a_presence_channel_are_listed_each_once_and_of_no_other_kind() {
    let (server, _clients) = inhabited().await;
    let users = body(&server.get("/apps/7/channels/presence-a/users", &[]).await);
    assert_eq!(users, json!({"users":[{"id":"1"},{"id":"2"}]}));
    let nobody = body(&server.get("/apps/7/channels/presence-b/users", &[]).await);
    assert_eq!(nobody, json!({"users":[]}));
    assert_eq!(server.get("/apps/7/channels/menu/users", &[]).await.status, 400);
    assert_eq!(server.get("/apps/7/channels/presence-%20/users", &[]).await.status, 400);
}

#[tokio::test]
async fn an_event_tells_how_many_users_its_presence_channels_have() {
    let (server, _clients) = inhabited().await;
    let event = json!({
        "name":"e","channels":["presence-a","menu"],"data":"1","info":"user_count,subscription_count",
    });
    let answer = server.post("/apps/7/events", &event.to_string()).await;
    let expected = json!({
        "presence-a":{"subscription_count":3,"user_count":2},"menu":{"subscription_count":1},
    });
    assert_eq!(body(&answer), json!({ "channels": expected }));
}

#[tokio::test]
async fn terminating_a_user_closes_all_its_connections_and_nobody_elses() {
    let server = Server::start().await;
    let mut clients = Vec::new();
    for user in ["a/b c", "a/b c", "2"] {
        let mut client = server.connect().await;
        client.sign_in(&json!({"id":user}).to_string()).await;
        clients.push(client);
    }
    let path = "/apps/7/users/a%2Fb%20c/terminate_connections";
    for body in ["{}", ""] {
        let answer = server.post(path, body).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "{}"));
    }
    let mut other = clients.pop().expect("three");
    for mut client in clients {
        assert_eq!(client.close_code().await, 4009);
    }
    other.expect_silence().await;
}

#[tokio::test]
async fn the_python_sdk_may_leave_the_app_out_and_sign_a_path_before_it_is_escaped() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.sign_in(&json!({"id":"Zoë 1"}).to_string()).await;
    let signed = "/users/Zoë 1/terminate_connections";
    let query = query_auth::sign(&credentials(), "POST", signed, &[], b"{}", now());
    let target = format!("/users/Zo%C3%AB%201/terminate_connections?{query}");
    let answer = server.post_raw(&target, "{}").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "{}"));
    assert_eq!(client.close_code().await, 4009);

    let forged = target.replace("%201", "%202");
    let answer = server.post_raw(&forged, "{}").await;
    assert_eq!(answer.status, 401);
    assert!(answer.body.contains("/users/Zo%C3%AB%202/"), "the path as it was sent: {answer:?}");
    let stranger = Credentials::new("no-such-key", SECRET);
    let query = query_auth::sign(&stranger, "POST", signed, &[], b"{}", now());
    let target = format!("/users/Zo%C3%AB%201/terminate_connections?{query}");
    assert_eq!(server.post_raw(&target, "{}").await.status, 401);
}

#[tokio::test]
async fn a_get_may_carry_the_checksum_of_its_empty_body() {
    let server = Server::start().await;
    let md5_of_nothing = ("body_md5", "d41d8cd98f00b204e9800998ecf8427e");
    assert_eq!(body(&server.get(CHANNELS, &[md5_of_nothing]).await), json!({"channels":{}}));
    let of_something = ("body_md5", "ec365a775a4cd0599faeb73354201b6f");
    assert_eq!(server.get(CHANNELS, &[of_something]).await.status, 401);
}

#[tokio::test]
async fn asking_needs_a_signature_for_this_method_and_these_parameters() {
    let server = Server::start().await;
    let query = query_auth::sign(&credentials(), "GET", CHANNELS, &[("info", "")], b"", now());
    for target in [
        CHANNELS.to_owned(),
        format!("{CHANNELS}?{}", query.replace("info=", "info=subscription_count")),
        format!("{CHANNELS}/menu?{query}"),
    ] {
        assert_eq!(request(server.addr, "GET", &target, "").await.status, 401, "{target}");
    }
    assert_eq!(request(server.addr, "PUT", &format!("{CHANNELS}?{query}"), "").await.status, 405);
}

#[tokio::test]
async fn the_deprecated_call_publishes_its_raw_body_and_answers_202() {
    let server = Server::start().await;
    let (mut cause, mut other) = (server.connect().await, server.connect().await);
    cause.subscribe("menu").await;
    other.subscribe("menu").await;
    let path = "/apps/7/channels/menu/events";
    let parameters = [("name", "sold-out"), ("socket_id", cause.id().as_str())];
    let sign = |parameters: &[(&str, &str)], body: &[u8]| {
        format!(
            "{path}?{}",
            query_auth::sign(&credentials(), "POST", path, parameters, body, now())
        )
    };
    let answer = server.post_raw(&sign(&parameters, b"{\"id\":7}"), "{\"id\":7}").await;
    assert_eq!(answer.status, 202, "{answer:?}");
    let event = other.next().await;
    assert_eq!(event, json!({"event":"sold-out","channel":"menu","data":"{\"id\":7}"}));
    cause.expect_silence().await;

    assert_eq!(server.post_raw(&sign(&[], b"1"), "1").await.status, 400, "no name");
    let large = "x".repeat(10_241);
    let target = sign(&[("name", "e")], large.as_bytes());
    assert_eq!(server.post_raw(&target, &large).await.status, 413);
}

#[tokio::test]
async fn the_deprecated_stats_tell_users_of_presence_channels_alone() {
    let (server, _clients) = inhabited().await;
    let presence = body(&server.get("/apps/7/channels/presence-a/stats", &[]).await);
    assert_eq!(presence, json!({"occupied":true,"user_count":2,"connection_count":3}));
    let nobody = body(&server.get("/apps/7/channels/orders/stats", &[]).await);
    assert_eq!(nobody, json!({"occupied":false,"connection_count":0}));
}

#[tokio::test]
async fn a_disabled_app_is_refused_with_403_and_its_clients_with_4003() {
    let mut app = App::new("7", KEY, SECRET);
    app.status = AppStatus::Disabled;
    let server = Server::start_built(Engine::builder().app(app)).await;
    let answer = server.post("/apps/7/events", r#"{"name":"e","channel":"a","data":"1"}"#).await;
    assert_eq!((answer.status, answer.body.as_str()), (403, "The app is disabled"));
    let path = format!("/app/{KEY}?protocol=7");
    let open = crate::support::Client::open(server.addr, &path);
    let mut client = tokio::time::timeout(PATIENCE, open).await.expect("it upgrades");
    assert_eq!(client.error_code().await, 4003);
    assert_eq!(client.close_code().await, 4003);
}
