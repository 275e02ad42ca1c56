//! The HTTP API that the server SDKs call.
//!
//! It publishes: `events` and `batch_events`. Its read calls, and terminating a user's
//! connections, are not there yet and answer 404 as any unknown path does.

mod authenticate;
mod batch_events;
mod events;
mod refusal;

use std::sync::Arc;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::post;

use crate::engine::Inner;
use authenticate::Caller;
use refusal::Refusal;

/// The routes of the HTTP API.
pub(crate) fn routes() -> Router<Arc<Inner>> {
    Router::new()
        .route("/apps/{app_id}/events", post(events::publish))
        .route("/apps/{app_id}/batch_events", post(batch_events::publish))
}

/// A successful answer. SDKs want status 200 exactly, and JSON.
fn json(body: String) -> Response {
    ([(CONTENT_TYPE, "application/json")], body).into_response()
}
