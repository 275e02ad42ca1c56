//! What screens hear.

use hawker_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::support::{Heard, Screen, TestApp, checkout, fresh_key};

/// The order within an event: all of it but what only an event has.
fn order(heard: &Heard) -> Value {
    let mut order = heard.data.clone();
    for key in ["_rt", "message", "previous_status", "new_status"] {
        order.as_object_mut().expect("an order").remove(key);
    }
    order
}

/// That nobody's address or password is anywhere in it.
fn assert_discreet(heard: &Heard) {
    let text = heard.data.to_string();
    for secret in ["@", "example.test", "password", "phone"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

on_both_databases! {
    async fn the_stall_and_the_customer_hear_every_step_with_the_whole_order(app: TestApp) {
        let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
        let mut tablet = Screen::of(app, &stall.staff, &stall.channel()).await;
        let mut phone = Screen::of(app, &ana, &ana.channel()).await;
        let epoch = app.app().store.epoch().to_owned();

        let placed = ana.orders(&stall).await;
        let received = tablet.hears().await;
        assert_eq!(
            (received.name.as_str(), &received.channel),
            ("OrderReceived", &stall.channel())
        );
        assert_eq!(received.data["_rt"], json!({"epoch": epoch, "seq": 1}));
        assert_eq!(received.data["message"], "New order A-001, table 12: 1 item, PHP 100.00");
        let path = format!("/api/vendor/orders/{}", placed["id"]);
        assert_eq!(order(&received), stall.staff.get(&path).await.ok());
        assert_discreet(&received);

        let mut before = json!("pending");
        for (step, name) in (1..).zip(["accept", "ready", "recall", "ready", "complete"]) {
            let moved = stall.moves(&placed, name, json!({})).await.ok();
            let (on_tablet, on_phone) = (tablet.hears().await, phone.hears().await);
            assert_eq!(order(&on_tablet), moved);
            let own = ana.get(&format!("/api/customer/orders/{}", placed["id"])).await.ok();
            assert_eq!(order(&on_phone), own);
            for (heard, seq) in [(&on_tablet, step + 1), (&on_phone, step)] {
                assert_eq!(heard.name, "OrderStatusChanged");
                assert_eq!(heard.data["_rt"], json!({"epoch": epoch, "seq": seq}));
                assert_eq!(
                    (&heard.data["previous_status"], &heard.data["new_status"]),
                    (&before, &moved["status"])
                );
                assert!(heard.data["message"].as_str().is_some_and(|text| text.contains("A-001")));
                assert_discreet(heard);
            }
            before = moved["status"].clone();
        }
    }

    async fn a_checkout_over_three_stalls_is_heard_once_at_each(app: TestApp) {
        let ana = app.customer("Ana").await;
        let stalls =
            [app.stall("A", None).await, app.stall("B", None).await, app.stall("C", None).await];
        let mut tablets = Vec::new();
        for stall in &stalls {
            tablets.push(Screen::of(app, &stall.staff, &stall.channel()).await);
        }
        let portions: Vec<_> = stalls.iter().map(|stall| (stall, 1)).collect();
        let placed = ana.place(&fresh_key(), &checkout(&portions)).await.created();
        let second = ana.place(&fresh_key(), &checkout(&portions)).await.created();
        for (index, tablet) in tablets.iter_mut().enumerate() {
            for (seq, checkout) in (1..).zip([&placed, &second]) {
                let heard = tablet.hears().await;
                assert_eq!(heard.channel, stalls[index].channel());
                assert_eq!(heard.data["public_id"], checkout["orders"][index]["public_id"]);
                assert_eq!(heard.data["_rt"]["seq"], seq);
            }
        }
    }
}

#[tokio::test]
async fn others_hear_nothing_of_it() {
    let app = TestApp::sqlite();
    let (ana, ben) = (app.customer("Ana").await, app.customer("Ben").await);
    let (stall, other) = (app.stall("A", None).await, app.stall("B", None).await);
    let mut others_tablet = Screen::of(&app, &other.staff, &other.channel()).await;
    let mut bens_phone = Screen::of(&app, &ben, &ben.channel()).await;
    let mut tablet = Screen::of(&app, &stall.staff, &stall.channel()).await;

    let anas = ana.orders(&stall).await;
    stall.leads(&anas, &["accept"]).await;
    let bens = ben.orders(&other).await;
    other.leads(&bens, &["accept"]).await;

    assert_eq!(others_tablet.hears().await.data["id"], bens["id"]);
    assert_eq!(bens_phone.hears().await.data["id"], bens["id"]);
    assert_eq!(tablet.hears().await.data["id"], anas["id"]);
}

#[tokio::test]
async fn a_refused_request_is_announced_to_nobody() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", Some(1)).await);
    let mut tablet = Screen::of(&app, &stall.staff, &stall.channel()).await;
    ana.place(&fresh_key(), &checkout(&[(&stall, 2)])).await.refused(409, "out_of_stock");
    let order = ana.orders(&stall).await;
    stall.moves(&order, "ready", json!({})).await.refused(409, "order_has_moved");
    stall.leads(&order, &["accept"]).await;
    assert_eq!(tablet.hears().await.data["version"], 1);
    assert_eq!(tablet.hears().await.data["version"], 2);
}

#[tokio::test]
async fn a_declined_order_tells_both_why() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let mut phone = Screen::of(&app, &ana, &ana.channel()).await;
    let order = ana.orders(&stall).await;
    let why = json!({"reason": "out_of_stock", "text": "no more rice"});
    stall.moves(&order, "decline", why).await.ok();
    let heard = phone.hears().await;
    assert_eq!(
        (&heard.data["reason"], &heard.data["reason_text"]),
        (&json!("out_of_stock"), &json!("no more rice"))
    );
    assert_eq!(heard.data["cancelled_by"], "vendor");
    let message = "Stall A cannot take your order A-001: something is out of stock";
    assert_eq!(heard.data["message"], message);
}

#[tokio::test]
async fn a_line_note_and_add_ons_reach_the_kitchen() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let cheese = app.add_on(&stall, 1_500, 3).await;
    let mut tablet = Screen::of(&app, &stall.staff, &stall.channel()).await;
    let mut body = checkout(&[(&stall, 2)]);
    body["expected_total"] = json!(2 * (10_000 + 2 * 1_500));
    body["lines"][0]["note"] = json!("no onions");
    body["lines"][0]["add_ons"] = json!([{"add_on_id": cheese, "quantity": 2}]);
    ana.place(&fresh_key(), &body).await.created();
    let line = tablet.hears().await.data["lines"][0].clone();
    let add_on = json!({"add_on_id": cheese, "name": "Cheese", "unit_price": 1_500, "quantity": 2});
    assert_eq!((&line["note"], &line["add_ons"]), (&json!("no onions"), &json!([add_on])));
    assert_eq!(line["total"], 26_000);
}
