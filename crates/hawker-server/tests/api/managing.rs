//! The manager brings stalls into the hall, changes them, and lets their staff in.

use hawker_testkit::on_both_databases;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::{Answer, MailServer, Person, TestApp, checkout, fresh_key};

const VENDORS: &str = "/api/admin/vendors";
const PASSWORD: &str = "correct horse battery";

fn tacos(letter_code: &str, email: &str) -> Value {
    json!({
        "brand_name": " Tacos ", "letter_code": letter_code,
        "staff": {"name": "Tess", "email": email},
    })
}

/// The token of a link that was handed out.
fn token(body: &Value) -> String {
    let url = body["set_password_url"].as_str().expect("a link");
    url.split_once("/set-password#token=").expect("a link with a token").1.to_owned()
}

async fn set_password(app: &TestApp, token: &str) -> Answer {
    let body = json!({"token": token, "password": PASSWORD});
    app.nobody().post("/api/auth/set-password", &body).await
}

async fn log_in(app: &TestApp) -> Answer {
    let body = json!({"email": "tess@example.test", "password": PASSWORD});
    app.nobody().post("/api/auth/login", &body).await
}

async fn link(superadmin: &Person, vendor: &Value, staff: &Value) -> Answer {
    let path = format!("{VENDORS}/{vendor}/staff/{staff}/password-link");
    superadmin.post(&path, &json!({})).await
}

