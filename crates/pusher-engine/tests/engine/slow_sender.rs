//! Callers that begin a request and do not go on with it.

use crate::support::{Server, credentials, now};
use pusher_engine::protocol::query_auth;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A whole call, signed.
fn call(method: &str, path: &str, body: &str) -> String {
    let query = query_auth::sign(&credentials(), method, path, &[], body.as_bytes(), now());
    let length = body.len();
    format!("{method} {path}?{query} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{body}")
}

/// A connection on which the server waits for the next request, with no clock running.
async fn waiting(server: &Server, first: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.addr).await.expect("the server listens");
    stream.write_all(first.as_bytes()).await.expect("it is sent");
    let mut answer = Vec::new();
    while !answer.ends_with(b"}") {
        assert_ne!(stream.read_buf(&mut answer).await.expect("open"), 0, "it hung up");
    }
    stream
}

#[tokio::test]
async fn a_call_that_is_begun_and_not_sent_is_given_up() {
    let server = Server::start().await;
    let body = json!({"name":"e","channel":"menu","data":"1"}).to_string();
    let call = call("POST", "/apps/7/events", &body);
    for part in [1, 40, call.len() - 1] {
        let mut stream = waiting(&server, &call).await;
        // From here on time passes whenever everybody waits.
        tokio::time::pause();
        stream.write_all(&call.as_bytes()[..part]).await.expect("open");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("the server hangs up");
        assert!(answer.starts_with("HTTP/1.1 408 "), "{part}: {answer}");
        tokio::time::resume();
    }
}

#[tokio::test]
async fn a_head_that_is_begun_and_not_sent_is_given_up() {
    let server = Server::start().await;
    let call = call("GET", "/apps/7/channels", "");
    let mut stream = waiting(&server, &call).await;
    stream.write_all(&call.as_bytes()[..40]).await.expect("open");
    tokio::time::pause();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("the server hangs up");
}
