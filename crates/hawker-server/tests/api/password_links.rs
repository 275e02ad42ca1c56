//! Somebody who has lost a password, or never had one, sets it with a link.

use hawker_domain::UserId;
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, MailServer, Person, Screen, TestApp};

const FORGOT: &str = "/api/auth/forgot-password";
const SET: &str = "/api/auth/set-password";
const PASSWORD: &str = "correct horse battery";

async fn forgot(app: &TestApp, email: &str) -> Answer {
    app.nobody().post(FORGOT, &json!({"email": email})).await
}

/// The token of a new link in a mail to Ana.
async fn mailed(app: &TestApp, server: &MailServer) -> String {
    assert_eq!(forgot(app, "ana@example.test").await.status, 202);
    server.receives().await.token("https://hall.example")
}

async fn set(app: &TestApp, token: &str, password: &str) -> Answer {
    app.nobody().post(SET, &json!({"token": token, "password": password})).await
}

async fn log_in(app: &TestApp, email: &str, password: &str) -> Answer {
    app.nobody().post("/api/auth/login", &json!({"email": email, "password": password})).await
}

async fn me(nobody: &Person, cookie: &str) -> Value {
    let request = nobody.request(Method::GET, "/api/auth/me").header("cookie", cookie);
    Answer::read(request.send().await.expect("the server answers")).await.ok()
}

/// That a link is good for nothing.
#[track_caller]
fn is_not_good(answer: &Answer) {
    let body = answer.refused(422, "link_not_good");
    assert_eq!(body["errors"][0]["field"], "token");
    assert_eq!(answer.header("set-cookie"), None);
}

#[tokio::test]
async fn a_mailed_link_sets_a_password_once_and_signs_in() {
    let server = MailServer::start().await;
    let app = server.hall(&[]);
    let ana = app.customer("Ana").await;
    app.set_password(ana.id, "the lost password").await;
    let token = mailed(&app, &server).await;
    let answer = set(&app, &token, PASSWORD).await;
    assert_eq!(answer.ok()["user"]["email"], "ana@example.test");
    assert_eq!(me(&app.nobody(), &answer.cookie()).await["user"]["id"], ana.id);
    log_in(&app, "ana@example.test", PASSWORD).await.ok();
    let lost = log_in(&app, "ana@example.test", "the lost password").await;
    lost.refused(401, "wrong_credentials");
    is_not_good(&set(&app, &token, "yet another password").await);
    log_in(&app, "ana@example.test", PASSWORD).await.ok();
}

#[tokio::test]
async fn setting_a_password_ends_whatever_was_open_to_the_account() {
    let server = MailServer::start().await;
    let app = server.hall(&[]);
    let phone = app.customer("Ana").await;
    let tablet = app.signed_in(UserId(phone.id)).await;
    let ben = app.customer("Ben").await;
    let on_phone = Screen::of(&app, &phone, &phone.channel()).await;
    let (first, second) = (mailed(&app, &server).await, mailed(&app, &server).await);
    set(&app, &second, PASSWORD).await.ok();
    assert_eq!(on_phone.close_code().await, 4009);
    for ended in [&phone, &tablet] {
        ended.get("/api/auth/me").await.refused(401, "unauthenticated");
    }
    is_not_good(&set(&app, &first, "yet another password").await);
    ben.get("/api/auth/me").await.ok();
}

#[tokio::test]
async fn a_mailed_link_is_good_for_an_hour() {
    let server = MailServer::start().await;
    let app = server.hall(&[]);
    app.customer("Ana").await;
    let (one, other) = (mailed(&app, &server).await, mailed(&app, &server).await);
    app.clock.advance(SignedDuration::from_mins(59));
    set(&app, &one, PASSWORD).await.ok();
    app.clock.advance(SignedDuration::from_mins(1));
    is_not_good(&set(&app, &other, PASSWORD).await);
}

