//! What belongs to somebody else does not exist.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Call, Person, TestApp, documented};

/// Every call that names an order, under `prefix`.
fn calls_on_orders(prefix: &str) -> Vec<Call> {
    let is_on_an_order = |call: &Call| call.path.starts_with(prefix) && call.path.contains("{id}");
    let calls: Vec<Call> = documented().into_iter().filter(is_on_an_order).collect();
    assert!(calls.len() >= 4, "{calls:?}");
    calls
}

async fn make(call: &Call, person: &Person, order: &Value) -> Answer {
    let path = call.path_of(order["id"].as_i64().expect("an id"));
    let mut request = person.request(call.method.clone(), &path);
    if call.method != Method::GET {
        request = request.json(&json!({"reason": "other", "version": order["version"]}));
    }
    Answer::read(request.send().await.expect("the server answers")).await
}

#[tokio::test]
async fn another_stalls_orders_do_not_exist() {
    let app = TestApp::sqlite();
    let ana = app.customer("Ana").await;
    let (stall, other) = (app.stall("A", None).await, app.stall("B", None).await);
    let pending = ana.orders(&stall).await;
    let accepted = stall.leads(&ana.orders(&stall).await, &["accept"]).await;
    let ready = stall.leads(&ana.orders(&stall).await, &["accept", "ready"]).await;
    let before = stall.staff.get("/api/vendor/orders/live").await.ok();
    for call in calls_on_orders("/api/vendor/orders/") {
        for order in [&pending, &accepted, &ready] {
            make(&call, &other.staff, order).await.refused(404, "not_found");
        }
    }
    for path in ["/api/vendor/orders", "/api/vendor/orders?search=Ana"] {
        let list = other.staff.get(path).await.ok();
        assert_eq!(list["items"], json!([]), "{path}");
    }
    assert_eq!(other.staff.get("/api/vendor/orders/live").await.ok()["orders"], json!([]));
    let stats = other.staff.get("/api/vendor/orders/stats").await.ok();
    assert_eq!((&stats["today"]["orders"], &stats["counts"]["pending"]), (&json!(0), &json!(0)));
    assert_eq!(stall.staff.get("/api/vendor/orders/live").await.ok(), before);
}

#[tokio::test]
async fn another_customers_orders_do_not_exist() {
    let app = TestApp::sqlite();
    let (ana, ben) = (app.customer("Ana").await, app.customer("Ben").await);
    let stall = app.stall("A", None).await;
    let pending = ana.orders(&stall).await;
    let ready = stall.leads(&ana.orders(&stall).await, &["accept", "ready"]).await;
    let before = ana.get("/api/customer/orders/live").await.ok();
    for call in calls_on_orders("/api/customer/orders/") {
        for order in [&pending, &ready] {
            make(&call, &ben, order).await.refused(404, "not_found");
        }
    }
    assert_eq!(ben.get("/api/customer/orders").await.ok()["items"], json!([]));
    assert_eq!(ben.get("/api/customer/orders/live").await.ok()["orders"], json!([]));
    assert_eq!(ana.get("/api/customer/orders/live").await.ok(), before);
}

#[tokio::test]
async fn an_order_of_somebody_else_looks_like_one_that_never_was() {
    let app = TestApp::sqlite();
    let (ana, ben) = (app.customer("Ana").await, app.customer("Ben").await);
    let order = ana.orders(&app.stall("A", None).await).await;
    let others = ben.get(&format!("/api/customer/orders/{}", order["id"])).await;
    let nobodys = ben.get("/api/customer/orders/4711").await;
    assert_eq!(others.refused(404, "not_found"), nobodys.refused(404, "not_found"));
}
