//! Calls of the HTTP API as other people's libraries write them, byte by byte.

use crate::support::{Answer, PATIENCE, Server, credentials, now, request};
use pusher_engine::protocol::query_auth;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

const EVENTS: &str = "/apps/7/events";

/// A target with its signed query.
fn signed(method: &str, path: &str, parameters: &[(&str, &str)], body: &str) -> String {
    let query = query_auth::sign(&credentials(), method, path, parameters, body.as_bytes(), now());
    format!("{path}?{query}")
}

fn event(data: &str) -> String {
    json!({"name":"e","channel":"menu","data":data}).to_string()
}

/// Sends bytes, and reads until the server hangs up.
async fn exchange(server: &Server, bytes: &str) -> String {
    let mut stream = TcpStream::connect(server.addr).await.expect("the server listens");
    stream.write_all(bytes.as_bytes()).await.expect("it is sent");
    let mut answer = String::new();
    timeout(PATIENCE, stream.read_to_string(&mut answer)).await.expect("it ends").expect("text");
    answer
}

#[tokio::test]
async fn a_call_may_be_framed_in_every_way_that_http_knows() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.subscribe("menu").await;
    for (index, (version, headers)) in [
        ("1.0", "Content-Length: LEN\r\n"),
        ("1.1", "Content-Length: LEN\r\nConnection: close\r\n"),
        ("1.1", "content-length:LEN\r\nconnection:Close\r\nContent-Type: application/json\r\n"),
        ("1.1", "Transfer-Encoding: chunked\r\nConnection: close\r\n"),
        ("1.1", "Content-Length: LEN\r\nExpect: 100-continue\r\nConnection: close\r\n"),
        ("1.1", "Content-Length: LEN\r\nContent-Type: text/plain\r\nConnection: close\r\n"),
        ("1.1", "Content-Length: LEN\r\nTE: trailers\r\nConnection: TE, close\r\n"),
    ]
    .into_iter()
    .enumerate()
    {
        let body = event(&index.to_string());
        let target = signed("POST", EVENTS, &[], &body);
        let headers = headers.replace("LEN", &body.len().to_string());
        let body = match headers.contains("chunked") {
            true => format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len()),
            false => body,
        };
        let request = format!("POST {target} HTTP/{version}\r\nHost: x\r\n{headers}\r\n{body}");
        let answer = exchange(&server, &request).await;
        assert!(answer.starts_with("HTTP/1."), "{headers}: {answer}");
        assert!(answer.contains(" 200 OK\r\n") && answer.ends_with("\r\n\r\n{}"), "{answer}");
        assert_eq!(client.next().await["data"], index.to_string());
    }
}

#[tokio::test]
async fn a_query_counts_in_any_order_and_with_other_things_in_it() {
    let server = Server::start().await;
    let body = event("1");
    let target = signed("POST", EVENTS, &[("utm_source", "a, b"), ("Mixed", "Ä=1")], &body);
    let (path, query) = target.split_once('?').expect("a query");
    let mut parameters: Vec<&str> = query.split('&').collect();
    parameters.reverse();
    let turned = format!("{path}?{}", parameters.join("&"));
    assert_eq!(server.post_raw(&turned, &body).await.status, 200);
    let checksum = parameters.iter().find_map(|pair| pair.strip_prefix("body_md5="));
    let checksum = checksum.expect("a body has one");
    // Signed as it is sent, in capitals.
    let capitals = [("body_md5", &*checksum.to_ascii_uppercase())];
    let query = query_auth::sign(&credentials(), "POST", EVENTS, &capitals, b"", now());
    assert_eq!(server.post_raw(&format!("{EVENTS}?{query}"), &body).await.status, 200);
}

