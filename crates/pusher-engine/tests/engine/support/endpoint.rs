//! Somebody's own server that is told by webhooks.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use parking_lot::Mutex;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::PATIENCE;

/// A server that takes calls and answers as it was told.
pub(crate) struct Endpoint {
    pub(crate) addr: SocketAddr,
    calls: mpsc::UnboundedReceiver<Call>,
    script: Arc<Script>,
    task: JoinHandle<()>,
}

/// One call that came in.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

struct Script {
    calls: mpsc::UnboundedSender<Call>,
    /// What the next calls are answered with; 200 after them.
    answers: Mutex<VecDeque<StatusCode>>,
    /// A call is answered when it gets one.
    permits: Semaphore,
}

impl Endpoint {
    /// Starts a server that answers the first calls so, and 200 to all after them.
    pub(crate) async fn start(answers: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        Self::start_on(listener, answers, Semaphore::MAX_PERMITS)
    }

    /// Starts one that answers nothing until [`Endpoint::answer`] lets it.
    pub(crate) async fn start_hesitant() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        Self::start_on(listener, &[], 0)
    }

    fn start_on(listener: TcpListener, answers: &[u16], permits: usize) -> Self {
        let addr = listener.local_addr().expect("it is bound");
        let (sender, calls) = mpsc::unbounded_channel();
        let answers = answers.iter().map(|&code| StatusCode::from_u16(code).expect("a status"));
        let answers = Mutex::new(answers.collect());
        let script = Script { calls: sender, answers, permits: Semaphore::new(permits) };
        let script = Arc::new(script);
        let router = Router::new().route("/hook", post(take)).with_state(Arc::clone(&script));
        let task = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("serves until it is aborted");
        });
        Self { addr, calls, script, task }
    }

    /// Where it takes calls.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook", self.addr)
    }

    /// Lets it answer this many calls.
    pub(crate) fn answer(&self, calls: usize) {
        self.script.permits.add_permits(calls);
    }

    /// The next call.
    pub(crate) async fn next(&mut self) -> Call {
        let call = timeout(PATIENCE, self.calls.recv()).await;
        call.expect("a call must come").expect("the server runs")
    }

    /// The events of the next call.
    pub(crate) async fn next_events(&mut self) -> Vec<Value> {
        self.next().await.events()
    }

    /// The only event of the next call.
    pub(crate) async fn next_event(&mut self) -> Value {
        let mut events = self.next_events().await;
        assert_eq!(events.len(), 1, "{events:?}");
        events.remove(0)
    }
}

impl Call {
    /// The events in it.
    pub(crate) fn events(&self) -> Vec<Value> {
        let body: Value = serde_json::from_str(&self.body).expect("JSON");
        body["events"].as_array().expect("a list").clone()
    }

    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().expect("text")
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn take(State(script): State<Arc<Script>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let body = String::from_utf8(body.to_vec()).expect("UTF-8");
    // A test that is over wants no more calls.
    let _ = script.calls.send(Call { headers, body });
    script.permits.acquire().await.expect("it is never closed").forget();
    script.answers.lock().pop_front().unwrap_or(StatusCode::OK)
}
