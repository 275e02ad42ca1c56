//! Requests that are no WebSockets, on a connection of hyper's.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio_util::sync::CancellationToken;
use tower::Service as _;

use crate::transport::{Impatient, Prefixed};

/// How long a client may take in nothing of an answer that is there.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a client may take until the head of its next request is there: longer than proxies
/// keep a connection that nobody uses, so that it is they who hang up.
const BETWEEN_REQUESTS: Duration = Duration::from_secs(150);

/// Answers requests until the client hangs up, or what is under way when `stopping` ends.
pub(super) async fn serve(
    stream: Prefixed,
    router: Router,
    peer: SocketAddr,
    stopping: &CancellationToken,
) {
    let service = service_fn(move |request: Request<Incoming>| answer(&router, request, peer));
    let stream = TokioIo::new(Impatient::new(stream, PATIENCE));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(BETWEEN_REQUESTS);
    let mut connection = pin!(http.serve_connection(stream, service).with_upgrades());
    let result = tokio::select! {
        result = connection.as_mut() => result,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = result {
        tracing::trace!(error = %error, "a connection ended with an error");
    }
}

fn answer(
    router: &Router,
    mut request: Request<Incoming>,
    peer: SocketAddr,
) -> impl Future<Output = Result<Response, Infallible>> + use<> {
    request.extensions_mut().insert(ConnectInfo(peer));
    router.clone().call(request.map(Body::new))
}
