//! How clients of every make ask for a WebSocket, and what they may find.

use crate::support::{Client, KEY, Raw, Server, WEBSOCKET, request, text_frame};
use serde_json::json;

/// A whole request with these headers beside those that it must have.
fn asking(target: &str, headers: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nHost: hall.example\r\n{WEBSOCKET}{headers}\r\n")
}

const PLAIN: &str = "Upgrade: websocket\r\nConnection: Upgrade\r\n";

#[tokio::test]
async fn clients_of_every_make_are_let_in() {
    let server = Server::start().await;
    for query in [
        "protocol=7&client=js&version=8.6.0&flash=false",
        "client=java-client&protocol=5&version=2.4.4",
        "client=pusher-websocket-swift&version=10.1.5&protocol=7",
        "protocol=5&client=pusher-dotnet-client&version=2.3.0",
        "client=Pysher&version=1.0.8&protocol=6",
        "protocol=4",
        "version=1.9.3&client=js",
        "protocol=&version=8.4.0",
        "protocol=7&unknown=%F0%9F%8D%95&&=",
        "protocol=%37",
    ] {
        Client::connect_as(server.addr, query).await.expect_silence().await;
    }
}

#[tokio::test]
async fn whatever_else_stands_in_the_request_the_answer_is_a_plain_websocket() {
    let server = Server::start().await;
    let target = format!("/app/{KEY}?protocol=7");
    for headers in [
        PLAIN,
        "upgrade: WebSocket\r\nconnection: keep-alive, Upgrade\r\n",
        "UPGRADE: websocket\r\nConnection: keep-alive\r\nCONNECTION: upgrade\r\n",
        "Upgrade: h2c, websocket\r\nConnection: Upgrade,HTTP2-Settings\r\n",
        "Connection: Upgrade\r\nUpgrade: websocket\r\nOrigin: null\r\nCookie: a=b\r\n",
        "Connection: Upgrade\r\nUpgrade: websocket\r\nOrigin: https://elsewhere.example\r\n",
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: soap, wamp\r\n",
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Extensions: \
         permessage-deflate; server_max_window_bits=\"10\", x-webkit-deflate-frame\r\n",
    ] {
        let mut client = Raw::open(server.addr, asking(&target, headers).as_bytes()).await;
        assert_eq!(client.status(), "101", "{headers}");
        assert!(client.head.contains("\r\nsec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=\r\n"));
        for header in ["sec-websocket-protocol", "sec-websocket-extensions"] {
            assert!(!client.head.contains(header), "{}", client.head);
        }
        assert_eq!(client.next().await["event"], "pusher:connection_established");
    }
}

#[tokio::test]
async fn an_address_may_be_written_in_several_ways() {
    let server = Server::start().await;
    for target in [
        format!("/app/{KEY}/?protocol=7"),
        format!("http://hall.example/app/{KEY}?protocol=7"),
        "/app/the%2Dkey?protocol=7".to_owned(),
    ] {
        let mut client = Raw::open(server.addr, asking(&target, PLAIN).as_bytes()).await;
        assert_eq!(client.status(), "101", "{target}");
        assert_eq!(client.next().await["event"], "pusher:connection_established", "{target}");
    }
}

#[tokio::test]
async fn a_websocket_at_a_path_that_names_no_app_is_closed_with_4005() {
    let server = Server::start().await;
    for path in ["/app", "/app/", "/app?protocol=7"] {
        let mut client = Raw::open(server.addr, asking(path, PLAIN).as_bytes()).await;
        assert_eq!(client.status(), "101", "{path}");
        assert_eq!(client.next().await["data"]["code"], 4005, "{path}");
        assert_eq!(client.close_code().await, 4005, "{path}");
        assert_eq!(request(server.addr, "GET", path, "").await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn what_comes_along_with_the_request_is_heard() {
    let server = Server::start().await;
    let subscribe = json!({"event":"pusher:subscribe","data":{"channel":"menu"}}).to_string();
    let bytes = [
        asking(&format!("/app/{KEY}?protocol=7"), PLAIN).into_bytes(),
        text_frame(r#"{"event":"pusher:ping","data":{}}"#),
        text_frame(&subscribe),
    ];
    let mut client = Raw::open(server.addr, &bytes.concat()).await;
    let mut events = Vec::new();
    for _ in 0..3 {
        events.push(client.next().await["event"].clone());
    }
    let expected =
        ["pusher:connection_established", "pusher:pong", "pusher_internal:subscription_succeeded"];
    assert_eq!(events, expected);
}

#[tokio::test]
async fn a_request_that_cannot_become_a_websocket_is_told_why() {
    let server = Server::start().await;
    let target = format!("/app/{KEY}?protocol=7");
    let old = asking(&target, PLAIN).replace("Version: 13", "Version: 8");
    let keyless = asking(&target, PLAIN).replace("dGhlIHNhbXBsZSBub25jZQ==", "short");
    let unasked = asking(&target, "Connection: keep-alive\r\n");
    for (request, status) in [(old, "426"), (keyless, "400"), (unasked, "426")] {
        let answer = Raw::open(server.addr, request.as_bytes()).await;
        assert_eq!(answer.status(), status, "{request}");
        assert!(answer.head.contains("\r\nsec-websocket-version: 13\r\n"), "{}", answer.head);
    }
}
