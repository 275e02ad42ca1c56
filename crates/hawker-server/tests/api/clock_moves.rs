//! What depends on the time: moves that the clock makes, and moves that it allows.

use hawker_server::orders::sweep::sweep;
use hawker_testkit::on_both_databases;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::{Person, Stall, TestApp};

async fn order(person: &Person, order: &Value) -> Value {
    person.get(&format!("/api/customer/orders/{}", order["id"])).await.ok()
}

async fn stall_and_customer(app: &TestApp) -> (Person, Stall) {
    (app.customer("Ana").await, app.stall("A", Some(5)).await)
}

on_both_databases! {
    async fn an_order_that_nobody_answers_expires_and_gives_its_portions_back(app: TestApp) {
        let (ana, stall) = stall_and_customer(app).await;
        let (waiting, answered) = (ana.orders(&stall).await, ana.orders(&stall).await);
        stall.leads(&answered, &["accept"]).await;
        assert_eq!(waiting["expires_at"], "2026-11-22T04:15:00Z");

        app.clock.advance(SignedDuration::from_secs(15 * 60 - 1));
        assert_eq!(sweep(app.app()).await.expect("it sweeps"), 0);
        assert_eq!(order(&ana, &waiting).await["status"], "pending");

        app.clock.advance(SignedDuration::from_secs(1));
        sweep(app.app()).await.expect("it sweeps");
        let expired = order(&ana, &waiting).await;
        assert_eq!(
            (&expired["status"], &expired["cancelled_by"]),
            (&json!("cancelled"), &json!("system"))
        );
        assert_eq!(expired["reason"], "vendor_timeout");
        assert_eq!(order(&ana, &answered).await["status"], "accepted");
        let menu = app.nobody().get(&format!("/api/menu/vendors/{}", stall.id)).await.ok();
        assert_eq!(menu["products"][0]["stock"], 4);
        let late = stall.moves(&waiting, "accept", json!({})).await;
        assert_eq!(late.refused(409, "order_has_moved")["current_status"], "cancelled");
    }

    async fn an_order_at_the_counter_counts_as_fetched_after_an_hour(app: TestApp) {
        let (ana, stall) = stall_and_customer(app).await;
        let ready = ana.orders(&stall).await;
        stall.leads(&ready, &["accept", "ready"]).await;
        app.clock.advance(SignedDuration::from_secs(60 * 60 - 1));
        assert_eq!(sweep(app.app()).await.expect("it sweeps"), 0);
        app.clock.advance(SignedDuration::from_secs(1));
        sweep(app.app()).await.expect("it sweeps");
        let fetched = order(&ana, &ready).await;
        assert_eq!(
            (&fetched["status"], &fetched["changed_by"]),
            (&json!("completed"), &json!("system"))
        );
        assert_eq!(sweep(app.app()).await.expect("it sweeps"), 0);
        let live = stall.staff.get("/api/vendor/orders/live").await.ok();
        assert_eq!((&live["orders"], &live["position"]["seq"]), (&json!([]), &json!(4)));
    }
}

#[tokio::test]
async fn an_order_is_recalled_within_ten_minutes() {
    let app = TestApp::sqlite();
    let (ana, stall) = stall_and_customer(&app).await;
    let order = ana.orders(&stall).await;
    stall.leads(&order, &["accept", "ready"]).await;
    app.clock.advance(SignedDuration::from_mins(10));
    let recalled = stall.leads(&order, &["recall"]).await;
    assert_eq!((&recalled["status"], &recalled["ready_at"]), (&json!("accepted"), &Value::Null));
    stall.leads(&order, &["ready"]).await;
    app.clock.advance(SignedDuration::from_mins(10) + SignedDuration::from_millis(1));
    let late = stall.moves(&order, "recall", json!({})).await.refused(409, "out_of_time");
    assert_eq!(
        (&late["current_status"], &late["version"]),
        (&json!("ready_for_pickup"), &json!(5))
    );
}

#[tokio::test]
async fn an_order_that_nobody_fetched_is_called_off_after_half_an_hour_as_that_only() {
    let app = TestApp::sqlite();
    let (ana, stall) = stall_and_customer(&app).await;
    let order = ana.orders(&stall).await;
    stall.leads(&order, &["accept", "ready"]).await;
    let no_show = json!({"reason": "no_show", "restock": true});
    app.clock.advance(SignedDuration::from_secs(30 * 60 - 1));
    let early = stall.moves(&order, "cancel", no_show.clone()).await.refused(409, "out_of_time");
    assert_eq!(
        (&early["current_status"], &early["version"]),
        (&json!("ready_for_pickup"), &json!(3))
    );
    app.clock.advance(SignedDuration::from_secs(1));
    stall.moves(&order, "cancel", json!({"reason": "closing"})).await.names_fields(&["reason"]);
    let cancelled = stall.moves(&order, "cancel", no_show).await.ok();
    assert_eq!(
        (&cancelled["status"], &cancelled["reason"]),
        (&json!("cancelled"), &json!("no_show"))
    );
    let menu = app.nobody().get(&format!("/api/menu/vendors/{}", stall.id)).await.ok();
    assert_eq!(menu["products"][0]["stock"], 4, "what was cooked cannot be sold again");
}

#[tokio::test]
async fn the_day_of_an_order_is_the_halls_and_not_utcs() {
    let app = TestApp::sqlite();
    let (ana, stall) = stall_and_customer(&app).await;
    ana.orders(&stall).await;
    // 03:59 in Manila: still the business day of the 22nd, though the 23rd has begun.
    app.clock.advance(SignedDuration::from_mins(15 * 60 + 59));
    assert_eq!(ana.orders(&stall).await["number"], "A-002");
    let stats = stall.staff.get("/api/vendor/orders/stats").await.ok();
    assert_eq!(
        (&stats["today"]["business_day"], &stats["today"]["orders"]),
        (&json!("2026-11-22"), &json!(2))
    );
    app.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(ana.orders(&stall).await["number"], "A-001");
    let stats = stall.staff.get("/api/vendor/orders/stats").await.ok();
    assert_eq!(
        (&stats["today"]["business_day"], &stats["today"]["orders"]),
        (&json!("2026-11-23"), &json!(1))
    );
}
