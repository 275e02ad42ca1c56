//! Which thread does what, and when the threads end.

use std::collections::BTreeSet;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::num::NonZero;
use std::thread;

use crate::support::{APP_ID, Client, KEY, PATIENCE, SECRET, Server, request};
use axum::routing::get;
use pusher_engine::{App, Drained, Engine};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

fn engine() -> Engine {
    Engine::builder().app(App::new(APP_ID, KEY, SECRET)).build()
}

/// A server with two threads that can be told to end.
struct Running {
    addr: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<io::Result<Drained>>,
}

impl Running {
    fn start(engine: &Engine) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let addr = socket.local_addr().expect("it is bound");
        let (stop, stopped) = oneshot::channel::<()>();
        let server = engine.server().workers(NonZero::new(2).expect("it is not 0"));
        let task = tokio::spawn(server.run(socket, async { drop(stopped.await) }));
        Self { addr, stop, task }
    }
}

/// What came of the end.
async fn drained(task: JoinHandle<io::Result<Drained>>) -> Drained {
    let ended = timeout(PATIENCE, task).await.expect("it ends").expect("it does not panic");
    ended.expect("it served")
}

async fn name_of_thread() -> String {
    thread::current().name().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn connections_take_turns_on_the_threads() {
    let engine = engine();
    let router = engine.router().route("/thread", get(name_of_thread));
    let server = Server::serve(engine, router).await;
    let mut names = Vec::new();
    for _ in 0..6 {
        let answer = request(server.addr, "GET", "/thread", "").await;
        names.push(answer.body);
    }
    assert_eq!(names[..3], names[3..]);
    let distinct: BTreeSet<_> = names.into_iter().collect();
    let expected = ["connections-0", "connections-1", "connections-2"].map(String::from);
    assert_eq!(distinct, BTreeSet::from(expected));
}

#[tokio::test]
async fn a_large_delivery_that_is_shared_out_reaches_everybody_once_and_in_order() {
    // More than one task writes to at once, several times over.
    const CLIENTS: usize = 600;
    const EVENTS: usize = 5;
    let server = Server::start().await;
    let mut clients = Vec::new();
    for _ in 0..CLIENTS {
        let mut client = server.connect().await;
        client.subscribe("menu").await;
        clients.push(client);
    }
    for number in 0..EVENTS {
        // By HTTP, and so from one of the threads.
        let body = format!(r#"{{"name":"e","channel":"menu","data":"{number}"}}"#);
        assert_eq!(server.post("/apps/7/events", &body).await.status, 200);
    }
    for client in &mut clients {
        for number in 0..EVENTS {
            assert_eq!(client.next().await["data"], number.to_string());
        }
    }
    clients[0].expect_silence().await;
}

#[tokio::test]
async fn the_end_closes_connections_on_every_thread_and_ends_the_threads() {
    let running = Running::start(&engine());
    let mut clients = [Client::connect(running.addr).await, Client::connect(running.addr).await];
    running.stop.send(()).expect("it runs");
    for client in &mut clients {
        assert_eq!(client.close_code().await, 1001);
    }
    assert_eq!(drained(running.task).await, Drained { closed: 2, cut: 0 });
}

#[cfg(feature = "webhooks")]
#[tokio::test]
async fn what_webhooks_have_to_tell_of_the_end_is_delivered_when_the_threads_are_gone() {
    use std::sync::Arc;

    use crate::support::Endpoint;
    use pusher_engine::{HttpWebhooks, WebhookEndpoint, WebhookOptions};

    let mut endpoint = Endpoint::start_hesitant().await;
    let webhooks = HttpWebhooks::new(WebhookOptions::default()).expect("an HTTP client");
    let app = App::new(APP_ID, KEY, SECRET).with_webhook(WebhookEndpoint::new(endpoint.url()));
    let engine = Engine::builder().app(app).webhooks(Arc::new(webhooks.clone())).build();
    let running = Running::start(&engine);
    let mut client = Client::connect(running.addr).await;
    client.subscribe("menu").await;
    let first = endpoint.next().await;
    running.stop.send(()).expect("it runs");
    assert_eq!(client.close_code().await, 1001);
    assert_eq!(drained(running.task).await.closed, 1);
    endpoint.answer(10);
    assert_eq!(webhooks.finish(PATIENCE).await, 0);
    let told = [first.body, endpoint.next().await.body].concat();
    assert!(told.contains("channel_occupied") && told.contains("channel_vacated"), "{told}");
}
