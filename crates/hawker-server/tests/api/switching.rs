//! A stall is switched on and off, or paused.

use hawker_testkit::on_both_databases;
use serde_json::json;

use crate::support::{Screen, Stall, TestApp};

fn path(stall: &Stall) -> String {
    format!("/api/admin/vendors/{}", stall.id)
}

on_both_databases! {
    async fn switching_a_stall_off_ends_what_its_staff_listen_to(app: TestApp) {
        let superadmin = app.superadmin().await;
        let (stall, other) = (app.stall("A", None).await, app.stall("B", None).await);
        let ana = app.customer("Ana").await;
        let tablet = Screen::of(app, &stall.staff, &stall.channel()).await;
        let mut others = Screen::of(app, &other.staff, &other.channel()).await;
        let socket_id = tablet.socket_id.clone();

        let off = superadmin.patch(&path(&stall), &json!({"is_active": false})).await.ok();
        assert_eq!((&off["id"], &off["is_active"]), (&json!(stall.id), &json!(false)));
        assert_eq!(tablet.close_code().await, 4009);
        stall.staff.authorize(&socket_id, &stall.channel()).await.refused(403, "inactive");
        for gone in ["/api/auth/me", "/api/vendor/orders", "/api/vendor/orders/live"] {
            stall.staff.get(gone).await.refused(403, "inactive");
        }
        ana.orders(&other).await;
        assert_eq!(others.hears().await.name, "OrderReceived");

        superadmin.patch(&path(&stall), &json!({"is_active": true})).await.ok();
        let mut tablet = Screen::of(app, &stall.staff, &stall.channel()).await;
        ana.orders(&stall).await;
        assert_eq!(tablet.hears().await.name, "OrderReceived");
    }

    async fn a_stall_with_open_orders_is_not_switched_off(app: TestApp) {
        let superadmin = app.superadmin().await;
        let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
        let (one, other) = (ana.orders(&stall).await, ana.orders(&stall).await);
        let off = json!({"is_active": false});
        assert_eq!(
            superadmin.patch(&path(&stall), &off).await.refused(409, "open_orders")["count"],
            2
        );
        stall.staff.get("/api/vendor/orders/live").await.ok();

        let paused = superadmin.patch(&path(&stall), &json!({"is_paused": true})).await.ok();
        assert_eq!((&paused["is_active"], &paused["is_paused"]), (&json!(true), &json!(true)));
        stall.leads(&one, &["accept", "ready", "complete"]).await;
        assert_eq!(
            superadmin.patch(&path(&stall), &off).await.refused(409, "open_orders")["count"],
            1
        );
        stall.moves(&other, "decline", json!({"reason": "closing"})).await.ok();
        let switched = superadmin.patch(&path(&stall), &off).await.ok();
        assert_eq!((&switched["is_active"], &switched["is_paused"]), (&json!(false), &json!(true)));
    }
}

#[tokio::test]
async fn a_switch_that_makes_no_sense_changes_nothing() {
    let app = TestApp::sqlite();
    let superadmin = app.superadmin().await;
    let stall = app.stall("A", None).await;
    let unknown = superadmin.patch("/api/admin/vendors/4711", &json!({"is_active": false})).await;
    unknown.refused(404, "not_found");
    for field in ["is_active", "is_paused"] {
        superadmin.patch(&path(&stall), &json!({(field): "no"})).await.names_fields(&[field]);
    }
    let same = superadmin.patch(&path(&stall), &json!({})).await.ok();
    assert_eq!((&same["is_active"], &same["is_paused"]), (&json!(true), &json!(false)));
}

#[tokio::test]
async fn past_orders_stay_with_their_customer_when_the_stall_is_gone() {
    let app = TestApp::sqlite();
    let superadmin = app.superadmin().await;
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let order = ana.orders(&stall).await;
    stall.leads(&order, &["accept", "ready", "complete"]).await;
    superadmin.patch(&path(&stall), &json!({"is_active": false})).await.ok();
    let own = ana.get(&format!("/api/customer/orders/{}", order["id"])).await.ok();
    assert_eq!((&own["vendor_name"], &own["lines"]), (&json!("Stall A"), &order["lines"]));
}
