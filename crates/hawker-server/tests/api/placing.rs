//! Placing a checkout.

use hawker_domain::{Money, ProductId};
use hawker_store::menu;
use hawker_testkit::fixtures::PRICE;
use hawker_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::support::{Person, Stall, TestApp, checkout, fresh_key};

/// How many portions the menu says are left.
async fn left(app: &TestApp, stall: &Stall) -> Value {
    let menu = app.nobody().get(&format!("/api/menu/vendors/{}", stall.id)).await.ok();
    menu["products"][0]["stock"].clone()
}

/// That nothing of a refused checkout is left anywhere.
async fn assert_untouched(app: &TestApp, ana: &Person, stalls: &[(&Stall, i64)]) {
    assert_eq!(app.count_orders().await, 0);
    for (stall, stock) in stalls {
        assert_eq!(left(app, stall).await, *stock);
        let live = stall.staff.get("/api/vendor/orders/live").await.ok();
        assert_eq!((&live["orders"], &live["position"]["seq"]), (&json!([]), &json!(0)));
    }
    let live = ana.get("/api/customer/orders/live").await.ok();
    assert_eq!((&live["orders"], &live["position"]["seq"]), (&json!([]), &json!(0)));
}

on_both_databases! {
    async fn a_checkout_over_three_stalls_makes_three_orders(app: TestApp) {
        let ana = app.customer("Ana").await;
        let [a, b, c] =
            [app.stall("A", Some(5)).await, app.stall("B", None).await, app.stall("C", None).await];
        let mut body = checkout(&[(&a, 2), (&b, 1), (&c, 3)]);
        body["note"] = json!(" no onions ");
        body["lines"][0]["note"] = json!("well done");
        let placed = ana.place(&fresh_key(), &body).await;
        assert_eq!(placed.header("idempotent-replayed"), Some("false"));
        let placed = placed.created();

        assert_eq!(placed["total"], 6 * PRICE);
        let orders = placed["orders"].as_array().expect("orders");
        for (order, (stall, code, count)) in
            orders.iter().zip([(&a, "A", 2), (&b, "B", 1), (&c, "C", 3)])
        {
            assert_eq!(order["vendor_id"], stall.id);
            assert_eq!(order["number"], format!("{code}-001"));
            assert_eq!(order["total"], count * PRICE);
            assert_eq!((&order["status"], &order["version"]), (&json!("pending"), &json!(1)));
            assert_eq!(
                (&order["note"], &order["table_number"]),
                (&json!("no onions"), &json!("12"))
            );
            assert_eq!(order["checkout_id"], placed["id"]);
            let live = stall.staff.get("/api/vendor/orders/live").await.ok();
            assert_eq!(live["orders"].as_array().map(Vec::len), Some(1));
            assert_eq!(live["orders"][0]["public_id"], order["public_id"]);
            assert_eq!(live["orders"][0]["customer_name"], "Ana");
            assert_eq!(live["position"]["seq"], 1);
        }
        assert_eq!((orders.len(), &orders[0]["lines"][0]["note"]), (3, &json!("well done")));
        assert_eq!(left(app, &a).await, 3);
        let own = ana.get(&format!("/api/customer/orders/{}", orders[0]["id"])).await.ok();
        assert_eq!(own, orders[0]);
    }

    async fn an_item_out_of_stock_makes_no_order_and_says_which(app: TestApp) {
        let ana = app.customer("Ana").await;
        let (plenty, scarce) = (app.stall("A", Some(5)).await, app.stall("B", Some(1)).await);
        let refused = ana.place(&fresh_key(), &checkout(&[(&plenty, 1), (&scarce, 2)])).await;
        let refused = refused.refused(409, "out_of_stock");
        let item = json!({
            "line": 1, "code": "out_of_stock", "product_id": scarce.product_id, "name": "Dish B",
            "requested": 2, "available": 1,
        });
        assert_eq!(refused["items"], json!([item]));
        assert_eq!(refused["errors"][0]["field"], "lines[1].quantity");
        assert_untouched(app, &ana, &[(&plenty, 5), (&scarce, 1)]).await;
    }

    async fn another_total_than_the_customer_saw_is_told_with_the_new_quote(app: TestApp) {
        let (ana, stall) = (app.customer("Ana").await, app.stall("A", Some(5)).await);
        let (id, price) = (ProductId(stall.product_id), Money::from_minor(PRICE + 500));
        app.write(move |tx| menu::set_price(tx, id, price)).await;
        let key = fresh_key();
        let mut body = checkout(&[(&stall, 2)]);
        let refused = ana.place(&key, &body).await.refused(409, "total_changed");
        assert_eq!(refused["quote"]["total"], 2 * (PRICE + 500));
        assert_eq!(refused["quote"]["vendors"][0]["lines"][0]["unit_price"], PRICE + 500);
        assert_untouched(app, &ana, &[(&stall, 5)]).await;
        // The failed attempt has left nothing of its key either.
        body["expected_total"] = json!(2 * (PRICE + 500));
        ana.place(&key, &body).await.created();
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_checkout_is_named_and_nothing_is_stored() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", Some(5)).await);
    for (field, value) in [
        ("table_number", json!("")),
        ("table_number", json!("x".repeat(17))),
        ("table_number", json!({})),
        ("payment_method", json!("barter")),
        ("payment_method", json!("qr_code")),
        ("payment_method", json!(null)),
        ("note", json!("x".repeat(256))),
        ("expected_total", json!("10000")),
        ("expected_total", json!(100.5)),
        ("lines", json!([])),
        ("lines", json!(7)),
    ] {
        let mut body = checkout(&[(&stall, 1)]);
        body[field] = value;
        ana.place(&fresh_key(), &body).await.names_fields(&[field]);
    }
    for field in ["table_number", "payment_method", "expected_total", "lines"] {
        let mut body = checkout(&[(&stall, 1)]);
        body.as_object_mut().expect("an object").remove(field);
        ana.place(&fresh_key(), &body).await.names_fields(&[field]);
    }
    let mut body = checkout(&[(&stall, 1)]);
    body["table_number"] = json!("");
    body["payment_method"] = json!("barter");
    body["lines"][0]["note"] = json!("\u{0}");
    let answer = ana.place(&fresh_key(), &body).await;
    answer.names_fields(&["table_number", "payment_method", "lines[0].note"]);
    assert_untouched(&app, &ana, &[(&stall, 5)]).await;
}

#[tokio::test]
async fn a_stall_that_takes_no_orders_gets_none() {
    let app = TestApp::sqlite();
    let superadmin = app.superadmin().await;
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", Some(5)).await);
    let path = format!("/api/admin/vendors/{}", stall.id);
    let body = checkout(&[(&stall, 1)]);
    for (closed, open) in [("is_active", false), ("is_paused", true)]
        .map(|(switch, value)| (json!({(switch): value}), json!({(switch): !value})))
    {
        superadmin.patch(&path, &closed).await.ok();
        let refused = ana.place(&fresh_key(), &body).await;
        refused.refused(409, "vendor_takes_no_orders");
        superadmin.patch(&path, &open).await.ok();
    }
    assert_untouched(&app, &ana, &[(&stall, 5)]).await;
    assert_eq!(ana.orders(&stall).await["number"], "A-001");
}

#[tokio::test]
async fn a_table_may_be_a_number() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let mut body = checkout(&[(&stall, 1)]);
    body["table_number"] = json!(7);
    let placed = ana.place(&fresh_key(), &body).await.created();
    assert_eq!(placed["orders"][0]["table_number"], "7");
}

#[tokio::test]
async fn numbers_go_on_within_a_stall() {
    let app = TestApp::sqlite();
    let (ana, a, b) =
        (app.customer("Ana").await, app.stall("A", None).await, app.stall("B", None).await);
    let mut numbers = Vec::new();
    for stall in [&a, &b, &a, &a] {
        numbers.push(ana.orders(stall).await["number"].clone());
    }
    assert_eq!(numbers, ["A-001", "B-001", "A-002", "A-003"]);
}
