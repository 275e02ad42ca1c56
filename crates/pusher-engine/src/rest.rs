//! The HTTP API that the server SDKs call, one file per call.

mod at_once;
mod authenticate;
mod batch_events;
mod channel;
mod channels;
mod deprecated;
mod events;
mod info;
mod overview;
mod refusal;
mod terminate;
mod users;

use std::sync::Arc;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::engine::Inner;
pub(crate) use at_once::PublishCall;
use authenticate::Caller;
use refusal::Refusal;

/// The routes of the HTTP API.
pub(crate) fn routes() -> Router<Arc<Inner>> {
    Router::new()
        .route("/apps/{app_id}/events", post(events::publish))
        .route("/apps/{app_id}/batch_events", post(batch_events::publish))
        .route("/apps/{app_id}/channels", get(channels::list))
        .route("/apps/{app_id}/channels/{channel}", get(channel::show))
        .route("/apps/{app_id}/channels/{channel}/users", get(users::list))
        .route("/apps/{app_id}/channels/{channel}/events", post(deprecated::publish))
        .route("/apps/{app_id}/channels/{channel}/stats", get(deprecated::stats))
        .route("/apps/{app_id}/users/{user_id}/terminate_connections", post(terminate::terminate))
        .route("/apps/{app_id}/overview", get(overview::show))
        // The Python SDK leaves the app out; its key is in the query.
        .route("/users/{user_id}/terminate_connections", post(terminate::terminate))
}

/// A successful answer. SDKs want status 200 exactly, and JSON.
fn json(body: String) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
}

/// A successful answer that has nothing to tell.
fn empty() -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], "{}").into_response()
}
