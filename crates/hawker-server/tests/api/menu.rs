//! The public menu.

use hawker_domain::{Money, ProductId, VendorId};
use hawker_store::menu::{self, NewProduct};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Stall, TestApp};

#[tokio::test]
async fn anybody_reads_the_stalls_and_their_menus() {
    let app = TestApp::sqlite();
    let stall = app.stall("A", Some(5)).await;
    let add_on = app.add_on(&stall, 1_500, 2).await;
    let unlimited = app.stall("B", None).await;

    let vendors = app.nobody().get("/api/menu/vendors").await.ok();
    let vendor = json!({
        "id": stall.id, "brand_name": "Stall A", "letter_code": "A", "is_paused": false,
        "payment_methods": ["cashier"],
    });
    let mut overview = vendor.clone();
    overview["categories"] = json!([]);
    overview["product_count"] = json!(1);
    assert_eq!(vendors["vendors"][0], overview);
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

/// Puts a product of that category on the stall's menu.
async fn product(app: &TestApp, stall: &Stall, category: &str) -> ProductId {
    let new = NewProduct {
        vendor_id: VendorId(stall.id),
        name: format!("Something of {category}"),
        description: None,
        category: Some(category.to_owned()),
        price: Money::from_minor(500),
        stock: None,
    };
    app.write(move |tx| menu::insert_product(tx, &new)).await
}

#[tokio::test]
async fn a_stall_is_listed_with_what_kind_of_things_it_sells() {
    let app = TestApp::sqlite();
    let (stall, other) = (app.stall("A", None).await, app.stall("B", None).await);
    for category in ["Soup", "Drinks", "Soup"] {
        product(&app, &stall, category).await;
    }
    let (gone, now) = (product(&app, &other, "Bread").await, app.clock.now());
    app.write(move |tx| menu::archive_product(tx, gone, now)).await;
    let vendors = app.nobody().get("/api/menu/vendors").await.ok();
    let overview = |index: usize| {
        let vendor = &vendors["vendors"][index];
        (vendor["categories"].clone(), vendor["product_count"].clone())
    };
    assert_eq!(overview(0), (json!(["Soup", "Drinks"]), json!(4)));
    assert_eq!(overview(1), (json!([]), json!(1)));
}

#[tokio::test]
async fn the_whole_menu_is_every_stalls_menu_and_is_sent_again_only_when_it_changed() {
    let app = TestApp::sqlite();
    let (stall, other) = (app.stall("A", Some(5)).await, app.stall("B", None).await);
    app.add_on(&stall, 1_500, 2).await;
    let first = app.nobody().get("/api/menu").await;
    let whole = first.ok();
    for (index, stall) in [&stall, &other].into_iter().enumerate() {
        let own = app.nobody().get(&format!("/api/menu/vendors/{}", stall.id)).await.ok();
        let mut expected = own["vendor"].clone();
        expected["products"] = own["products"].clone();
        assert_eq!(whole["vendors"][index], expected);
        assert_eq!(whole["currency"], own["currency"]);
    }
    let ask = async |tag: &str| {
        let request = app.nobody().request(Method::GET, "/api/menu").header("if-none-match", tag);
        Answer::read(request.send().await.expect("the server answers")).await
    };
    let tag = first.header("etag").expect("a tag");
    let same = ask(tag).await;
    assert_eq!(
        (same.status.as_u16(), same.text.as_str(), same.header("etag")),
        (304, "", Some(tag))
    );
    assert_eq!(same.header("cache-control"), Some("no-cache"));
    stall.staff.post("/api/vendor/pause", &json!({})).await.ok();
    let changed = ask(tag).await;
    assert_eq!(changed.ok()["vendors"][0]["is_paused"], true);
    assert_ne!(changed.header("etag"), Some(tag));
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
