//! Other people's servers: small HTTP servers that check or refuse as those are known to.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use hawker_server::config::{App, Hosted, Scheme, Secret, Service};
use hawker_server::realtime::pusher::Pusher;
use jiff::SignedDuration;
use parking_lot::Mutex;
use pusher_protocol::api::{BatchRequest, BodyError, EventRequest};
use pusher_protocol::limits::PublishLimits;
use pusher_protocol::{Credentials, query_auth::SignedQuery};
use tokio::net::TcpListener;

use crate::events::clock;

/// A running server. It goes down with this value.
pub(crate) struct Server {
    pub(crate) addr: SocketAddr,
    calls: Arc<Mutex<Vec<Call>>>,
    task: tokio::task::JoinHandle<()>,
}

/// A call that a server took: the last part of its path, and how many events it carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) path: String,
    pub(crate) channels: Vec<String>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// Serves `router`, which keeps its calls to itself, on a port of its own.
    pub(crate) async fn start(router: Router) -> Self {
        Self::start_recording(router, Arc::default()).await
    }

    async fn start_recording(router: Router, calls: Arc<Mutex<Vec<Call>>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let addr = listener.local_addr().expect("a bound listener has an address");
        let task = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("the server runs until it is aborted");
        });
        Self { addr, calls, task }
    }

    /// A server that checks signatures and limits, and refuses every event named `poison` with
    /// `poison_status`.
    pub(crate) async fn checking(poison_status: StatusCode) -> Self {
        let checking = Checking { poison_status, calls: Arc::default() };
        let calls = checking.calls.clone();
        Self::start_recording(Router::new().fallback(any(check)).with_state(checking), calls).await
    }

    /// A server that gives every call the same answer.
    pub(crate) async fn answering(
        answer: impl IntoResponse + Clone + Send + Sync + 'static,
    ) -> Self {
        let count = Arc::new(Mutex::new(Vec::new()));
        let calls = count.clone();
        let answer = move |uri: Uri| {
            calls.lock().push(Call { path: uri.path().to_owned(), channels: Vec::new() });
            std::future::ready(answer.into_response())
        };
        Self::start_recording(Router::new().fallback(answer), count).await
    }

    /// The calls so far.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.lock().clone()
    }
}

/// The app that [`Server::checking`] knows.
pub(crate) fn app() -> App {
    App { id: "3".into(), key: "278d425bdf160c739803".into(), secret: Secret::new("7ad3773142a6") }
}

/// The settings of a driver for the server at `addr`.
pub(crate) fn settings(addr: SocketAddr) -> Hosted {
    Hosted {
        app: app(),
        scheme: Scheme::Http,
        host: addr.ip().to_string(),
        port: addr.port(),
        cluster: None,
        service: Service::OwnHost,
    }
}

/// The driver for the server at `addr`, with the right clock.
pub(crate) fn driver(addr: SocketAddr) -> Pusher {
    Pusher::new(&settings(addr), clock(SignedDuration::ZERO)).expect("a client")
}

#[derive(Clone)]
struct Checking {
    poison_status: StatusCode,
    calls: Arc<Mutex<Vec<Call>>>,
}

async fn check(
    State(server): State<Checking>,
    uri: Uri,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    let app = app();
    let credentials = Credentials::new(app.key.as_str(), app.secret.expose());
    let now = clock(SignedDuration::ZERO).now().as_second();
    let now = u64::try_from(now).expect("after 1970");
    let verified = SignedQuery::parse(&query.unwrap_or_default()).and_then(|query| {
        query.verify(&credentials, "POST", uri.path(), now)?;
        query.verify_body(&body)
    });
    if let Err(error) = verified {
        return (StatusCode::UNAUTHORIZED, error.to_string()).into_response();
    }
    let (names, channels) = match events(uri.path(), &body) {
        Ok(events) => events,
        Err(error) => {
            let status = StatusCode::from_u16(error.status()).expect("a status");
            return (status, error.to_string()).into_response();
        }
    };
    server.calls.lock().push(Call { path: uri.path().to_owned(), channels });
    if names.iter().any(|name| name == "poison") {
        return (server.poison_status, "this one I do not take").into_response();
    }
    "{}".into_response()
}

/// The names and channels of a call's events.
fn events(path: &str, body: &[u8]) -> Result<(Vec<String>, Vec<String>), BodyError> {
    let limits = PublishLimits::HOSTED;
    if path == "/apps/3/events" {
        let request = EventRequest::parse(body, &limits)?;
        let channels = request.channels.iter().map(|channel| channel.as_str().to_owned());
        return Ok((vec![request.name.as_str().to_owned()], channels.collect()));
    }
    assert_eq!(path, "/apps/3/batch_events");
    let BatchRequest { batch } = BatchRequest::parse(body, &limits)?;
    let pairs = batch.iter().map(|e| (e.name.as_str().to_owned(), e.channel.as_str().to_owned()));
    Ok(pairs.unzip())
}
