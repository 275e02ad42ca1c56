//! A guest's cart, and what becomes of it when the guest signs in, orders, or never comes back.

use hawker_testkit::fixtures::PRICE;
use hawker_testkit::on_both_databases;
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::cart::{CART, LINES, line_path};
use crate::support::{Phone, TestApp, checkout, eventually, fresh_key, line};

const COOKIE: &str = "hawker_cart";

/// What is in the cart: the lines' products and quantities.
async fn held(phone: &mut Phone) -> Vec<(i64, i64)> {
    let cart = phone.get(CART).await.ok();
    let number = |value: &Value| value.as_i64().expect("a number");
    let lines = cart["lines"].as_array().expect("lines").iter();
    lines.map(|line| (number(&line["product_id"]), number(&line["quantity"]))).collect()
}

on_both_databases! {
    async fn a_guest_keeps_their_cart_when_they_register(app: TestApp) {
        let (one, other) = (app.stall("A", None).await, app.stall("B", None).await);
        let mut phone = Phone::new(app);
        phone.post(LINES, &line(&one, 1)).await.created();
        let cart = phone.post(LINES, &line(&other, 2)).await.created();
        assert_eq!(cart["quote"]["total"], 3 * PRICE);
        assert_eq!(held(&mut Phone::new(app)).await, [], "another guest's is another cart");

        phone.registers("Ana").await;
        assert_eq!(phone.get(CART).await.ok(), cart, "the same lines with the same ids");
        assert_eq!(phone.cookie(COOKIE), None);
        phone.post("/api/auth/logout", &json!({})).await;
        assert_eq!(held(&mut phone).await, []);
        phone.signs_in("Ana").await;
        assert_eq!(held(&mut phone).await, [(one.product_id, 1), (other.product_id, 2)]);
    }

    async fn what_a_guest_has_joins_what_the_account_has(app: TestApp) {
        let (one, other) = (app.stall("A", None).await, app.stall("B", None).await);
        let mut tablet = Phone::new(app);
        tablet.registers("Ana").await;
        tablet.post(LINES, &line(&one, 60)).await.created();

        let mut phone = Phone::new(app);
        phone.post(LINES, &line(&other, 1)).await.created();
        phone.post(LINES, &line(&one, 50)).await.created();
        phone.signs_in("Ana").await;
        // Whichever call comes first.
        let cart = phone.post(LINES, &line(&other, 1)).await.created();
        assert_eq!(cart["lines"][0]["quantity"], 99);
        assert_eq!(phone.cookie(COOKIE), None);
        for screen in [&mut phone, &mut tablet] {
            assert_eq!(held(screen).await, [(one.product_id, 99), (other.product_id, 2)]);
        }
    }

    async fn what_was_placed_leaves_the_cart_and_nothing_else_does(app: TestApp) {
        let (one, other) = (app.stall("A", Some(3)).await, app.stall("B", None).await);
        let mut phone = Phone::new(app);
        phone.post(LINES, &line(&one, 2)).await.created();
        let cart = phone.post(LINES, &line(&other, 1)).await.created();
        phone.registers("Ana").await;
        // The first call of the customer that the guest has become is the checkout itself.
        let mut body = checkout(&[(&one, 2)]);
        body["cart_lines"] = json!([cart["lines"][0]["id"]]);
        let key = fresh_key();
        let headers = [("Idempotency-Key", key.as_str())];
        let path = "/api/customer/checkouts";
        let mut too_dear = body.clone();
        too_dear["expected_total"] = json!(1);
        phone.call(Method::POST, path, &headers, &too_dear).await.refused(409, "total_changed");
        let placed = phone.call(Method::POST, path, &headers, &body).await;
        placed.created();
        assert_eq!(held(&mut phone).await, [(other.product_id, 1)]);

        let back = phone.post(LINES, &line(&one, 1)).await.created();
        let again = phone.call(Method::POST, path, &headers, &body).await;
        assert_eq!((again.text, app.count_orders().await), (placed.text, 1));
        assert_eq!(held(&mut phone).await, [(other.product_id, 1), (one.product_id, 1)]);
        // Lines of the cart are part of what the key stands for.
        body["cart_lines"] = json!([back["lines"][0]["id"]]);
        let reused = phone.call(Method::POST, path, &headers, &body).await;
        reused.refused(409, "idempotency_key_reused");
        // A checkout that names none leaves the cart alone.
        let fresh = fresh_key();
        let headers = [("Idempotency-Key", fresh.as_str())];
        phone.call(Method::POST, path, &headers, &checkout(&[(&one, 1)])).await.created();
        assert_eq!(held(&mut phone).await.len(), 2);
    }
}

