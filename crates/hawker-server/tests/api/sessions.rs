//! What a session's cookie may do, and how it ends.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Person, Screen, TestApp, line};

const PASSWORD: &str = "correct horse battery";

/// A registered customer's cookie.
async fn cookie(app: &TestApp, headers: &[(&str, &str)]) -> Answer {
    let body = json!({"name": "Ana", "email": "ana@example.test", "password": PASSWORD});
    app.nobody().post_with("/api/auth/register", headers, &body).await
}

async fn call(nobody: &Person, method: Method, path: &str, cookie: &str) -> Answer {
    let request = nobody.request(method, path).header("cookie", cookie);
    Answer::read(request.send().await.expect("the server answers")).await
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_for_scripts_and_foreign_pages() {
    let app = TestApp::sqlite();
    let registered = cookie(&app, &[]).await;
    let cookie = registered.header("set-cookie").expect("a cookie");
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"] {
        assert!(cookie.split("; ").any(|part| part == attribute), "{attribute}: {cookie}");
    }
    assert!(!cookie.contains("Secure"), "nobody could sign in over plain http: {cookie}");
}

#[tokio::test]
async fn the_cookie_of_a_page_that_came_over_https_never_travels_in_the_clear() {
    let app = TestApp::sqlite();
    let origin = format!("https://{}", app.authority());
    let registered = cookie(&app, &[("Origin", &origin)]).await;
    registered.created();
    let cookie = registered.header("set-cookie").expect("a cookie");
    assert!(cookie.split("; ").any(|part| part == "Secure"), "{cookie}");
}

#[tokio::test]
async fn an_operator_can_insist_on_secure_cookies() {
    let app = TestApp::with_settings(&[("HAWKER_SECURE_COOKIES", "always")]);
    let registered = cookie(&app, &[]).await;
    let cookie = registered.header("set-cookie").expect("a cookie");
    assert!(cookie.split("; ").any(|part| part == "Secure"), "{cookie}");
}

#[tokio::test]
async fn signing_out_takes_the_cookie_back_everywhere() {
    let app = TestApp::sqlite();
    let cookie = cookie(&app, &[]).await.cookie();
    call(&app.nobody(), Method::GET, "/api/auth/me", &cookie).await.ok();
    let out = call(&app.nobody(), Method::POST, "/api/auth/logout", &cookie).await;
    assert_eq!(out.status, 204);
    let cleared = out.header("set-cookie").expect("the browser is told to forget it");
    assert!(cleared.contains("Max-Age=0") && cleared.contains("Path=/"), "{cleared}");
    let again = call(&app.nobody(), Method::GET, "/api/auth/me", &cookie).await;
    again.refused(401, "unauthenticated");
    let again = call(&app.nobody(), Method::POST, "/api/auth/logout", &cookie).await;
    again.refused(401, "unauthenticated");
}

#[tokio::test]
async fn signing_out_takes_one_token_back_and_no_other() {
    let app = TestApp::sqlite();
    let phone = app.customer("Ana").await;
    let tablet = app.signed_in(hawker_domain::UserId(phone.id)).await;
    assert_eq!(phone.post("/api/auth/logout", &json!({})).await.status, 204);
    phone.get("/api/auth/me").await.refused(401, "unauthenticated");
    tablet.get("/api/auth/me").await.ok();
}

#[tokio::test]
async fn signing_out_ends_what_that_session_listens_to() {
    let app = TestApp::sqlite();
    let stall = app.stall("A", None).await;
    let phone = app.customer("Ana").await;
    let tablet = app.signed_in(hawker_domain::UserId(phone.id)).await;
    let on_phone = Screen::of(&app, &phone, &phone.channel()).await;
    let mut on_tablet = Screen::of(&app, &tablet, &phone.channel()).await;
    let socket_id = on_phone.socket_id.clone();

    assert_eq!(phone.post("/api/auth/logout", &json!({})).await.status, 204);
    assert_eq!(on_phone.close_code().await, 4009);
    let refused = phone.authorize(&socket_id, &phone.channel()).await;
    refused.refused(401, "unauthenticated");

    let order = tablet.orders(&stall).await;
    stall.leads(&order, &["accept"]).await;
    assert_eq!(on_tablet.hears().await.data["id"], order["id"]);
}

#[tokio::test]
async fn a_session_ends_after_a_month() {
    let app = TestApp::sqlite();
    let cookie = cookie(&app, &[]).await.cookie();
    app.clock.advance(SignedDuration::from_hours(24 * 30 - 1));
    call(&app.nobody(), Method::GET, "/api/auth/me", &cookie).await.ok();
    app.clock.advance(SignedDuration::from_hours(1));
    let ended = call(&app.nobody(), Method::GET, "/api/auth/me", &cookie).await;
    ended.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_customer_orders_with_nothing_but_the_cookie() {
    let app = TestApp::sqlite();
    let stall = app.stall("A", None).await;
    let cookie = cookie(&app, &[]).await.cookie();
    let quote = json!({"lines": [line(&stall, 1)]});
    let headers = [("Cookie", cookie.as_str()), ("Sec-Fetch-Site", "same-origin")];
    let quoted = app.nobody().post_with("/api/customer/quote", &headers, &quote).await;
    assert_eq!(quoted.ok()["total"], 10_000);
}

#[tokio::test]
async fn a_token_in_the_header_counts_and_not_the_cookie_beside_it() {
    let app = TestApp::sqlite();
    let stall = app.stall("A", None).await;
    let cookie = cookie(&app, &[]).await.cookie();
    let request = stall.staff.request(Method::GET, "/api/auth/me").header("cookie", &cookie);
    let me = Answer::read(request.send().await.expect("the server answers")).await;
    assert_eq!(me.ok()["user"]["role"], "vendor");
    let wrong = app.nobody().signed_in(0, "wrong");
    let request = wrong.request(Method::GET, "/api/auth/me").header("cookie", &cookie);
    let me = Answer::read(request.send().await.expect("the server answers")).await;
    me.refused(401, "unauthenticated");
}
