//! What somebody changes about their own account.

use hawker_domain::UserId;
use hawker_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::support::{Answer, Person, Screen, TestApp};

const OLD: &str = "correct horse battery";
const NEW: &str = "staple and a longer one";

async fn change(person: &Person, current: &str, new: &str) -> Answer {
    let body = json!({"current_password": current, "new_password": new});
    person.post("/api/auth/password", &body).await
}

async fn log_in(app: &TestApp, password: &str) -> Answer {
    let body = json!({"email": "ana@example.test", "password": password});
    app.nobody().post("/api/auth/login", &body).await
}

async fn ana(app: &TestApp) -> Person {
    let ana = app.customer("Ana").await;
    app.set_password(ana.id, OLD).await;
    ana
}

#[tokio::test]
async fn a_new_name_is_seen_from_the_next_order_on() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let before = ana.orders(&stall).await;
    let renamed = ana.patch("/api/auth/profile", &json!({"name": " Ana Maria "})).await.ok();
    assert_eq!(renamed["user"]["name"], "Ana Maria");
    assert_eq!(ana.get("/api/auth/me").await.ok(), renamed);
    ana.orders(&stall).await;
    let list = stall.staff.get("/api/vendor/orders").await.ok();
    let names: Vec<&Value> = list["items"]
        .as_array()
        .expect("orders")
        .iter()
        .map(|order| &order["customer_name"])
        .collect();
    assert_eq!(names, ["Ana Maria", "Ana"], "{before}");
}

#[tokio::test]
async fn a_name_that_is_none_is_refused() {
    let app = TestApp::sqlite();
    let ana = app.customer("Ana").await;
    for body in [json!({"name": " "}), json!({"name": "x".repeat(121)}), json!({})] {
        ana.patch("/api/auth/profile", &body).await.names_fields(&["name"]);
    }
    assert_eq!(ana.get("/api/auth/me").await.ok()["user"]["name"], "Ana");
}

on_both_databases! {
    async fn changing_the_password_ends_every_other_session(app: TestApp) {
        let phone = ana(app).await;
        let tablet = app.signed_in(UserId(phone.id)).await;
        let on_tablet = Screen::of(app, &tablet, &phone.channel()).await;
        let mut on_phone = Screen::of(app, &phone, &phone.channel()).await;
        let (ben, stall) = (app.customer("Ben").await, app.stall("A", None).await);

        let changed = change(&phone, OLD, NEW).await;
        assert_eq!((changed.status.as_u16(), changed.text.as_str()), (204, ""));
        assert_eq!(on_tablet.close_code().await, 4009);
        tablet.get("/api/auth/me").await.refused(401, "unauthenticated");
        ben.get("/api/auth/me").await.ok();
        log_in(app, OLD).await.refused(401, "wrong_credentials");
        log_in(app, NEW).await.ok();

        let order = phone.orders(&stall).await;
        stall.leads(&order, &["accept"]).await;
        assert_eq!(on_phone.hears().await.data["id"], order["id"]);
    }

    async fn of_two_changes_at_once_one_is_made(app: TestApp) {
        let phone = ana(app).await;
        let tablet = app.signed_in(UserId(phone.id)).await;
        let (one, other) =
            tokio::join!(change(&phone, OLD, NEW), change(&tablet, OLD, "another password"));
        let made = [&one, &other].iter().filter(|answer| answer.status == 204).count();
        assert_eq!(made, 1, "{one:?} {other:?}");
    }
}

#[tokio::test]
async fn the_current_password_must_be_right() {
    let app = TestApp::sqlite();
    let ana = ana(&app).await;
    change(&ana, "a guess", NEW).await.names_fields(&["current_password"]);
    change(&ana, OLD, "short").await.names_fields(&["new_password"]);
    ana.post("/api/auth/password", &json!({})).await.names_fields(&["current_password"]);
    let without = app.customer("Ben").await;
    change(&without, "", NEW).await.names_fields(&["current_password"]);
    log_in(&app, OLD).await.ok();
}

#[tokio::test]
async fn guessing_the_current_password_is_stopped_as_guessing_at_the_door_is() {
    let app = TestApp::sqlite();
    let ana = ana(&app).await;
    for _ in 0..10 {
        change(&ana, "a guess", NEW).await.names_fields(&["current_password"]);
    }
    for stopped in [change(&ana, OLD, NEW).await, log_in(&app, OLD).await] {
        stopped.refused(429, "too_many_attempts");
        assert_eq!(stopped.header("retry-after"), Some("600"));
    }
}