#[tokio::test]
async fn a_checkout_that_is_refused_leaves_the_cart_as_it_was() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", Some(1)).await);
    let cart = ana.post(LINES, &line(&stall, 2)).await.created();
    let mut body = checkout(&[(&stall, 2)]);
    body["cart_lines"] = json!([cart["lines"][0]["id"]]);
    ana.place(&fresh_key(), &body).await.refused(409, "out_of_stock");
    assert_eq!(ana.get(CART).await.ok(), cart);
    body["cart_lines"] = json!(vec![1; 51]);
    ana.place(&fresh_key(), &body).await.names_fields(&["cart_lines"]);
}

#[tokio::test]
async fn nobody_elses_lines_leave_their_cart() {
    let app = TestApp::sqlite();
    let (ana, ben, stall) =
        (app.customer("Ana").await, app.customer("Ben").await, app.stall("A", None).await);
    let cart = ana.post(LINES, &line(&stall, 1)).await.created();
    let mut body = checkout(&[(&stall, 1)]);
    body["cart_lines"] = json!([cart["lines"][0]["id"], 4_711]);
    ben.place(&fresh_key(), &body).await.created();
    assert_eq!(ana.get(CART).await.ok(), cart);
    let path = line_path(&cart["lines"][0]);
    ben.patch(&path, &json!({"quantity": 9})).await.refused(404, "line_not_found");
    let mut guest = Phone::new(&app);
    guest.patch(&path, &json!({"quantity": 9})).await.refused(404, "line_not_found");
    guest.delete(&path).await.ok();
    assert_eq!(ana.get(CART).await.ok(), cart);
}

#[tokio::test]
async fn the_carts_cookie_comes_with_the_first_line_and_out_of_reach_for_scripts() {
    let app = TestApp::sqlite();
    let stall = app.stall("A", None).await;
    let mut phone = Phone::new(&app);
    phone.get(CART).await.ok();
    phone.delete(CART).await.ok();
    phone.post(LINES, &line(&stall, 0)).await.names_fields(&["quantity"]);
    assert_eq!(phone.cookie(COOKIE), None);
    let first = phone.post(LINES, &line(&stall, 1)).await;
    let cookie = first.header("set-cookie").expect("a cookie");
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"] {
        assert!(cookie.split("; ").any(|part| part == attribute), "{attribute}: {cookie}");
    }
    let secret = phone.cookie(COOKIE).expect("a secret").to_owned();
    assert_eq!(secret.len(), 64, "256 bits: {secret}");
    phone.post(LINES, &line(&stall, 1)).await.created();
    assert_eq!(phone.cookie(COOKIE), Some(secret.as_str()));
}

#[tokio::test]
async fn a_hall_full_of_guests_begins_carts_at_once_and_whoever_floods_it_is_stopped() {
    let app = TestApp::sqlite();
    let stall = app.stall("A", None).await;
    let mut first = Phone::new(&app);
    first.post(LINES, &line(&stall, 1)).await.created();
    for _ in 1..120 {
        Phone::new(&app).post(LINES, &line(&stall, 1)).await.created();
    }
    let headers = [("cookie", "hawker_cart=made-up")];
    for headers in [&[][..], &headers] {
        let stopped = app.nobody().post_with(LINES, headers, &line(&stall, 1)).await;
        stopped.refused(429, "too_many_attempts");
        assert_eq!(stopped.header("retry-after"), Some("1"));
    }
    // Whoever has a cart, or an account, is not concerned.
    first.post(LINES, &line(&stall, 1)).await.created();
    app.customer("Ana").await.post(LINES, &line(&stall, 1)).await.created();
    app.clock.advance(SignedDuration::from_secs(1));
    Phone::new(&app).post(LINES, &line(&stall, 1)).await.created();
}

#[tokio::test]
async fn a_token_that_is_wrong_is_no_guests() {
    let app = TestApp::sqlite();
    let stall = app.stall("A", None).await;
    let wrong = app.nobody().signed_in(1, "wrong");
    wrong.get(CART).await.refused(401, "unauthenticated");
    wrong.post(LINES, &line(&stall, 1)).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_cart_that_a_guest_left_behind_is_forgotten_after_a_month() {
    let mut app = TestApp::sqlite();
    let stall = app.stall("A", None).await;
    let (mut guest, ana) = (Phone::new(&app), app.customer("Ana").await);
    guest.post(LINES, &line(&stall, 1)).await.created();
    ana.post(LINES, &line(&stall, 1)).await.created();
    app.clock.advance(SignedDuration::from_hours(24 * 30));
    // Housekeeping is done at every start, and now and then.
    app.restart().await;
    assert_eq!(held(&mut guest).await.len(), 1);
    app.clock.advance(SignedDuration::from_secs(1));
    app.restart().await;
    let is_gone = async || held(&mut guest).await.is_empty().then_some(());
    eventually("the guest's cart is forgotten", is_gone).await;
    assert_eq!(ana.get(CART).await.ok()["lines"].as_array().map(Vec::len), Some(1));
}
