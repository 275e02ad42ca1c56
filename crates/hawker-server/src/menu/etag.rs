//! Answers that a client keeps, and asks about before it uses them again (RFC 9110, 13.1.2).

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::auth::hex;
use crate::problem::Problem;

/// How much of the hash names an answer: enough that no two are ever taken for each other.
const TAG_BYTES: usize = 16;

/// `body` as JSON, or only word that the client has it already.
pub(super) fn answer(headers: &HeaderMap, body: &impl Serialize) -> Result<Response, Problem> {
    let body = serde_json::to_vec(body).map_err(|error| Problem::internal(&error))?;
    let hash = Sha256::digest(&body);
    let tag = format!("\"{}\"", hex(&hash[..TAG_BYTES]));
    let is_known = knows(headers, &tag);
    let tag = HeaderValue::from_str(&tag).map_err(|error| Problem::internal(&error))?;
    // A stall can pause at any moment: it may be kept, and must be asked about each time.
    let kept = [(header::ETAG, tag), (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    if is_known {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    let json = HeaderValue::from_static("application/json");
    Ok((kept, [(header::CONTENT_TYPE, json)], body).into_response())
}

/// Whether `If-None-Match` names `tag`. It compares weakly: a proxy that compressed the answer on
/// its way may have marked the tag as weak.
fn knows(headers: &HeaderMap, tag: &str) -> bool {
    let lines = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_known_in_any_of_the_spellings_that_may_come_back() {
        let knows = |line: &'static str| {
            let headers = [(header::IF_NONE_MATCH, HeaderValue::from_static(line))];
            knows(&headers.into_iter().collect(), "\"a1\"")
        };
        for line in ["\"a1\"", "W/\"a1\"", "\"b2\", \"a1\"", "\"b2\",W/\"a1\"", "*"] {
            assert!(knows(line), "{line}");
        }
        for line in ["", "a1", "\"b2\"", "\"a1", "\"a1 \""] {
            assert!(!knows(line), "{line}");
        }
    }
}
