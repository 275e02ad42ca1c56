//! Calls that the server answers without its router, as its owner sees them.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::support::{APP_ID, KEY, SECRET, credentials, now, request};
use pusher_engine::protocol::query_auth;
use pusher_engine::{App, CallWitness, Engine};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Numbers the calls that it sees.
#[derive(Default)]
struct Counter(AtomicUsize);

impl CallWitness for Counter {
    fn published(&self, _: Duration, headers: &mut String) {
        let number = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        headers.push_str(&format!("x-number: {number}\r\n"));
    }
}

#[tokio::test]
async fn each_call_that_is_published_is_seen_and_its_answer_may_have_more_headers() {
    let counter = Arc::new(Counter::default());
    let engine = Engine::builder().app(App::new(APP_ID, KEY, SECRET)).build();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let addr = listener.local_addr().expect("it is bound");
    let server = engine.server().witness(counter.clone());
    tokio::spawn(server.serve(listener, pending()));
    let body = r#"{"name":"e","channel":"menu","data":"1"}"#;
    let query =
        query_auth::sign(&credentials(), "POST", "/apps/7/events", &[], body.as_bytes(), now());
    let target = format!("/apps/7/events?{query}");
    let refused = request(addr, "POST", &target, "{}").await;
    assert_eq!((refused.status, counter.0.load(Ordering::Relaxed)), (401, 0));
    // A request that closes its connection is the router's: these stay open.
    let call = format!(
        "POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(addr).await.expect("the server listens");
    let twice = call.repeat(2);
    stream.write_all(twice.as_bytes()).await.expect("open");
    let mut answers = Vec::new();
    while !answers.ends_with(b"x-number: 2\r\n\r\n{}") {
        assert_ne!(stream.read_buf(&mut answers).await.expect("open"), 0, "it hung up");
    }
    let answers = String::from_utf8(answers).expect("text");
    assert!(answers.contains("\r\nx-number: 1\r\n\r\n{}HTTP/1.1 200 OK\r\n"), "{answers}");
    assert_eq!(counter.0.load(Ordering::Relaxed), 2);
}
