//! Answers that a browser lets the scripts of any page read, and that nothing keeps or holds back.

use axum::body::Body;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, CONTENT_TYPE,
};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};

use super::receive::Receive;

/// Whose scripts may read an answer: a client proves who it is by what it signs, never by a cookie.
const ANY_ORIGIN: (HeaderName, &str) = (ACCESS_CONTROL_ALLOW_ORIGIN, "*");

const NOT_KEPT: (HeaderName, &str) = (CACHE_CONTROL, "no-store, no-cache, no-transform, max-age=0");

const SCRIPT: (HeaderName, &str) = (CONTENT_TYPE, "application/javascript; charset=UTF-8");

/// Asks nginx to pass on each line as it comes.
const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

/// Whatever one request receives, as it comes.
pub(super) fn stream(receive: Receive) -> Response {
    received(Body::from_stream(receive))
}

/// Lines that are all there.
pub(super) fn lines(text: String) -> Response {
    received(Body::from(text))
}

fn received(body: Body) -> Response {
    ([ANY_ORIGIN, NOT_KEPT, SCRIPT, UNBUFFERED], body).into_response()
}

/// What was sent is taken.
pub(super) fn taken() -> Response {
    (StatusCode::NO_CONTENT, [ANY_ORIGIN, NOT_KEPT]).into_response()
}

/// There is no such session.
pub(super) fn not_found() -> Response {
    refused(StatusCode::NOT_FOUND, "There is no such session")
}

/// What was sent is not taken.
pub(super) fn refused(status: StatusCode, why: &'static str) -> Response {
    (status, [ANY_ORIGIN, NOT_KEPT], why).into_response()
}

/// Lets a browser ask what a page of another origin wants to ask.
pub(super) async fn preflight() -> Response {
    let headers = [
        ANY_ORIGIN,
        (ACCESS_CONTROL_ALLOW_METHODS, "POST, OPTIONS"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type, X-Requested-With"),
        (ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}
