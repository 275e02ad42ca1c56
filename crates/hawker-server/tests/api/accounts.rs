//! Making an account and signing in.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::{Answer, Person, TestApp};

const PASSWORD: &str = "correct horse battery";

/// Signs in as Ana.
async fn log_in(nobody: &Person, password: &str) -> Answer {
    let body = json!({"email": "ana@example.test", "password": password});
    nobody.post("/api/auth/login", &body).await
}

async fn register(nobody: &Person) -> Answer {
    let body = json!({"name": " Ana ", "email": "Ana@Example.test", "password": PASSWORD});
    nobody.post("/api/auth/register", &body).await
}

/// Who the browser with this cookie is.
async fn me(nobody: &Person, cookie: &str) -> Answer {
    let request = nobody.request(reqwest::Method::GET, "/api/auth/me").header("cookie", cookie);
    Answer::read(request.send().await.expect("the server answers")).await
}

#[tokio::test]
async fn registering_makes_a_customer_and_signs_them_in() {
    let app = TestApp::sqlite();
    let registered = register(&app.nobody()).await;
    let user = registered.created()["user"].clone();
    let expected = json!({
        "id": user["id"], "name": "Ana", "email": "ana@example.test",
        "role": "customer", "vendor_id": null,
    });
    assert_eq!(user, expected);
    assert!(user["id"].as_i64().is_some_and(|id| id > 0));
    assert_eq!(me(&app.nobody(), &registered.cookie()).await.ok()["user"], user);
}

#[tokio::test]
async fn nobody_chooses_their_own_role_or_stall() {
    let app = TestApp::sqlite();
    let body = json!({
        "name": "Eve", "email": "eve@example.test", "password": PASSWORD,
        "role": "superadmin", "vendor_id": 1,
    });
    let user = app.nobody().post("/api/auth/register", &body).await.created()["user"].clone();
    assert_eq!((&user["role"], &user["vendor_id"]), (&json!("customer"), &Value::Null));
}

#[tokio::test]
async fn everything_that_is_wrong_with_an_account_is_told_at_once() {
    let app = TestApp::sqlite();
    for (name, email, password, fields) in [
        (" ", "ana", "short", &["name", "email", "password"][..]),
        ("Ana", "ana@example.test", "1234567", &["password"]),
        ("Ana", "@example.test", PASSWORD, &["email"]),
        ("A\u{0}na", "ana@example.test", PASSWORD, &["name"]),
    ] {
        let body = json!({"name": name, "email": email, "password": password});
        app.nobody().post("/api/auth/register", &body).await.names_fields(fields);
    }
    log_in(&app.nobody(), PASSWORD).await.refused(401, "wrong_credentials");
}

#[tokio::test]
async fn a_hall_full_of_guests_registers_at_once_and_whoever_floods_it_is_stopped() {
    let app = TestApp::sqlite();
    let body = json!({"name": "Ana", "email": "no address", "password": PASSWORD});
    let ask = async || app.nobody().post("/api/auth/register", &body).await;
    for _ in 0..120 {
        ask().await.names_fields(&["email"]);
    }
    let stopped = ask().await;
    stopped.refused(429, "too_many_attempts");
    assert_eq!(stopped.header("retry-after"), Some("1"));
    app.clock.advance(SignedDuration::from_secs(1));
    register(&app.nobody()).await.created();
    register(&app.nobody()).await.refused(429, "too_many_attempts");
}

#[tokio::test]
async fn an_address_registers_once_however_it_is_written() {
    let app = TestApp::sqlite();
    register(&app.nobody()).await.created();
    let taken = register(&app.nobody()).await.refused(409, "email_taken");
    assert_eq!(taken["errors"][0]["field"], "email");
}

