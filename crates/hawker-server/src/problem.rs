//! Every error that leaves over HTTP: RFC 9457 `application/problem+json` with a stable `code`.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hawker_store::{Failure, StoreError};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A problem to answer with. It holds nothing internal: a cause is logged where it is found.
#[derive(Debug, Clone)]
pub struct Problem {
    status: StatusCode,
    body: Box<ProblemBody>,
    headers: Vec<(header::HeaderName, HeaderValue)>,
}

/// A problem on the wire (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// The HTTP status, again.
    status: u16,
    /// What happened, for programs: stable.
    code: &'static str,
    /// What happened, for people.
    title: &'static str,
    /// What is special about this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// What is wrong with which field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    /// More, depending on the code.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    more: Map<String, Value>,
}

/// What is wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// The field, such as `lines[0].quantity`.
    pub field: String,
    /// What it must be.
    pub message: String,
}

impl FieldError {
    /// What is wrong with `field`.
    pub fn new(field: impl Into<String>, message: impl ToString) -> Self {
        Self { field: field.into(), message: message.to_string() }
    }
}

impl Problem {
    /// A problem of this status, code and title.
    pub fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        let body = ProblemBody {
            status: status.as_u16(),
            code,
            title,
            detail: None,
            errors: Vec::new(),
            more: Map::new(),
        };
        Self { status, body: Box::new(body), headers: Vec::new() }
    }

    /// Fields that are not as they must be.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let title = "Some fields are not as they must be";
        let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", title);
        problem.body.errors = errors;
        problem
    }

    /// One field that is not as it must be.
    pub fn invalid_field(field: impl Into<String>, message: impl ToString) -> Self {
        Self::invalid(vec![FieldError::new(field, message)])
    }

    /// Nobody has signed in.
    pub fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", "Sign in first")
            .with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }

    /// Whoever signed in may not do this.
    pub fn forbidden(code: &'static str, title: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, title)
    }

    /// There is no such thing, or not for whoever asks.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is nothing of that name here")
    }

    /// The path exists and cannot be called in this way.
    pub fn method_not_allowed() -> Self {
        let title = "This cannot be called in this way";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", title)
    }

    /// Things stand otherwise than the request supposes.
    pub fn conflict(code: &'static str, title: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, code, title)
    }

    /// A fault of ours. What it was is logged, with the request's id, and not told.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(error = %cause, "a request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong here")
    }

    /// The same with a sentence about this time.
    #[must_use]
    pub fn with_detail(mut self, detail: impl ToString) -> Self {
        self.body.detail = Some(detail.to_string());
        self
    }

    /// The same with one more thing told.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Serialize) -> Self {
        let value = serde_json::to_value(value).unwrap_or(Value::Null);
        self.body.more.insert(key.to_owned(), value);
        self
    }

    /// The same with what is wrong with which field.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.body.errors = errors;
        self
    }

    /// The same with a header.
    #[must_use]
    pub fn with_header(mut self, name: header::HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        let headers = response.headers_mut();
        let media_type = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, media_type);
        headers.extend(self.headers);
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Closed | StoreError::Unavailable(_) | StoreError::Commit(_) => {
                tracing::error!(%error, "the database is not available");
                let title = "The hall cannot be reached at the moment; try again";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", title)
                    .with_header(header::RETRY_AFTER, HeaderValue::from_static("1"))
            }
            StoreError::Migration(_)
            | StoreError::Statement(_)
            | StoreError::Unreadable(_)
            | StoreError::Panicked => Self::internal(&error),
        }
    }
}

impl<R> From<Failure<R>> for Problem
where
    Problem: From<R>,
{
    fn from(failure: Failure<R>) -> Self {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            Failure::Store(error) => error.into(),
        }
    }
}

/// A closure that refuses nothing has nothing to turn into a problem.
impl From<std::convert::Infallible> for Problem {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_fault_of_ours_tells_nothing_about_us() {
        let fault = StoreError::Unreadable("orders.status of order 17".to_owned());
        let response = Problem::from(fault).into_response();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = axum::body::to_bytes(response.into_body(), 1024).await.expect("a body");
        let body: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
        let keys: Vec<&String> = body.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["code", "status", "title"]);
        assert!(!body.to_string().contains("orders"), "{body}");
    }
}