on_both_databases! {
    async fn a_new_stall_is_in_the_hall_and_its_staff_get_in_by_a_link(app: TestApp) {
        let superadmin = app.superadmin().await;
        let created = superadmin.post(VENDORS, &tacos("T", "Tess@example.test")).await.created();
        let vendor = &created["vendor"];
        let staff = json!([{
            "id": vendor["staff"][0]["id"], "name": "Tess", "email": "tess@example.test",
            "is_active": true, "has_password": false,
        }]);
        let expected = json!({
            "id": vendor["id"], "brand_name": "Tacos", "letter_code": "T", "is_active": true,
            "is_paused": false, "staff": staff, "created_at": "2026-11-22T04:00:00Z",
        });
        assert_eq!(*vendor, expected);
        assert_eq!(created["expires_at"], "2026-11-29T04:00:00Z");
        let url = created["set_password_url"].as_str().expect("a link");
        assert!(url.starts_with(&format!("http://{}/set-password#token=", app.authority())), "{url}");

        log_in(app).await.refused(401, "wrong_credentials");
        let user = set_password(app, &token(&created)).await.ok()["user"].clone();
        assert_eq!((&user["role"], &user["vendor_id"]), (&json!("vendor"), &vendor["id"]));
        log_in(app).await.ok();
        let shown = superadmin.get(&format!("{VENDORS}/{}", vendor["id"])).await.ok();
        assert_eq!(shown["staff"][0]["has_password"], true);
        assert_eq!(superadmin.get(VENDORS).await.ok()["items"], json!([shown]));
    }

    async fn a_stall_that_is_refused_leaves_nothing_behind(app: TestApp) {
        let superadmin = app.superadmin().await;
        superadmin.post(VENDORS, &tacos("T", "tess@example.test")).await.created();
        let letters = superadmin.post(VENDORS, &tacos("T", "tom@example.test")).await;
        let problem = letters.refused(409, "letter_code_taken");
        assert_eq!(problem["errors"][0]["field"], "letter_code");
        let address = superadmin.post(VENDORS, &tacos("U", "tess@example.test")).await;
        let problem = address.refused(409, "email_taken");
        assert_eq!(problem["errors"][0]["field"], "staff.email");
        let list = superadmin.get(VENDORS).await.ok();
        assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{list}");
        superadmin.post(VENDORS, &tacos("U", "tom@example.test")).await.created();
    }

    async fn another_name_and_other_letters_count_from_the_next_order_on(app: TestApp) {
        let (superadmin, ana) = (app.superadmin().await, app.customer("Ana").await);
        let (stall, other) = (app.stall("A", None).await, app.stall("B", None).await);
        let before = ana.orders(&stall).await;
        let path = format!("{VENDORS}/{}", stall.id);
        let change = json!({"brand_name": "Arepas", "letter_code": "AR"});
        let changed = superadmin.patch(&path, &change).await.ok();
        assert_eq!((&changed["brand_name"], &changed["letter_code"]), (&json!("Arepas"), &json!("AR")));
        let after = ana.orders(&stall).await;
        assert_eq!((&before["number"], &after["number"]), (&json!("A-001"), &json!("AR-002")));
        assert_eq!((&before["vendor_name"], &after["vendor_name"]), (&json!("Stall A"), &json!("Arepas")));

        let others = format!("{VENDORS}/{}", other.id);
        for letters in ["AR", "A"] {
            let taken = superadmin.patch(&others, &json!({"letter_code": letters})).await;
            taken.refused(409, "letter_code_taken");
        }
        app.clock.advance(SignedDuration::from_hours(24));
        superadmin.patch(&others, &json!({"letter_code": "A"})).await.ok();
    }
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_stall_is_told_at_once() {
    let app = TestApp::sqlite();
    let superadmin = app.superadmin().await;
    let wrong = json!({"brand_name": " ", "letter_code": "b", "staff": {"name": "", "email": "x"}});
    let fields = ["brand_name", "letter_code", "staff.name", "staff.email"];
    superadmin.post(VENDORS, &wrong).await.names_fields(&fields);
    superadmin.post(VENDORS, &json!({})).await.names_fields(&["brand_name"]);
    let stall = app.stall("A", None).await;
    let path = format!("{VENDORS}/{}", stall.id);
    let wrong = json!({"brand_name": "", "letter_code": "ABCD", "is_active": false});
    superadmin.patch(&path, &wrong).await.names_fields(&["brand_name", "letter_code"]);
    let shown = superadmin.get(&path).await.ok();
    assert_eq!((&shown["brand_name"], &shown["is_active"]), (&json!("Stall A"), &json!(true)));
}

#[tokio::test]
async fn a_change_that_is_refused_in_part_is_not_made_in_part() {
    let app = TestApp::sqlite();
    let superadmin = app.superadmin().await;
    let (stall, _) = (app.stall("A", None).await, app.stall("B", None).await);
    let path = format!("{VENDORS}/{}", stall.id);
    let change = json!({"brand_name": "New", "letter_code": "B", "is_paused": true});
    superadmin.patch(&path, &change).await.refused(409, "letter_code_taken");
    let shown = superadmin.get(&path).await.ok();
    assert_eq!((&shown["brand_name"], &shown["is_paused"]), (&json!("Stall A"), &json!(false)));
}

#[tokio::test]
async fn stalls_are_listed_page_by_page_and_by_how_they_stand() {
    let app = TestApp::sqlite();
    let superadmin = app.superadmin().await;
    let stalls =
        [app.stall("A", None).await, app.stall("B", None).await, app.stall("C", None).await];
    let change = async |index: usize, change: Value| {
        superadmin.patch(&format!("{VENDORS}/{}", stalls[index].id), &change).await.ok();
    };
    change(0, json!({"is_active": false, "is_paused": true})).await;
    change(1, json!({"is_paused": true})).await;
    let listed = async |query: &str| {
        let page = superadmin.get(&format!("{VENDORS}?{query}")).await.ok();
        let items = page["items"].as_array().expect("items");
        let codes: Vec<String> = items
            .iter()
            .filter_map(|item| item["letter_code"].as_str())
            .map(str::to_owned)
            .collect();
        (codes.concat(), page["next_cursor"].as_str().map(str::to_owned))
    };
    for (query, codes) in [
        ("", "ABC"),
        ("status=", "ABC"),
        ("status=inactive", "A"),
        ("status=paused", "B"),
        ("status=open", "C"),
    ] {
        assert_eq!(listed(query).await, (codes.to_owned(), None), "{query}");
    }
    let (first, next) = listed("limit=2").await;
    let next = next.expect("a second page");
    assert_eq!(
        (first.as_str(), listed(&format!("limit=2&cursor={next}")).await.0.as_str()),
        ("AB", "C")
    );
    superadmin.get(&format!("{VENDORS}?status=closed")).await.names_fields(&["status"]);
}

#[tokio::test]
async fn a_new_link_makes_the_old_ones_worthless() {
    let app = TestApp::sqlite();
    let superadmin = app.superadmin().await;
    let created = superadmin.post(VENDORS, &tacos("T", "tess@example.test")).await.created();
    let (vendor, staff) = (&created["vendor"]["id"], &created["vendor"]["staff"][0]["id"]);
    let renewed = link(&superadmin, vendor, staff).await.created();
    set_password(&app, &token(&created)).await.refused(422, "link_not_good");
    app.clock.advance(SignedDuration::from_hours(24 * 7) - SignedDuration::from_secs(1));
    set_password(&app, &token(&renewed)).await.ok();
    let late = link(&superadmin, vendor, staff).await.created();
    log_in(&app).await.ok();
    app.clock.advance(SignedDuration::from_hours(24 * 7));
    set_password(&app, &token(&late)).await.refused(422, "link_not_good");
}

#[tokio::test]
async fn links_are_for_a_stalls_own_staff() {
    let app = TestApp::sqlite();
    let superadmin = app.superadmin().await;
    let (stall, other) = (app.stall("A", None).await, app.stall("B", None).await);
    let ana = app.customer("Ana").await;
    for (vendor, user) in [
        (json!(stall.id), json!(other.staff.id)),
        (json!(stall.id), json!(ana.id)),
        (json!(stall.id), json!(superadmin.id)),
        (json!(4711), json!(stall.staff.id)),
        (json!("x"), json!(stall.staff.id)),
    ] {
        link(&superadmin, &vendor, &user).await.refused(404, "not_found");
    }
    superadmin.get(&format!("{VENDORS}/4711")).await.refused(404, "not_found");
    link(&superadmin, &json!(stall.id), &json!(stall.staff.id)).await.created();
}

#[tokio::test]
async fn links_point_where_the_operator_says_that_the_hall_is_found() {
    let server = MailServer::start().await;
    let app = server.hall(&[]);
    let superadmin = app.superadmin().await;
    let created = superadmin.post(VENDORS, &tacos("T", "tess@example.test")).await.created();
    let url = created["set_password_url"].as_str().expect("a link");
    assert!(url.starts_with("https://hall.example/set-password#token="), "{url}");
    assert_eq!(server.unread().await, 0, "the link is handed out, and no password is mailed");
}

#[tokio::test]
async fn a_stall_that_was_just_made_takes_orders_once_it_has_a_menu() {
    let app = TestApp::sqlite();
    let (superadmin, ana) = (app.superadmin().await, app.customer("Ana").await);
    superadmin.post(VENDORS, &tacos("T", "tess@example.test")).await.created();
    let stall = app.stall("A", None).await;
    ana.place(&fresh_key(), &checkout(&[(&stall, 1)])).await.created();
    let floor = superadmin.get("/api/admin/floor").await.ok();
    assert_eq!(floor["vendors"].as_array().map(Vec::len), Some(2), "{floor}");
}
