//! Request bodies: JSON, or a form where Pusher's clients send one.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use super::fields::missing_field;
use crate::problem::Problem;

/// A body read into `T`. An empty one is an empty object, so that a call whose fields are all
/// optional needs no body.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let is_form = is_form(request.headers())?;
        let bytes = Bytes::from_request(request, state).await.map_err(|error| too_large(&error))?;
        if is_form { read_form(&bytes) } else { read_json(&bytes) }.map(Self)
    }
}

fn is_form(headers: &HeaderMap) -> Result<bool, Problem> {
    let Some(media_type) = headers.get(header::CONTENT_TYPE) else { return Ok(false) };
    let media_type = media_type.to_str().unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/x-www-form-urlencoded" => Ok(true),
        json if json == "application/json" || json.ends_with("+json") => Ok(false),
        _ => {
            let title = "The body must be JSON";
            Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", title))
        }
    }
}

fn too_large(error: &BytesRejection) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "The body is too large")
    } else {
        Problem::invalid_field("body", "could not be read")
    }
}

fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    // Serde would read a list into a struct by the places of its fields.
    if bytes.trim_ascii_start().starts_with(b"[") {
        return Err(Problem::invalid_field("body", "must be one JSON object"));
    }
    // To keep track of where one is costs time, and almost every body can be read without.
    serde_json::from_slice(bytes).or_else(|_| read_step_by_step(bytes))
}

/// Reads JSON, and names the field that is wrong where it cannot be read.
fn read_step_by_step<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| field_problem(&error.path().to_string(), error.inner()))?;
    json.end().map_err(|_| Problem::invalid_field("body", "must be one JSON object"))?;
    Ok(value)
}

fn field_problem(path: &str, error: &serde_json::Error) -> Problem {
    let message = error.to_string();
    // serde_json ends with the place in the text, which means nothing next to the field's name.
    let message = message.split(" at line ").next().unwrap_or_default();
    if !error.is_data() {
        return Problem::invalid_field("body", format!("is not JSON: {message}"));
    }
    let missing = missing_field(message);
    match (missing, path) {
        (Some(name), ".") => Problem::invalid_field(name, "is required"),
        (Some(name), parent) => Problem::invalid_field(format!("{parent}.{name}"), "is required"),
        (None, ".") => Problem::invalid_field("body", message),
        (None, field) => Problem::invalid_field(field, message),
    }
}

fn read_form<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    serde_urlencoded::from_bytes(bytes).map_err(|error| {
        let message = error.to_string();
        match missing_field(&message) {
            Some(name) => Problem::invalid_field(name, "is required"),
            None => Problem::invalid_field("body", message),
        }
    })
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;
    use http_body_util::BodyExt;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Order {
        #[serde(rename = "lines")]
        _lines: Vec<Line>,
    }

    #[derive(Debug, Deserialize)]
    struct Line {
        #[serde(rename = "quantity")]
        _quantity: u32,
    }

    async fn errors(json: &str) -> String {
        let problem = read_json::<Order>(json.as_bytes()).expect_err("a problem");
        assert_eq!(problem.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let body = problem.into_response().into_body().collect().await.expect("a body");
        let body: serde_json::Value = serde_json::from_slice(&body.to_bytes()).expect("JSON");
        format!("{}: {}", body["errors"][0]["field"], body["errors"][0]["message"])
    }

    #[tokio::test]
    async fn an_error_names_the_field() {
        assert_eq!(errors("{}").await, r#""lines": "is required""#);
        assert_eq!(errors(r#"{"lines":[{}]}"#).await, r#""lines[0].quantity": "is required""#);
        let negative = errors(r#"{"lines":[{"quantity":-1}]}"#).await;
        assert!(negative.starts_with(r#""lines[0].quantity": "invalid value"#), "{negative}");
        assert_eq!(errors(" [[]]").await, r#""body": "must be one JSON object""#);
        assert!(errors("nonsense").await.starts_with(r#""body": "is not JSON"#));
        assert!(errors(r#"{"lines":[]}x"#).await.starts_with(r#""body": "#));
    }
}
