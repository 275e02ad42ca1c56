//! The layers around requests: an id and a span for each, a bound on bodies, no writes from
//! foreign pages, no answer without a problem's shape, and none without what browsers must know.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::HeaderValue;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tower_http::request_id::{
    MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer,
};
use tower_http::trace::TraceLayer;
use tracing::Span;

use super::security::{PageKind, PagePolicies};
use crate::app::App;
use crate::problem::Problem;

/// The largest body of a call to the API.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// What surrounds the calls of the API, and not the sockets.
pub fn around_api(router: Router<App>, app: &App) -> Router<App> {
    router.layer(DefaultBodyLimit::max(MAX_BODY_BYTES)).layer(csrf(app))
}

/// What surrounds every request.
pub fn around_everything(router: Router, app: &App) -> Router {
    let ids = RequestIds::new(app);
    router.layer(
        ServiceBuilder::new()
            .layer(SetRequestIdLayer::x_request_id(ids))
            .layer(TraceLayer::new_for_http().make_span_with(span).on_failure(()))
            .layer(PropagateRequestIdLayer::x_request_id())
            .layer(from_fn_with_state(Edge::new(app), finish))
            .layer(CatchPanicLayer::custom(panicked)),
    )
}

/// Ids that are short, unique to this start of the server, and cost no chance.
#[derive(Clone)]
pub(super) struct RequestIds {
    start: String,
    count: Arc<AtomicU64>,
}

impl RequestIds {
    pub(super) fn new(app: &App) -> Self {
        let start: [u8; 4] = app.chance.bytes();
        Self { start: format!("{:08x}", u32::from_be_bytes(start)), count: Default::default() }
    }

    /// The next id.
    pub(super) fn next(&self) -> String {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        format!("{}-{count:x}", self.start)
    }
}

impl MakeRequestId for RequestIds {
    fn make_request_id<B>(&mut self, _: &http::Request<B>) -> Option<RequestId> {
        HeaderValue::from_str(&self.next()).ok().map(RequestId::new)
    }
}

/// One span a request. The path holds ids and no personal data; a query may hold a search.
fn span<B>(request: &http::Request<B>) -> Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok());
    tracing::info_span!(
        "request",
        http.method = %request.method(),
        url.path = request.uri().path(),
        request.id = id,
    )
}

/// What the outermost step of every request needs.
#[derive(Clone)]
struct Edge {
    app: App,
    policies: Arc<PagePolicies>,
}

impl Edge {
    fn new(app: &App) -> Self {
        let public_url = app.access.public_url.as_deref();
        let policies = PagePolicies::new(&app.realtime.address, public_url);
        Self { app: app.clone(), policies: Arc::new(policies) }
    }
}

/// Counts an answer and adds the headers that all have: one step for both, because every step
/// around a request costs it an allocation.
async fn finish(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let started = std::time::Instant::now();
    let kind = PageKind::at(request.uri().path());
    let mut response = next.run(request).await;
    edge.policies.add_to(response.headers_mut(), kind);
    edge.app.metrics.request(response.status(), started.elapsed());
    response
}

fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    Problem::internal(&"a handler panicked").into_response()
}

/// A page of another origin may not write with a visitor's cookie. Programs that are no browsers
/// send neither `Origin` nor `Sec-Fetch-Site` and are not concerned.
fn csrf(app: &App) -> CsrfLayer<fn(ProtectionError) -> Response> {
    let mut layer = CsrfLayer::new();
    for origin in &app.access.trusted_origins {
        layer = layer
            .add_trusted_origin(origin)
            .expect("the settings hold origins exactly as browsers send them");
    }
    layer.with_rejection_response(|_| {
        Problem::forbidden("cross_origin", "This page may not write to the hall").into_response()
    })
}