#[tokio::test]
async fn an_event_may_stand_in_the_query_where_there_is_no_body() {
    let server = Server::start().await;
    let (mut cause, mut other) = (server.connect().await, server.connect().await);
    for client in [&mut cause, &mut other] {
        client.subscribe("menu").await;
        client.subscribe("orders").await;
    }
    let event = [("name", "sold out"), ("data", r#"{"id":7,"s":"1 + 1"}"#)];
    let one = [&event[..], &[("channel", "menu"), ("socket_id", cause.id().as_str())]].concat();
    let answer = server.post_raw(&signed("POST", EVENTS, &one, ""), "").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "{}"));
    let frame = other.next().await;
    assert_eq!((&frame["event"], &frame["data"]), (&json!("sold out"), &json!(event[1].1)));
    cause.expect_silence().await;

    let answer = server.post_raw(&listed(&["orders", "menu", "menu"]), "").await;
    let counts =
        r#"{"channels":{"menu":{"subscription_count":2},"orders":{"subscription_count":2}}}"#;
    assert_eq!((answer.status, answer.body.as_str()), (200, counts));
    for channel in ["orders", "menu"] {
        assert_eq!(other.next().await["channel"], channel);
    }
    other.expect_silence().await;
    let nothing = server.post_raw(&signed("POST", EVENTS, &[("name", "e")], ""), "").await;
    assert_eq!(nothing.status, 400, "{nothing:?}");
}

/// A call with `channels[]` once for each channel. The text to sign has them in their order.
fn listed(channels: &[&str]) -> String {
    let names: Vec<String> = channels.iter().map(|name| format!("channels[]={name}")).collect();
    // The signer knows every name once: the others ride along in the value of the first.
    let (_, rest) = names.split_first().expect("a channel");
    let value = [&[channels[0].to_owned()], rest].concat().join("&");
    let parameters =
        [("channels[]", &*value), ("name", "e"), ("data", "1"), ("info", "subscription_count")];
    let target = signed("POST", EVENTS, &parameters, "");
    target.replace("%26channels%5B%5D%3D", "&channels%5B%5D=")
}

#[tokio::test]
async fn a_channel_in_a_path_may_be_escaped_or_not_and_signed_either_way() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.subscribe_as("presence-a@b=c,d;e.f_g", r#"{"user_id":"1"}"#).await;
    let raw = "/apps/7/channels/presence-a@b=c,d;e.f_g";
    let escaped = "/apps/7/channels/presence-a%40b%3Dc%2Cd%3Be.f_g";
    for (sent, as_signed) in [(raw, raw), (escaped, escaped), (escaped, raw)] {
        for (call, parameters) in
            [("", &[("info", "user_count,subscription_count")][..]), ("/users", &[])]
        {
            let target = signed("GET", &format!("{as_signed}{call}"), parameters, "");
            let target = target.replace(as_signed, sent);
            // Commas in a query are as good as escaped ones.
            for target in [target.clone(), target.replace("%2Csub", ",sub")] {
                let answer = request(server.addr, "GET", &target, "").await;
                assert_eq!(answer.status, 200, "{target}: {answer:?}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_null_or_unknown_in_a_body_is_as_good_as_left_out() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.subscribe("menu").await;
    let mut body = json!({
        "name":"App\\Events\\Sold","channels":["menu"],"data":"1",
        "socket_id":null,"info":null,"channel":null,"tags":{"a":1},"delta":[],
    });
    assert_eq!(server.post(EVENTS, &body.to_string()).await.body, "{}");
    assert_eq!(client.next().await["event"], "App\\Events\\Sold");
    body["info"] = json!("");
    assert_eq!(server.post(EVENTS, &body.to_string()).await.body, "{}");
    for (field, wrong) in [
        ("socket_id", json!(1234)),
        ("socket_id", json!("invalid-socket-id")),
        ("info", json!(1234)),
        ("info", json!("weather")),
        ("channels", json!([])),
        ("channels", json!("menu")),
        ("name", json!("n".repeat(201))),
        ("name", json!("")),
        ("data", json!({"some":"data"})),
    ] {
        let mut body = body.clone();
        body[field] = wrong;
        let answer: Answer = server.post(EVENTS, &body.to_string()).await;
        assert_eq!(answer.status, 400, "{field}: {answer:?}");
    }
    assert_eq!(client.next().await["data"], "1");
    client.expect_silence().await;
}
