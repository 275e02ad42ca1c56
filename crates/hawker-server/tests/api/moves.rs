//! The moves that people make.

use hawker_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::support::{Person, Stall, TestApp};

/// How many portions the menu says are left.
async fn left(app: &TestApp, stall: &Stall) -> Value {
    let menu = app.nobody().get(&format!("/api/menu/vendors/{}", stall.id)).await.ok();
    menu["products"][0]["stock"].clone()
}

/// The moves in the order's history, as `by move`.
async fn history(person: &Person, order: &Value) -> Vec<String> {
    let side = if person.id == order["customer_id"] { "customer" } else { "vendor" };
    let path = format!("/api/{side}/orders/{}/history", order["id"]);
    let steps = person.get(&path).await.ok();
    let steps = steps["items"].as_array().expect("steps").clone();
    let text = |step: &Value| {
        let word = |key: &str| step[key].as_str().expect("a word").to_owned();
        format!("{} {}", word("by"), word("move"))
    };
    steps.iter().map(text).collect()
}

/// What events a channel has had.
async fn position(stall: &Stall) -> i64 {
    let live = stall.staff.get("/api/vendor/orders/live").await.ok();
    live["position"]["seq"].as_i64().expect("a place")
}

on_both_databases! {
    async fn an_order_is_accepted_made_recalled_and_handed_over(app: TestApp) {
        let (ana, stall) = (app.customer("Ana").await, app.stall("A", Some(5)).await);
        let order = ana.orders(&stall).await;
        for (version, (name, status, time)) in (2..).zip([
            ("accept", "accepted", "accepted_at"),
            ("ready", "ready_for_pickup", "ready_at"),
            ("recall", "accepted", "accepted_at"),
            ("ready", "ready_for_pickup", "ready_at"),
            ("complete", "completed", "completed_at"),
        ]) {
            let moved = stall.moves(&order, name, json!({"version": version - 1})).await.ok();
            assert_eq!((&moved["status"], &moved["version"]), (&json!(status), &json!(version)));
            assert_eq!(moved[time], "2026-11-22T04:00:00Z", "{name}");
            assert_eq!(
                (&moved["changed_by"], &moved["changed_by_name"]),
                (&json!("vendor"), &json!("staff-A"))
            );
        }
        let steps = [
            "customer place",
            "vendor accept",
            "vendor mark_ready",
            "vendor recall",
            "vendor mark_ready",
            "vendor complete",
        ];
        assert_eq!(history(&ana, &order).await, steps);
        assert_eq!(left(app, &stall).await, 4);
    }

    async fn a_declined_order_gives_its_portions_back_once(app: TestApp) {
        let (ana, stall) = (app.customer("Ana").await, app.stall("A", Some(5)).await);
        let order = ana.orders(&stall).await;
        assert_eq!(left(app, &stall).await, 4);
        let why = json!({"reason": "too_busy", "text": " in an hour again "});
        for _ in 0..2 {
            let declined = stall.moves(&order, "decline", why.clone()).await.ok();
            assert_eq!(declined["status"], "cancelled");
            assert_eq!(
                (&declined["reason"], &declined["reason_text"]),
                (&json!("too_busy"), &json!("in an hour again"))
            );
            assert_eq!(
                (&declined["cancelled_by"], &declined["version"]),
                (&json!("vendor"), &json!(2))
            );
            assert_eq!(left(app, &stall).await, 5);
        }
    }

    async fn a_loser_is_told_where_the_order_stands(app: TestApp) {
        let (ana, stall) = (app.customer("Ana").await, app.stall("A", Some(5)).await);
        let order = ana.orders(&stall).await;
        stall.leads(&order, &["accept"]).await;
        let stale = stall.moves(&order, "ready", json!({"version": 1})).await;
        let stale = stale.refused(409, "order_has_moved");
        assert_eq!((&stale["current_status"], &stale["version"]), (&json!("accepted"), &json!(2)));
        let cancel = format!("/api/customer/orders/{}/cancel", order["id"]);
        let late = ana.post(&cancel, &json!({})).await.refused(409, "order_has_moved");
        assert_eq!((&late["current_status"], &late["version"]), (&json!("accepted"), &json!(2)));
        assert_eq!(left(app, &stall).await, 4);
    }

    async fn accepting_twice_announces_once(app: TestApp) {
        let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
        let order = ana.orders(&stall).await;
        let first = stall.moves(&order, "accept", json!({"version": 1})).await.ok();
        let again = stall.moves(&order, "accept", json!({"version": 1})).await.ok();
        assert_eq!(first, again);
        assert_eq!(position(&stall).await, 2, "OrderReceived and one OrderStatusChanged");
        assert_eq!(history(&stall.staff, &order).await, ["customer place", "vendor accept"]);
    }
}

#[tokio::test]
async fn a_customer_calls_a_pending_order_off() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", Some(5)).await);
    let order = ana.orders(&stall).await;
    let path = format!("/api/customer/orders/{}/cancel", order["id"]);
    for _ in 0..2 {
        let cancelled = ana.post(&path, &json!({})).await.ok();
        assert_eq!(cancelled["status"], "cancelled");
        assert_eq!(cancelled["cancelled_by"], "customer");
        assert_eq!(cancelled["reason"], "customer_request");
        assert_eq!(left(&app, &stall).await, 5);
    }
    assert_eq!(history(&ana, &order).await, ["customer place", "customer cancel"]);
}

