//! The HTTP API as server SDKs call it: statuses, bodies and texts.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::support::{APP_ID, KEY, SECRET, Server, channel_name, credentials, now};
use pusher_engine::protocol::limits::PublishLimits;
use pusher_engine::protocol::{AppId, Credentials, EventName, query_auth};
use pusher_engine::{App, AppLimits, Engine, Event, PublishError};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const EVENTS: &str = "/apps/7/events";
const BATCH: &str = "/apps/7/batch_events";

fn event(channel: &str, data: &str) -> Value {
    json!({"name":"e","channel":channel,"data":data})
}

#[tokio::test]
async fn an_event_is_published_and_answered_with_an_empty_object() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.subscribe("project-3").await;
    let body = json!({"name":"foo","channels":["project-3","nobody"],"data":r#"{"some":"data"}"#});
    let answer = server.post(EVENTS, &body.to_string()).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "{}"));
    assert!(answer.headers.contains("content-type: application/json"), "{}", answer.headers);
    assert_eq!(
        client.next().await,
        json!({"event":"foo","channel":"project-3","data":r#"{"some":"data"}"#})
    );
}

#[tokio::test]
async fn the_connection_named_by_socket_id_is_left_out() {
    let server = Server::start().await;
    let (mut cause, mut other) = (server.connect().await, server.connect().await);
    cause.subscribe("menu").await;
    other.subscribe("menu").await;
    let mut body = event("menu", "1");
    body["socket_id"] = json!(cause.id());
    assert_eq!(server.post(EVENTS, &body.to_string()).await.status, 200);
    assert_eq!(other.next().await["data"], "1");
    cause.expect_silence().await;
}

#[tokio::test]
async fn info_is_answered_for_every_channel_of_the_event() {
    let server = Server::start().await;
    let (mut one, mut two) = (server.connect().await, server.connect().await);
    one.subscribe("a").await;
    two.subscribe("a").await;
    let body = json!({"name":"e","channels":["a","b"],"data":"1","info":"subscription_count"});
    let answer = server.post(EVENTS, &body.to_string()).await;
    assert_eq!(
        answer.body,
        r#"{"channels":{"a":{"subscription_count":2},"b":{"subscription_count":0}}}"#
    );
}

#[tokio::test]
async fn a_batch_is_published_in_its_order_and_answers_info_where_it_was_asked_for() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.subscribe("a").await;
    let mut asking = event("a", "2");
    asking["info"] = json!("subscription_count");
    let batch = json!({"batch":[event("a", "1"), event("b", "x"), asking]});
    let answer = server.post(BATCH, &batch.to_string()).await;
    assert_eq!(answer.body, r#"{"batch":[{},{},{"subscription_count":1}]}"#);
    assert_eq!(client.next().await["data"], "1");
    assert_eq!(client.next().await["data"], "2");
    let plain = json!({"batch":[event("a", "3")]});
    assert_eq!(server.post(BATCH, &plain.to_string()).await.body, "{}");
}

#[tokio::test]
async fn a_batch_with_one_bad_event_publishes_none_of_it() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.subscribe("a").await;
    let batch = json!({"batch":[event("a", "1"), event("a b", "2")]});
    let answer = server.post(BATCH, &batch.to_string()).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.starts_with("batch[1]: Invalid channel name"), "{}", answer.body);
    client.expect_silence().await;
}

#[tokio::test]
async fn limits_are_told_with_their_status() {
    let server = Server::start().await;
    let channels: Vec<String> = (0..101).map(|n| format!("c{n}")).collect();
    let many = json!({"name":"e","channels":channels,"data":"1"});
    assert_eq!(server.post(EVENTS, &many.to_string()).await.status, 400);

    let large = server.post(EVENTS, &event("a", &"x".repeat(10_241)).to_string()).await;
    assert_eq!(large.status, 413);
    assert_eq!(
        large.body,
        "The data content of this event exceeds the allowed maximum (10240 bytes). See \
         http://pusher.com/docs/server_api_guide/server_publishing_events for more info"
    );
    let eleven = json!({"batch": vec![event("a", "1"); 11]});
    assert_eq!(server.post(BATCH, &eleven.to_string()).await.status, 400);

    let ten_largest = json!({"batch": vec![event("a", &"\"".repeat(10_240)); 10]});
    assert_eq!(server.post(BATCH, &ten_largest.to_string()).await.status, 200);
    let endless = server.post(EVENTS, &"x".repeat(1_000_000)).await;
    assert_eq!(endless.status, 413);
    assert_eq!(server.post(EVENTS, "not json").await.status, 400);
}

#[tokio::test]
async fn a_call_that_is_not_signed_right_is_401_and_publishes_nothing() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.subscribe("a").await;
    let body = event("a", "1").to_string();
    let signed = |credentials: &Credentials, path: &str, now| {
        let query = query_auth::sign(credentials, "POST", path, &[], body.as_bytes(), now);
        format!("{EVENTS}?{query}")
    };
    let good = signed(&credentials(), EVENTS, now());
    for (target, text) in [
        (EVENTS.to_owned(), "Missing parameter: auth_signature"),
        (signed(&Credentials::new("other", SECRET), EVENTS, now()), "Unknown auth_key"),
        (signed(&Credentials::new(KEY, "guess"), EVENTS, now()), "Invalid signature: you should"),
        (signed(&credentials(), BATCH, now()), "Invalid signature: you should"),
        (signed(&credentials(), EVENTS, now() - 700), "Timestamp expired: Given timestamp ("),
        (signed(&credentials(), EVENTS, now() + 700), "Timestamp expired: Given timestamp ("),
        (good.replace("/apps/7/", "/apps/8/"), "Unknown auth_key"),
    ] {
        let answer = server.post_raw(&target, &body).await;
        assert_eq!(answer.status, 401, "{text}: {answer:?}");
        assert!(answer.body.starts_with(text), "{answer:?}");
        assert!(!answer.body.contains(SECRET));
    }
    let other_body = server.post_raw(&good, &event("a", "2").to_string()).await;
    assert_eq!(other_body.status, 401);
    assert!(other_body.body.starts_with("Invalid body_md5"), "{}", other_body.body);
    client.expect_silence().await;
    assert_eq!(server.post_raw(&good, &body).await.status, 200);
}

