//! Ordering something again.

use hawker_domain::ProductId;
use hawker_store::menu;
use hawker_testkit::fixtures::PRICE;
use hawker_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::cart::CART;
use crate::support::{Person, TestApp, checkout, fresh_key};

async fn again(person: &Person, order: &Value) -> Value {
    person.post(&format!("/api/customer/orders/{}/again", order["id"]), &json!({})).await.ok()
}

on_both_databases! {
    // Fault 11: a declined order pushed back into the cart twice.
    async fn a_declined_order_goes_back_into_the_cart_when_asked_and_once(app: TestApp) {
        let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
        let cheese = app.add_on(&stall, 1_500, 3).await;
        let mut body = checkout(&[(&stall, 2)]);
        body["lines"][0]["add_ons"] = json!([{"add_on_id": cheese, "quantity": 1}]);
        body["lines"][0]["note"] = json!("hot");
        body["expected_total"] = json!(2 * (PRICE + 1_500));
        let order = ana.place(&fresh_key(), &body).await.created()["orders"][0].clone();
        stall.moves(&order, "decline", json!({"reason": "too_busy"})).await.ok();
        assert_eq!(ana.get(CART).await.ok()["lines"], json!([]), "nothing fills a cart by itself");

        for _ in 0..2 {
            let answer = again(&ana, &order).await;
            assert_eq!(answer["skipped"], json!([]));
            assert_eq!(answer["cart"]["quote"]["total"], 2 * (PRICE + 1_500));
            assert_eq!(answer["cart"], ana.get(CART).await.ok());
        }
        let line = &ana.get(CART).await.ok()["lines"][0];
        assert_eq!((&line["quantity"], &line["note"]), (&json!(2), &json!("hot")));
        assert_eq!(line["add_ons"][0]["add_on_id"], cheese);
        assert_eq!(app.count_orders().await, 1, "nothing is ordered by itself");
    }
}

#[tokio::test]
async fn what_cannot_be_had_again_is_told_and_the_rest_is_in_the_cart() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", Some(3)).await);
    let order =
        ana.place(&fresh_key(), &checkout(&[(&stall, 2)])).await.created()["orders"][0].clone();
    let short = again(&ana, &order).await;
    assert_eq!(short["skipped"], json!([{"name": "Dish A", "reason": "out_of_stock"}]));
    stall.staff.post("/api/vendor/pause", &json!({})).await.ok();
    let paused = again(&ana, &order).await;
    assert_eq!(paused["skipped"], json!([{"name": "Dish A", "reason": "vendor_takes_no_orders"}]));
    stall.staff.post("/api/vendor/resume", &json!({})).await.ok();
    let (id, now) = (ProductId(stall.product_id), app.clock.now());
    app.write(move |tx| menu::archive_product(tx, id, now)).await;
    let gone = again(&ana, &order).await;
    assert_eq!(gone["skipped"], json!([{"name": "Dish A", "reason": "no_longer_sold"}]));
    assert_eq!(gone["cart"]["lines"], json!([]));
}

#[tokio::test]
async fn an_order_of_somebody_else_cannot_be_ordered_again() {
    let app = TestApp::sqlite();
    let (ana, ben) = (app.customer("Ana").await, app.customer("Ben").await);
    let order = ana.orders(&app.stall("A", None).await).await;
    let path = format!("/api/customer/orders/{}/again", order["id"]);
    ben.post(&path, &json!({})).await.refused(404, "not_found");
    app.nobody().post(&path, &json!({})).await.refused(401, "unauthenticated");
    assert_eq!(ben.get(CART).await.ok()["lines"], json!([]));
}
