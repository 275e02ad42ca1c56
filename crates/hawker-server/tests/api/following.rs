//! Finding checkouts again, and following what becomes of them.

use hawker_testkit::fixtures::PRICE;
use hawker_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::support::{TestApp, checkout, fresh_key};

const CHECKOUTS: &str = "/api/customer/checkouts";

on_both_databases! {
    async fn a_checkout_shows_how_its_orders_stand_and_from_where_to_listen(app: TestApp) {
        let ana = app.customer("Ana").await;
        let (one, other) = (app.stall("A", None).await, app.stall("B", None).await);
        let mut body = checkout(&[(&one, 1), (&other, 2)]);
        body["note"] = json!("no onions");
        let placed = ana.place(&fresh_key(), &body).await.created();
        let path = format!("{CHECKOUTS}/{}", placed["id"]);
        let before = ana.get(&path).await.ok();
        let live = ana.get("/api/customer/orders/live").await.ok();
        let expected = json!({
            "id": placed["id"], "public_id": placed["public_id"], "total": 3 * PRICE,
            "currency": "PHP", "placed_at": "2026-11-22T04:00:00Z", "table_number": "12",
            "note": "no onions", "payment_method": "cashier", "orders": placed["orders"],
            "position": live["position"],
        });
        assert_eq!(before, expected);

        one.leads(&placed["orders"][0], &["accept", "ready"]).await;
        other.moves(&placed["orders"][1], "decline", json!({"reason": "too_busy"})).await.ok();
        let after = ana.get(&path).await.ok();
        let live = ana.get("/api/customer/orders/live").await.ok();
        assert_eq!((&after["position"], &after["position"]["seq"]), (&live["position"], &json!(3)));
        assert_eq!(after["orders"][0], live["orders"][0]);
        let ended = (&after["orders"][1]["status"], &after["orders"][1]["reason"]);
        assert_eq!(ended, (&json!("cancelled"), &json!("too_busy")));
        assert_eq!(after["total"], 3 * PRICE);
    }

    async fn checkouts_are_listed_newest_first_page_by_page(app: TestApp) {
        let (ana, ben, stall) =
            (app.customer("Ana").await, app.customer("Ben").await, app.stall("A", None).await);
        let mut placed: Vec<Value> = Vec::new();
        for _ in 0..3 {
            placed.insert(0, ana.place(&fresh_key(), &checkout(&[(&stall, 1)])).await.created());
            ben.orders(&stall).await;
        }
        let first = ana.get(&format!("{CHECKOUTS}?limit=2")).await.ok();
        let cursor = first["next_cursor"].as_str().expect("a cursor");
        let second = ana.get(&format!("{CHECKOUTS}?limit=2&cursor={cursor}")).await.ok();
        assert_eq!(second["next_cursor"], json!(null));
        let items = |page: &Value| page["items"].as_array().expect("items").clone();
        let items = [items(&first), items(&second)].concat();
        let told = |key: &str, of: &[Value]| -> Vec<Value> {
            of.iter().map(|item| item[key].clone()).collect()
        };
        assert_eq!(told("id", &items), told("id", &placed));
        assert_eq!(told("orders", &items), told("orders", &placed));
        assert!(items.iter().all(|item| item.get("position").is_none()), "{items:?}");
    }
}

#[tokio::test]
async fn a_checkout_of_somebody_else_looks_like_one_that_never_was() {
    let app = TestApp::sqlite();
    let (ana, ben) = (app.customer("Ana").await, app.customer("Ben").await);
    let stall = app.stall("A", None).await;
    let placed = ana.place(&fresh_key(), &checkout(&[(&stall, 1)])).await.created();
    let others = ben.get(&format!("{CHECKOUTS}/{}", placed["id"])).await;
    let nobodys = ben.get(&format!("{CHECKOUTS}/4711")).await;
    assert_eq!(others.refused(404, "not_found"), nobodys.refused(404, "not_found"));
    assert_eq!(ben.get(CHECKOUTS).await.ok()["items"], json!([]));
    for (query, field) in [("limit=0", "limit"), ("cursor=abc", "cursor")] {
        ana.get(&format!("{CHECKOUTS}?{query}")).await.names_fields(&[field]);
    }
}
