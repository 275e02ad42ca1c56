//! What holds for every request: its shape is checked at the door, and a fault of ours tells
//! nothing about us.

use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, TestApp, checkout};

const CHECKOUTS: &str = "/api/customer/checkouts";
const QUOTE: &str = "/api/customer/quote";

#[tokio::test]
async fn a_body_that_is_not_json_is_refused() {
    let app = TestApp::sqlite();
    let ana = app.customer("Ana").await;
    for body in [
        "",
        "{",
        "nonsense",
        "{\"lines\":[]} and more",
        "\u{feff}{}",
        "[1,2",
        "[]",
        "[[]]",
        "null",
        "7",
    ] {
        let answer = ana.post_text(QUOTE, "application/json", body.to_owned()).await;
        // An empty body is an empty object, in which the field is missing.
        answer.names_fields(&[if body.is_empty() { "lines" } else { "body" }]);
    }
}

#[tokio::test]
async fn a_body_of_another_type_is_refused() {
    let app = TestApp::sqlite();
    let ana = app.customer("Ana").await;
    for media_type in ["text/plain", "application/xml", "multipart/form-data; boundary=x"] {
        let answer = ana.post_text(QUOTE, media_type, "{\"lines\":[]}".to_owned()).await;
        answer.refused(415, "unsupported_media_type");
    }
    let utf_8 = "application/json; charset=utf-8";
    ana.post_text(QUOTE, utf_8, "{}".to_owned()).await.names_fields(&["lines"]);
}

#[tokio::test]
async fn a_body_over_64_kib_is_refused() {
    let app = TestApp::sqlite();
    let ana = app.customer("Ana").await;
    let body_of = |bytes: usize| format!("{{\"lines\":[]{}}}", " ".repeat(bytes - 12));
    let fits = ana.post_text(QUOTE, "application/json", body_of(64 * 1024)).await;
    fits.names_fields(&["lines"]);
    let answer = ana.post_text(QUOTE, "application/json", body_of(64 * 1024 + 1)).await;
    answer.refused(413, "too_large");
}

#[tokio::test]
async fn a_path_that_leads_nowhere_is_not_found() {
    let app = TestApp::sqlite();
    for path in ["/api", "/api/nothing", "/nothing", "/api/menu/vendors/1/nothing"] {
        app.nobody().get(path).await.refused(404, "not_found");
    }
}

#[tokio::test]
async fn a_call_of_another_method_is_refused_and_told_which_exist() {
    let app = TestApp::sqlite();
    for (method, path, allowed) in [
        (Method::DELETE, "/api/menu/vendors", "GET,HEAD"),
        (Method::GET, "/api/auth/login", "POST"),
        (Method::POST, "/healthz", "GET,HEAD"),
    ] {
        let request = app.nobody().request(method, path);
        let answer = Answer::read(request.send().await.expect("the server answers")).await;
        answer.refused(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), Some(allowed));
    }
}

#[tokio::test]
async fn an_id_that_is_no_number_names_nothing() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let superadmin = app.superadmin().await;
    for id in ["abc", "1x", "1.5", "-", "9223372036854775808", "0", "-1", "%00"] {
        let paths = [
            (app.nobody(), Method::GET, format!("/api/menu/vendors/{id}")),
            (ana.clone(), Method::GET, format!("/api/customer/orders/{id}")),
            (ana.clone(), Method::GET, format!("/api/customer/orders/{id}/history")),
            (ana.clone(), Method::POST, format!("/api/customer/orders/{id}/cancel")),
            (stall.staff.clone(), Method::PATCH, format!("/api/vendor/orders/{id}/accept")),
            (stall.staff.clone(), Method::POST, format!("/api/vendor/orders/{id}/seen")),
            (superadmin.clone(), Method::PATCH, format!("/api/admin/vendors/{id}")),
        ];
        for (person, method, path) in paths {
            let request = person.request(method, &path);
            let answer = Answer::read(request.send().await.expect("the server answers")).await;
            answer.refused(404, "not_found");
        }
    }
}

#[tokio::test]
async fn every_answer_has_an_id_and_a_callers_own_is_kept() {
    let app = TestApp::sqlite();
    let one = app.nobody().get("/healthz").await;
    let other = app.nobody().get("/healthz").await;
    let id = |answer: &Answer| answer.header("x-request-id").map(str::to_owned);
    assert!(id(&one).is_some() && id(&one) != id(&other));
    let request = app.nobody().request(Method::GET, "/healthz").header("x-request-id", "mine");
    let answer = Answer::read(request.send().await.expect("the server answers")).await;
    assert_eq!(id(&answer).as_deref(), Some("mine"));
}

#[tokio::test]
async fn a_checkout_without_a_key_is_refused_before_it_is_looked_at() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let body = checkout(&[(&stall, 1)]);
    ana.post(CHECKOUTS, &body).await.names_fields(&["Idempotency-Key"]);
    for key in ["", "   ", "x".repeat(256).as_str()] {
        ana.place(key, &body).await.names_fields(&["Idempotency-Key"]);
    }
    let request = ana.request(Method::POST, CHECKOUTS).json(&body);
    let request = request.header("Idempotency-Key", &b"\xc3\xb1"[..]);
    let answer = Answer::read(request.send().await.expect("the server answers")).await;
    answer.names_fields(&["Idempotency-Key"]);
    assert_eq!(app.count_orders().await, 0);
    ana.place(&"x".repeat(255), &body).await.created();
    ana.post(CHECKOUTS, &json!({})).await.names_fields(&["table_number"]);
}