#[tokio::test]
async fn a_customer_says_that_an_order_was_fetched() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let order = ana.orders(&stall).await;
    let path = format!("/api/customer/orders/{}/complete", order["id"]);
    let early = ana.post(&path, &json!({})).await.refused(409, "order_has_moved");
    assert_eq!(early["current_status"], "pending");
    stall.leads(&order, &["accept", "ready"]).await;
    let completed = ana.post(&path, &json!({"version": 3})).await.ok();
    assert_eq!(
        (&completed["status"], &completed["changed_by"]),
        (&json!("completed"), &json!("customer"))
    );
}

#[tokio::test]
async fn the_portions_of_an_accepted_order_go_back_only_where_that_is_said() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", Some(5)).await);
    for (restock, portions) in [(json!(null), 4), (json!(false), 3), (json!(true), 3)] {
        let order = ana.orders(&stall).await;
        stall.leads(&order, &["accept"]).await;
        let why = json!({"reason": "cannot_prepare", "restock": restock});
        let cancelled = stall.moves(&order, "cancel", why).await.ok();
        assert_eq!(cancelled["status"], "cancelled");
        assert_eq!(left(&app, &stall).await, portions, "{restock}");
    }
}

#[tokio::test]
async fn the_manager_calls_an_accepted_order_off_and_no_other() {
    let app = TestApp::sqlite();
    let superadmin = app.superadmin().await;
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", Some(5)).await);
    let order = ana.orders(&stall).await;
    let path = format!("/api/admin/orders/{}/cancel", order["id"]);
    let why = json!({"reason": "closing", "restock": true});
    superadmin.patch(&path, &why).await.refused(409, "order_has_moved");
    stall.leads(&order, &["accept"]).await;
    superadmin.patch(&path, &json!({})).await.names_fields(&["reason"]);
    let cancelled = superadmin.patch(&path, &why).await.ok();
    assert_eq!(
        (&cancelled["status"], &cancelled["cancelled_by"]),
        (&json!("cancelled"), &json!("superadmin"))
    );
    assert_eq!(left(&app, &stall).await, 5);
    superadmin.patch("/api/admin/orders/4711/cancel", &why).await.refused(404, "not_found");
}

#[tokio::test]
async fn declining_and_cancelling_need_a_reason_that_fits() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let (pending, accepted) = (ana.orders(&stall).await, ana.orders(&stall).await);
    stall.leads(&accepted, &["accept"]).await;
    for (order, name) in [(&pending, "decline"), (&accepted, "cancel")] {
        for (body, field) in [
            (json!({}), "reason"),
            (json!({"reason": null}), "reason"),
            (json!({"reason": "bored"}), "reason"),
            (json!({"reason": "no_show"}), "reason"),
            (json!({"reason": "vendor_timeout"}), "reason"),
            (json!({"reason": 7}), "reason"),
            (json!({"reason": "other", "text": "x".repeat(256)}), "text"),
            (json!({"reason": "other", "version": "1"}), "version"),
        ] {
            stall.moves(order, name, body).await.names_fields(&[field]);
        }
    }
    assert_eq!(position(&stall).await, 3, "two received, one accepted, and nothing else");
}

#[tokio::test]
async fn a_move_needs_no_body() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let order = ana.orders(&stall).await;
    let path = format!("/api/vendor/orders/{}/accept", order["id"]);
    let request = stall.staff.request(reqwest::Method::PATCH, &path);
    assert_eq!(request.send().await.expect("the server answers").status(), 200);
}

#[tokio::test]
async fn no_move_leads_out_of_an_ended_order() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let (done, declined) = (ana.orders(&stall).await, ana.orders(&stall).await);
    stall.leads(&done, &["accept", "ready", "complete"]).await;
    let why = json!({"reason": "other"});
    stall.moves(&declined, "decline", why.clone()).await.ok();
    for (order, status, own) in
        [(&done, "completed", "complete"), (&declined, "cancelled", "decline")]
    {
        for name in ["accept", "decline", "ready", "recall", "complete", "cancel"] {
            if name != own {
                let refused = stall.moves(order, name, why.clone()).await;
                let refused = refused.refused(409, "order_has_moved");
                assert_eq!(refused["current_status"], status, "{name}");
            }
        }
    }
}

#[tokio::test]
async fn a_customer_learns_which_side_acted_and_not_who_or_from_which_device() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let order = ana.orders(&stall).await;
    stall.leads(&order, &["accept"]).await;
    let own = ana.get(&format!("/api/customer/orders/{}", order["id"])).await.ok();
    assert_eq!((&own["changed_by"], own.get("changed_by_name")), (&json!("vendor"), None));
    let path = |side: &str| format!("/api/{side}/orders/{}/history", order["id"]);
    let for_customer = ana.get(&path("customer")).await.ok();
    let step = &for_customer["items"][1];
    assert_eq!((step.get("by_name"), step.get("device")), (None, None));
    let for_stall = stall.staff.get(&path("vendor")).await.ok();
    let step = &for_stall["items"][1];
    let expected = json!({
        "version": 2, "from": "pending", "to": "accepted", "move": "accept", "by": "vendor",
        "by_name": "staff-A", "device": "a test's phone", "reason": null, "reason_text": null,
        "at": "2026-11-22T04:00:00Z",
    });
    assert_eq!(*step, expected);
}