#[tokio::test]
async fn a_link_does_not_last_longer_because_another_was_asked_for() {
    let server = MailServer::start().await;
    let app = server.hall(&[]);
    app.customer("Ana").await;
    let early = mailed(&app, &server).await;
    app.clock.advance(SignedDuration::from_mins(60));
    let late = mailed(&app, &server).await;
    is_not_good(&set(&app, &early, PASSWORD).await);
    set(&app, &late, PASSWORD).await.ok();
}

#[tokio::test]
async fn asking_for_a_link_tells_nobody_which_accounts_exist() {
    let server = MailServer::start().await;
    let mut app = server.hall(&[]);
    app.customer("Ana").await;
    let told = |answer: &Answer| {
        let headers = answer
            .headers
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "date" | "x-request-id"));
        let headers: Vec<_> = headers.map(|(name, value)| (name.clone(), value.clone())).collect();
        (answer.status, headers, answer.text.clone())
    };
    let known = forgot(&app, "Ana@example.test ").await;
    let unknown = forgot(&app, "nobody@example.test").await;
    assert_eq!(told(&known), told(&unknown));
    for _ in 0..2 {
        for email in ["ana@example.test", "nobody@example.test"] {
            assert_eq!(forgot(&app, email).await.status, 202);
        }
    }
    for email in ["ana@example.test", "nobody@example.test"] {
        let stopped = forgot(&app, email).await;
        stopped.refused(429, "too_many_attempts");
        assert_eq!(stopped.header("retry-after"), Some("300"));
    }
    app.restart().await;
    assert_eq!(server.unread().await, 3, "mail to nobody");
}

#[tokio::test]
async fn a_mailbox_is_not_filled_from_many_addresses() {
    let server = MailServer::start().await;
    let mut app = server.hall(&[("HAWKER_TRUSTED_PROXIES", "127.0.0.1")]);
    app.customer("Ana").await;
    for last in 1..=10 {
        let peer = format!("203.0.113.{last}");
        let body = json!({"email": "ana@example.test"});
        let headers = [("X-Forwarded-For", peer.as_str())];
        assert_eq!(app.nobody().post_with(FORGOT, &headers, &body).await.status, 202);
    }
    app.restart().await;
    assert_eq!(server.unread().await, 6);
}

#[tokio::test]
async fn what_is_wrong_with_a_request_leaves_its_link_good() {
    let server = MailServer::start().await;
    let app = server.hall(&[]);
    app.customer("Ana").await;
    let token = mailed(&app, &server).await;
    set(&app, &token, "short").await.names_fields(&["password"]);
    app.nobody().post(SET, &json!({"password": PASSWORD})).await.names_fields(&["token"]);
    forgot(&app, "no address").await.names_fields(&["email"]);
    app.nobody().post(FORGOT, &json!({})).await.names_fields(&["email"]);
    for token in ["", "hwk_0", "\u{0}"] {
        is_not_good(&set(&app, token, PASSWORD).await);
    }
    set(&app, &token, PASSWORD).await.ok();
}

#[tokio::test]
async fn staff_of_a_stall_that_is_switched_off_get_no_mail_and_are_not_let_in_by_a_link() {
    let server = MailServer::start().await;
    let mut app = server.hall(&[]);
    let (superadmin, stall) = (app.superadmin().await, app.stall("A", None).await);
    assert_eq!(forgot(&app, "staff-a@example.test").await.status, 202);
    let token = server.receives().await.token("https://hall.example");
    let path = format!("/api/admin/vendors/{}", stall.id);
    superadmin.patch(&path, &json!({"is_active": false})).await.ok();
    set(&app, &token, PASSWORD).await.refused(403, "inactive");
    assert_eq!(forgot(&app, "staff-a@example.test").await.status, 202);
    app.restart().await;
    assert_eq!(server.unread().await, 0);
    superadmin.patch(&path, &json!({"is_active": true})).await.ok();
    assert_eq!(set(&app, &token, PASSWORD).await.ok()["user"]["vendor_id"], stall.id);
}
