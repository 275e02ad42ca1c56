//! One file, and how it is answered.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::encoding::Accepted;

/// A file of the app in all the forms in which it can be sent.
pub(crate) struct File {
    /// Where it is, such as `/assets/index-1a2b.js`.
    pub(crate) path: &'static str,
    pub(crate) media_type: &'static str,
    /// Changes with the content.
    pub(crate) tag: &'static str,
    pub(crate) plain: &'static [u8],
    pub(crate) brotli: Option<&'static [u8]>,
    pub(crate) gzip: Option<&'static [u8]>,
}

impl File {
    /// The file in the smallest form that the client takes, or that it has it already.
    pub(crate) fn answer(&'static self, request: &HeaderMap) -> Response {
        let (bytes, encoding) = self.form(request);
        let tag = self.entity_tag(encoding);
        let is_known = has_tag(request, &tag);
        let body = if is_known { Body::empty() } else { Body::from(bytes) };
        let mut response = Response::new(body);
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.lifetime()));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(header::ETAG, tag);
        }
        if let Some(encoding) = encoding.filter(|_| !is_known) {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    }

    fn form(&self, request: &HeaderMap) -> (&'static [u8], Option<&'static str>) {
        let accepted = Accepted::of(request);
        match (self.brotli, self.gzip) {
            (Some(bytes), _) if accepted.takes("br") => (bytes, Some("br")),
            (_, Some(bytes)) if accepted.takes("gzip") => (bytes, Some("gzip")),
            _ => (self.plain, None),
        }
    }

    /// A strong tag names the very bytes, so each form has its own (RFC 9110, 8.8.3.3).
    fn entity_tag(&self, encoding: Option<&str>) -> String {
        match encoding {
            Some(encoding) => format!("\"{}-{encoding}\"", self.tag),
            None => format!("\"{}\"", self.tag),
        }
    }

    fn lifetime(&self) -> &'static str {
        if self.path.starts_with("/assets/") {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        }
    }
}

/// Whether the client has what the tag names; `If-None-Match` compares weakly (RFC 9110, 13.1.2).
fn has_tag(request: &HeaderMap, tag: &str) -> bool {
    let values = request.get_all(header::IF_NONE_MATCH).iter();
    values.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).any(|known| {
        let known = known.trim();
        known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
    })
}