#[tokio::test]
async fn the_clock_that_timestamps_are_compared_with_is_a_parameter() {
    let years_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_353_088_179);
    let app = App::new("3", "278d425bdf160c739803", "7ad3773142a6692b25b8");
    let builder = Engine::builder().app(app).clock(Arc::new(move || years_ago));
    let server = Server::start_built(builder).await;
    let documented = "/apps/3/events?auth_key=278d425bdf160c739803&auth_timestamp=1353088179\
        &auth_version=1.0&body_md5=ec365a775a4cd0599faeb73354201b6f\
        &auth_signature=da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c";
    let body = r#"{"name":"foo","channels":["project-3"],"data":"{\"some\":\"data\"}"}"#;
    let answer = server.post_raw(documented, body).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "{}"));
}

#[tokio::test]
async fn an_apps_limits_of_data_over_http_and_in_process_are_its_own() {
    let publish_in_process = PublishLimits { event_data_bytes: 65_536, ..PublishLimits::HOSTED };
    let limits = AppLimits { publish_in_process, ..AppLimits::default() };
    let server = Server::start_limited(limits).await;
    let over_http = async |bytes: usize| {
        server.post(EVENTS, &event("a", &"x".repeat(bytes)).to_string()).await.status
    };
    assert_eq!(over_http(10_240).await, 200);
    assert_eq!(over_http(10_241).await, 413);
    let in_process = |bytes: usize| {
        let event = Event {
            channels: &[channel_name("a")],
            name: &EventName::parse("e").expect("valid"),
            data: &"x".repeat(bytes),
            except: None,
        };
        server.engine.publish(&AppId::from(APP_ID), &event).map(|_| ())
    };
    assert_eq!(in_process(65_536), Ok(()));
    assert_eq!(in_process(65_537), Err(PublishError::TooLarge { limit: 65_536 }));
}

#[tokio::test]
async fn publishing_in_process_names_what_is_wrong() {
    let server = Server::start().await;
    let name = EventName::parse("e").expect("valid");
    let publish = |app: &str, channels: &[_]| {
        let event = Event { channels, name: &name, data: "{}", except: None };
        server.engine.publish(&AppId::from(app), &event).map(|published| published.recipients)
    };
    assert_eq!(publish("8", &[channel_name("a")]), Err(PublishError::UnknownApp));
    assert_eq!(publish(APP_ID, &[]), Err(PublishError::NoChannel));
    let many: Vec<_> = (0..101).map(|n| channel_name(&format!("c{n}"))).collect();
    assert_eq!(publish(APP_ID, &many), Err(PublishError::TooManyChannels { limit: 100 }));

    let mut client = server.connect().await;
    client.subscribe("a").await;
    assert_eq!(publish(APP_ID, &[channel_name("a"), channel_name("a")]), Ok(1));
}

#[tokio::test]
async fn calls_and_refusals_take_turns_on_one_connection() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.subscribe("menu").await;
    let call = |n: usize, path: &str| {
        let body = format!(r#"{{"name":"e","channel":"menu","data":"{n}"}}"#);
        let query = query_auth::sign(&credentials(), "POST", path, &[], body.as_bytes(), now());
        let length = body.len();
        format!("POST {path}?{query} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{body}")
    };
    let refused = call(0, "/apps/8/events");
    // One after the other, several at once, one in pieces; the last ones after a refusal.
    let mut stream = TcpStream::connect(server.addr).await.expect("the server listens");
    let texts = [call(1, "/apps/7/events"), call(2, "/apps/7/events") + &call(3, "/apps/7/events")];
    for text in texts {
        stream.write_all(text.as_bytes()).await.expect("open");
    }
    for n in 1..=3 {
        assert_eq!(client.next().await["data"], n.to_string());
    }
    for piece in call(4, "/apps/7/events").as_bytes().chunks(100) {
        stream.write_all(piece).await.expect("open");
        tokio::task::yield_now().await;
    }
    assert_eq!(client.next().await["data"], "4");
    let rest = refused + &call(5, "/apps/7/events").replace("Host: x", "Connection: close");
    stream.write_all(rest.as_bytes()).await.expect("open");
    assert_eq!(client.next().await["data"], "5");

    let mut answers = String::new();
    stream.read_to_string(&mut answers).await.expect("it answers");
    let statuses: Vec<&str> = answers.split("HTTP/1.1 ").skip(1).map(|text| &text[..3]).collect();
    assert_eq!(statuses, ["200", "200", "200", "200", "401", "200"]);
    assert_eq!(answers.to_ascii_lowercase().matches("\r\ndate: ").count(), 6);
}
