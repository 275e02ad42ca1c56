//! The stall has looked at an order.

use hawker_testkit::on_both_databases;
use serde_json::json;

use crate::support::{Screen, TestApp};

on_both_databases! {
    async fn the_customer_is_told_once_that_the_stall_has_the_order(app: TestApp) {
        let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
        let mut phone = Screen::of(app, &ana, &ana.channel()).await;
        let order = ana.orders(&stall).await;
        assert_eq!(order["seen_at"], json!(null));
        let path = format!("/api/vendor/orders/{}/seen", order["id"]);
        for _ in 0..2 {
            let seen = stall.staff.post(&path, &json!({})).await.ok();
            assert_eq!(
                (&seen["seen_at"], &seen["version"]),
                (&json!("2026-11-22T04:00:00Z"), &json!(1))
            );
        }
        stall.leads(&order, &["accept"]).await;
        let heard = phone.hears().await;
        assert_eq!(heard.name, "OrderSeen");
        assert_eq!((&heard.data["id"], &heard.data["status"]), (&order["id"], &json!("pending")));
        assert_eq!(heard.data["message"], "Stall A has your order A-001");
        assert_eq!(phone.hears().await.name, "OrderStatusChanged");
    }
}

#[tokio::test]
async fn an_order_that_was_answered_is_not_reported_any_more() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let order = ana.orders(&stall).await;
    stall.leads(&order, &["accept"]).await;
    let path = format!("/api/vendor/orders/{}/seen", order["id"]);
    let seen = stall.staff.post(&path, &json!({})).await.ok();
    assert_eq!((&seen["status"], &seen["seen_at"]), (&json!("accepted"), &json!(null)));
    let live = stall.staff.get("/api/vendor/orders/live").await.ok();
    assert_eq!(live["position"]["seq"], 2);
}
