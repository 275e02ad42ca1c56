//! `POST .../xhr_send`: what a client says.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use super::answer::{not_found, refused, taken};
use super::visits::VisitId;
use super::{Named, Visit};
use crate::engine::Inner;
use crate::transport::TOO_LARGE;

/// Room for what stands around the messages of a body.
const MARGIN_BYTES: usize = 1024;

/// Takes messages: a JSON array of texts. An empty one is a sign of life.
pub(super) async fn send(
    State(engine): State<Arc<Inner>>,
    Path((key, server, session)): Named,
    request: Request,
) -> Response {
    let id = VisitId::new(&key, &server, &session);
    let Some(visit) = id.and_then(|id| engine.visits.find(&id)) else {
        return not_found();
    };
    let body = match read_body(&visit, request).await {
        Ok(body) => body,
        Err(response) => return response,
    };
    let Ok(messages) = serde_json::from_slice::<Vec<String>>(&body) else {
        return refused(StatusCode::BAD_REQUEST, "The body must be a JSON array of texts");
    };
    if visit.take(&messages).is_err() {
        return not_found();
    }
    taken()
}

/// Reads as much as a largest message may take, with each of its quotes escaped.
async fn read_body(visit: &Visit, request: Request) -> Result<Bytes, Response> {
    let limit = visit.max_message_bytes().saturating_mul(2).saturating_add(MARGIN_BYTES);
    match Limited::new(request.into_body(), limit).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            visit.close(TOO_LARGE);
            Err(refused(StatusCode::PAYLOAD_TOO_LARGE, TOO_LARGE.reason))
        }
        Err(_) => Err(refused(StatusCode::BAD_REQUEST, "The body is not whole")),
    }
}
