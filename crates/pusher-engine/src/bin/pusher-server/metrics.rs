//! `GET /metrics`, on an address of its own: it tells who the apps are and how much they do.

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use pusher_engine::Engine;

/// What the operator's tools ask.
pub(crate) fn router(engine: &Engine) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(engine.clone())
}

async fn metrics(State(engine): State<Engine>) -> Response {
    let headers = [(CONTENT_TYPE, "text/plain; version=0.0.4")];
    (headers, engine.prometheus()).into_response()
}
