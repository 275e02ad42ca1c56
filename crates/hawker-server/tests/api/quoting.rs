//! What lines cost.

use hawker_testkit::fixtures::PRICE;
use serde_json::{Value, json};

use crate::support::{Stall, TestApp, line};

const QUOTE: &str = "/api/customer/quote";

fn with_add_on(stall: &Stall, add_on: i64, quantity: u32) -> Value {
    let add_ons = json!([{"add_on_id": add_on, "quantity": quantity}]);
    json!({"product_id": stall.product_id, "quantity": 2, "add_ons": add_ons})
}

#[tokio::test]
async fn a_quote_adds_up_by_stall_with_add_ons_for_every_portion() {
    let app = TestApp::sqlite();
    let ana = app.customer("Ana").await;
    let (one, other) = (app.stall("A", None).await, app.stall("B", None).await);
    let cheese = app.add_on(&one, 1_500, 3).await;
    let lines = [line(&other, 3), with_add_on(&one, cheese, 2), line(&one, 1)];
    let quote = ana.post(QUOTE, &json!({"lines": lines})).await.ok();

    let with_cheese = 2 * (PRICE + 2 * 1_500);
    assert_eq!(quote["currency"], "PHP");
    assert_eq!(quote["total"], 3 * PRICE + with_cheese + PRICE);
    let parts = quote["vendors"].as_array().expect("parts");
    assert_eq!(parts.len(), 2);
    assert_eq!(
        (&parts[0]["vendor_id"], &parts[0]["subtotal"]),
        (&json!(other.id), &json!(3 * PRICE))
    );
    assert_eq!(parts[1]["vendor_name"], "Stall A");
    assert_eq!(parts[1]["subtotal"], with_cheese + PRICE);
    let expected = json!({
        "product_id": one.product_id, "name": "Dish A", "unit_price": PRICE, "quantity": 2,
        "add_ons": [{"add_on_id": cheese, "name": "Cheese", "unit_price": 1_500, "quantity": 2}],
        "note": null, "total": with_cheese,
    });
    assert_eq!(parts[1]["lines"][0], expected);
}

#[tokio::test]
async fn a_line_that_makes_no_sense_is_named() {
    let app = TestApp::sqlite();
    let ana = app.customer("Ana").await;
    let (stall, other) = (app.stall("A", None).await, app.stall("B", None).await);
    let (own, foreign) = (app.add_on(&stall, 100, 2).await, app.add_on(&other, 100, 2).await);
    let product = stall.product_id;
    for (bad, field) in [
        (json!({"quantity": 1}), "lines[1].product_id"),
        (json!({"product_id": product}), "lines[1].quantity"),
        (json!({"product_id": product, "quantity": 0}), "lines[1].quantity"),
        (json!({"product_id": product, "quantity": 100}), "lines[1].quantity"),
        (json!({"product_id": product, "quantity": -1}), "lines[1].quantity"),
        (json!({"product_id": product, "quantity": 1.5}), "lines[1].quantity"),
        (json!({"product_id": product, "quantity": "1"}), "lines[1].quantity"),
        (json!({"product_id": 4_711, "quantity": 1}), "lines[1].product_id"),
        (json!({"product_id": u64::MAX, "quantity": 1}), "lines[1].product_id"),
        (json!({"product_id": product, "quantity": 1, "note": "x".repeat(256)}), "lines[1].note"),
        (with_add_on(&stall, 4_711, 1), "lines[1].add_ons[0].add_on_id"),
        (with_add_on(&stall, foreign, 1), "lines[1].add_ons[0].add_on_id"),
        (with_add_on(&stall, own, 0), "lines[1].add_ons[0].quantity"),
        (with_add_on(&stall, own, 3), "lines[1].add_ons[0].quantity"),
    ] {
        let answer = ana.post(QUOTE, &json!({"lines": [line(&stall, 1), bad]})).await;
        answer.names_fields(&[field]);
    }
}

#[tokio::test]
async fn a_quote_has_one_to_fifty_lines_and_a_line_has_each_add_on_once() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let add_on = app.add_on(&stall, 100, 2).await;
    let lines = |count: usize| json!({"lines": vec![line(&stall, 1); count]});
    ana.post(QUOTE, &lines(0)).await.names_fields(&["lines"]);
    ana.post(QUOTE, &lines(51)).await.names_fields(&["lines"]);
    ana.post(QUOTE, &json!({})).await.names_fields(&["lines"]);
    ana.post(QUOTE, &lines(50)).await.ok();
    let chosen = json!({"add_on_id": add_on, "quantity": 1});
    let with = |count: usize| {
        let add_ons = vec![chosen.clone(); count];
        json!({"lines": [{"product_id": stall.product_id, "quantity": 1, "add_ons": add_ons}]})
    };
    ana.post(QUOTE, &with(2)).await.names_fields(&["lines[0].add_ons[1].add_on_id"]);
    ana.post(QUOTE, &with(21)).await.names_fields(&["lines[0].add_ons"]);
}

#[tokio::test]
async fn what_cannot_be_had_at_the_moment_is_a_conflict_that_names_it() {
    let app = TestApp::sqlite();
    let ana = app.customer("Ana").await;
    let (scarce, paused) = (app.stall("A", Some(2)).await, app.stall("B", None).await);
    let path = format!("/api/admin/vendors/{}", paused.id);
    app.superadmin().await.patch(&path, &json!({"is_paused": true})).await.ok();

    let lines = [line(&scarce, 2), line(&scarce, 1)];
    let refused = ana.post(QUOTE, &json!({"lines": lines})).await.refused(409, "out_of_stock");
    let item = json!({
        "line": 0, "code": "out_of_stock", "product_id": scarce.product_id, "name": "Dish A",
        "requested": 3, "available": 2,
    });
    assert_eq!(refused["items"], json!([item]));
    let closed = ana.post(QUOTE, &json!({"lines": [line(&paused, 1)]})).await;
    let closed = closed.refused(409, "vendor_takes_no_orders");
    assert_eq!(closed["items"][0]["vendor_id"], paused.id);
    let both = json!({"lines": [line(&scarce, 3), line(&paused, 1)]});
    ana.post(QUOTE, &both).await.refused(409, "not_available");
}
