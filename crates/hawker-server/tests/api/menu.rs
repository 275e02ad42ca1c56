//! The public menu.

use hawker_domain::ProductId;
use hawker_store::menu;
use serde_json::{Value, json};

use crate::support::TestApp;

#[tokio::test]
async fn anybody_reads_the_stalls_and_their_menus() {
    let app = TestApp::sqlite();
    let stall = app.stall("A", Some(5)).await;
    let add_on = app.add_on(&stall, 1_500, 2).await;
    let unlimited = app.stall("B", None).await;

    let vendors = app.nobody().get("/api/menu/vendors").await.ok();
    let vendor = json!({
        "id": stall.id, "brand_name": "Stall A", "letter_code": "A", "is_paused": false,
    });
    assert_eq!(vendors["vendors"][0], vendor);
    assert_eq!(vendors["vendors"].as_array().map(Vec::len), Some(2));

    let menu = app.nobody().get(&format!("/api/menu/vendors/{}", stall.id)).await.ok();
    let product = json!({
        "id": stall.product_id, "name": "Dish A", "description": null, "category": null,
        "price": 10_000, "stock": 5, "is_available": true,
        "add_ons": [{
            "id": add_on, "name": "Cheese", "price": 1_500, "max_quantity": 2, "is_available": true,
        }],
    });
    assert_eq!(menu, json!({"vendor": vendor, "products": [product], "currency": "PHP"}));
    let menu = app.nobody().get(&format!("/api/menu/vendors/{}", unlimited.id)).await.ok();
    assert_eq!(menu["products"][0]["stock"], Value::Null);
}

#[tokio::test]
async fn a_product_that_was_archived_is_not_on_the_menu() {
    let app = TestApp::sqlite();
    let stall = app.stall("A", None).await;
    let (id, now) = (ProductId(stall.product_id), app.clock.now());
    app.write(move |tx| menu::archive_product(tx, id, now)).await;
    let menu = app.nobody().get(&format!("/api/menu/vendors/{}", stall.id)).await.ok();
    assert_eq!(menu["products"], json!([]));
}

#[tokio::test]
async fn a_stall_that_is_switched_off_is_not_there_and_a_paused_one_says_so() {
    let app = TestApp::sqlite();
    let superadmin = app.superadmin().await;
    let (off, paused) = (app.stall("A", None).await, app.stall("B", None).await);
    for (stall, change) in
        [(&off, json!({"is_active": false})), (&paused, json!({"is_paused": true}))]
    {
        superadmin.patch(&format!("/api/admin/vendors/{}", stall.id), &change).await.ok();
    }
    let vendors = app.nobody().get("/api/menu/vendors").await.ok();
    assert_eq!(vendors["vendors"].as_array().map(Vec::len), Some(1));
    assert_eq!(vendors["vendors"][0]["id"], paused.id);
    assert_eq!(vendors["vendors"][0]["is_paused"], true);
    let gone = app.nobody().get(&format!("/api/menu/vendors/{}", off.id)).await;
    gone.refused(404, "not_found");
}