#[tokio::test]
async fn signing_in_takes_the_password_and_tells_nobody_which_accounts_exist() {
    let app = TestApp::sqlite();
    register(&app.nobody()).await.created();
    let signed_in = log_in(&app.nobody(), PASSWORD).await;
    assert_eq!(signed_in.ok()["user"]["email"], "ana@example.test");
    let wrong = log_in(&app.nobody(), "another password").await;
    assert_eq!(wrong.header("set-cookie"), None);
    let unknown = json!({"email": "nobody@example.test", "password": PASSWORD});
    let unknown = app.nobody().post("/api/auth/login", &unknown).await;
    let problem = wrong.refused(401, "wrong_credentials");
    assert_eq!(problem, unknown.refused(401, "wrong_credentials"));
}

#[tokio::test]
async fn a_program_signs_in_with_a_token() {
    let app = TestApp::sqlite();
    register(&app.nobody()).await.created();
    let ask = async |name: &str, password: &str| {
        let body = json!({"email": "ana@example.test", "password": password, "name": name});
        app.nobody().post("/api/auth/tokens", &body).await
    };
    let made = ask("till", PASSWORD).await.created();
    let token = made["token"].as_str().expect("a token");
    let ana = app.nobody().signed_in(0, token);
    assert_eq!(ana.get("/api/auth/me").await.ok()["user"]["name"], "Ana");
    ask("till", "another password").await.refused(401, "wrong_credentials");
    ask(" ", PASSWORD).await.names_fields(&["name"]);
}

#[tokio::test]
async fn signing_in_needs_both_fields() {
    let app = TestApp::sqlite();
    for path in ["/api/auth/login", "/api/auth/tokens", "/api/auth/register"] {
        let given = json!({"name": "n", "email": "ana@example.test"});
        app.nobody().post(path, &given).await.names_fields(&["password"]);
        let given = json!({"name": "n", "password": PASSWORD});
        app.nobody().post(path, &given).await.names_fields(&["email"]);
    }
}

#[tokio::test]
async fn guessing_a_password_is_stopped_for_a_while() {
    let app = TestApp::sqlite();
    register(&app.nobody()).await.created();
    for _ in 0..10 {
        log_in(&app.nobody(), "a guess").await.refused(401, "wrong_credentials");
    }
    app.clock.advance(SignedDuration::from_secs(30));
    let stopped = log_in(&app.nobody(), PASSWORD).await;
    stopped.refused(429, "too_many_attempts");
    assert_eq!(stopped.header("retry-after"), Some("570"));

    app.clock.advance(SignedDuration::from_secs(569));
    let stopped = log_in(&app.nobody(), PASSWORD).await;
    stopped.refused(429, "too_many_attempts");
    assert_eq!(stopped.header("retry-after"), Some("1"));
    app.clock.advance(SignedDuration::from_secs(1));
    log_in(&app.nobody(), PASSWORD).await.ok();
}

#[tokio::test]
async fn staff_sign_in_as_often_as_they_like() {
    let app = TestApp::sqlite();
    register(&app.nobody()).await.created();
    for _ in 0..12 {
        log_in(&app.nobody(), PASSWORD).await.ok();
    }
}

#[tokio::test]
async fn staff_of_a_stall_that_is_switched_off_cannot_sign_in() {
    let app = TestApp::sqlite();
    let stall = app.stall("A", None).await;
    app.set_password(stall.staff.id, PASSWORD).await;
    let credentials = json!({"email": "staff-a@example.test", "password": PASSWORD, "name": "n"});
    let signed_in = app.nobody().post("/api/auth/login", &credentials).await.ok();
    assert_eq!(signed_in["user"]["vendor_id"], stall.id);

    let off = format!("/api/admin/vendors/{}", stall.id);
    app.superadmin().await.patch(&off, &json!({"is_active": false})).await.ok();
    for path in ["/api/auth/login", "/api/auth/tokens"] {
        app.nobody().post(path, &credentials).await.refused(403, "inactive");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_no_database_can_hold_is_a_wrong_one() {
    for app in [TestApp::sqlite(), TestApp::postgres()] {
        let body = json!({"email": "a\u{0}b@example.test", "password": PASSWORD});
        let answer = app.nobody().post("/api/auth/login", &body).await;
        answer.refused(401, "wrong_credentials");
    }
}
