//! What a browser gets of the app. With `HAWKER_WEB=skip` the app is one page, and the same must hold for it.

use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use http_body_util::BodyExt as _;

type Answer = Response<axum::body::Body>;

const BROWSER: (header::HeaderName, &str) =
    (header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8");

fn get(path: &str, headers: &[(header::HeaderName, &str)]) -> Option<Answer> {
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| (name.clone(), HeaderValue::from_str(value).expect("a header's text")))
        .collect();
    hawker_web::answer(&Method::GET, path, &headers)
}

fn page(headers: &[(header::HeaderName, &str)]) -> Answer {
    get("/index.html", headers).expect("the app has its page")
}

fn header<'a>(answer: &'a Answer, name: &header::HeaderName) -> Option<&'a str> {
    answer.headers().get(name).map(|value| value.to_str().expect("the app's headers are texts"))
}

async fn text(answer: Answer) -> String {
    let bytes = answer.into_body().collect().await.expect("a body in memory").to_bytes();
    String::from_utf8(bytes.to_vec()).expect("a page is UTF-8")
}

#[tokio::test]
async fn every_address_of_the_app_gets_its_one_page() {
    let page = text(page(&[])).await;
    assert!(page.starts_with("<!doctype html>"));
    for path in ["/", "/cart", "/checkouts/7", "/apple-pie", "/apidays"] {
        let answer = get(path, &[BROWSER]).expect("the app's address");
        assert_eq!(header(&answer, &header::CACHE_CONTROL), Some("no-cache"));
        assert_eq!(text(answer).await, page, "{path}");
    }
}

#[test]
fn what_the_server_keeps_for_itself_is_never_answered_with_a_page() {
    for path in [
        "/api/nothing",
        "/api",
        "/broadcasting/auth",
        "/app/key",
        "/apps/1/events",
        "/docs/x",
        "/healthz",
        "/readyz",
        "/metrics",
        "/assets/gone-1a2b.js",
    ] {
        assert!(get(path, &[BROWSER]).is_none(), "{path}");
    }
}

#[test]
fn a_program_that_wants_no_page_gets_none() {
    assert!(get("/cart", &[]).is_none());
    assert!(get("/cart", &[(header::ACCEPT, "application/json")]).is_none());
    assert!(get("/cart", &[(header::ACCEPT, "*/*")]).is_none());
}

#[test]
fn nobody_writes_to_a_file() {
    let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static("text/html"))]);
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
        assert!(hawker_web::answer(&method, "/", &headers).is_none(), "{method}");
    }
}

#[test]
fn a_file_that_did_not_change_is_not_sent_again() {
    let first = page(&[]);
    let tag = header(&first, &header::ETAG).expect("a file has a tag").to_owned();
    for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
        let again = page(&[(header::IF_NONE_MATCH, &known)]);
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{known}");
        assert_eq!(header(&again, &header::ETAG), Some(tag.as_str()));
    }
    assert_eq!(page(&[(header::IF_NONE_MATCH, "\"other\"")]).status(), StatusCode::OK);
}

#[test]
fn each_form_of_a_file_has_its_own_tag() {
    let plain = page(&[]);
    let zipped = page(&[(header::ACCEPT_ENCODING, "gzip, br")]);
    let is_other_form = header(&zipped, &header::CONTENT_ENCODING).is_some();
    let is_other_tag = header(&plain, &header::ETAG) != header(&zipped, &header::ETAG);
    assert_eq!(is_other_form, is_other_tag);
    assert_eq!(header(&plain, &header::VARY), Some("accept-encoding"));
}

#[test]
fn what_a_client_refuses_is_not_sent() {
    for refused in ["identity", "br;q=0, gzip;q=0.000", "*;q=0", ""] {
        let answer = page(&[(header::ACCEPT_ENCODING, refused)]);
        assert_eq!(header(&answer, &header::CONTENT_ENCODING), None, "{refused}");
    }
}
