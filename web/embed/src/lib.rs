//! The web app, built and compressed at compile time, inside the binary: `answer` finds the file or the page for a
//! request, and nothing is unpacked or computed at run time.
//!
//! Files under `/assets/` carry their content's hash in their name and may be kept for ever; all others are asked for
//! again each time. Every address that the server does not keep for itself is the app's, which has its own pages: it
//! gets the app's one page, if the request is a browser's that wants a page.
//!
//! A leaf: it knows nothing of the hall. What is not the app's is for the caller to answer.

mod encoding;
mod file;
#[cfg(test)]
mod foreign_hosts;

use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::Response;

use self::file::File;

/// Every file of the app, sorted by path.
static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// What the app's page carries in itself instead of loading it, as a policy of content names it: `'sha256-...'`.
#[derive(Debug)]
pub struct Inline {
    /// For `style-src`.
    pub styles: &'static [&'static str],
    /// For `script-src`.
    pub scripts: &'static [&'static str],
}

/// The parts of the page that this build serves.
pub static INLINE: Inline = include!(concat!(env!("OUT_DIR"), "/inline.rs"));

/// The app's one page.
const PAGE: &str = "/index.html";

/// What the server keeps for itself: what is wrong there is an error, and no page.
const SERVERS: &[&str] = &[
    "/api",
    "/broadcasting",
    "/app",
    "/apps",
    "/docs",
    "/healthz",
    "/readyz",
    "/metrics",
    "/assets",
];

/// The app's answer; none if the request is not for the app.
pub fn answer(method: &Method, path: &str, headers: &HeaderMap) -> Option<Response> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return None;
    }
    let file = match find(path) {
        Some(file) => file,
        None if is_page(path, headers) => find(PAGE)?,
        None => return None,
    };
    Some(file.answer(headers))
}

fn find(path: &str) -> Option<&'static File> {
    let found = FILES.binary_search_by(|file| file.path.cmp(path)).ok()?;
    FILES.get(found)
}

fn is_page(path: &str, headers: &HeaderMap) -> bool {
    let is_ours = !SERVERS.iter().any(|kept| is_below(path, kept));
    is_ours && (path == "/" || accepts_html(headers))
}

fn is_below(path: &str, kept: &str) -> bool {
    path.strip_prefix(kept).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Browsers ask for a page by name; a program that takes anything wants no page in place of what it asked for, unless it
/// asked for nothing.
fn accepts_html(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter();
    accepted
        .filter_map(|value: &HeaderValue| value.to_str().ok())
        .any(|value| value.contains("text/html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_gets_the_app_at_its_address_and_nowhere_else() {
        let program = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static("*/*"))]);
        assert!(is_page("/", &program));
        assert!(is_page("/", &HeaderMap::new()));
        assert!(!is_page("/orders", &program));
        let browser =
            HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static("text/html,*/*"))]);
        assert!(is_page("/orders", &browser));
        assert!(!is_page("/api/orders", &browser));
    }
}
