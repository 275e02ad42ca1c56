//! No page of another origin writes with a visitor's cookie.

use serde_json::json;

use crate::support::{TestApp, checkout, fresh_key};

const LOGIN: &str = "/api/auth/login";

#[tokio::test]
async fn a_foreign_page_may_not_write() {
    let app = TestApp::sqlite();
    let stall = app.stall("A", Some(5)).await;
    let ana = app.customer("Ana").await;
    let key = fresh_key();
    let other_port = format!("http://127.0.0.1:{}", 1);
    for headers in [
        &[("Origin", "https://evil.example")][..],
        &[("Origin", other_port.as_str())],
        &[("Origin", "null")],
        &[("Sec-Fetch-Site", "cross-site")],
        &[("Sec-Fetch-Site", "same-site")],
        &[("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example")],
    ] {
        let headers = [headers, &[("Idempotency-Key", key.as_str())]].concat();
        let body = checkout(&[(&stall, 1)]);
        let answer = ana.post_with("/api/customer/checkouts", &headers, &body).await;
        answer.refused(403, "cross_origin");
    }
    assert_eq!(app.count_orders().await, 0);
}

#[tokio::test]
async fn the_halls_own_pages_and_programs_may_write() {
    let app = TestApp::sqlite();
    let origin = format!("http://{}", app.authority());
    for headers in [
        &[][..],
        &[("Origin", origin.as_str())],
        &[("Sec-Fetch-Site", "same-origin")],
        &[("Sec-Fetch-Site", "none")],
        &[("Sec-Fetch-Site", "same-origin"), ("Origin", origin.as_str())],
    ] {
        let nobody = json!({"email": "nobody@example.test", "password": "a password"});
        let answer = app.nobody().post_with(LOGIN, headers, &nobody).await;
        answer.refused(401, "wrong_credentials");
    }
}

#[tokio::test]
async fn a_foreign_page_is_let_in_where_the_operator_trusts_it() {
    let trusted = [("HAWKER_TRUSTED_ORIGINS", "https://menu.example")];
    let app = TestApp::with_settings(&trusted);
    let nobody = json!({"email": "nobody@example.test", "password": "a password"});
    let ask = async |origin: &str| {
        let headers = [("Origin", origin), ("Sec-Fetch-Site", "cross-site")];
        app.nobody().post_with(LOGIN, &headers, &nobody).await
    };
    ask("https://menu.example").await.refused(401, "wrong_credentials");
    ask("https://menu.example.evil.example").await.refused(403, "cross_origin");
}

#[tokio::test]
async fn a_foreign_page_gets_no_right_to_listen() {
    let app = TestApp::sqlite();
    let ana = app.customer("Ana").await;
    let body = json!({"socket_id": "1.1", "channel_name": ana.channel()});
    let headers = [("Origin", "https://evil.example")];
    let answer = ana.post_with("/broadcasting/auth", &headers, &body).await;
    answer.refused(403, "cross_origin");
}
