//! Going on from a place over the socket itself.

use hawker_store::outbox;
use hawker_testkit::on_both_databases;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::{Person, Screen, TestApp, eventually};

/// Asks for the right to go on from a place.
async fn right(person: &Person, screen: &Screen, channel: &str, place: &Value) -> Value {
    let body = json!({
        "socket_id": screen.socket_id, "channel_name": channel,
        "epoch": place["epoch"], "after": place["seq"],
    });
    person.post("/broadcasting/auth", &body).await.ok()
}

/// Connects and goes on from a place; answers what the server says of it.
async fn resume(app: &TestApp, person: &Person, place: &Value) -> (Screen, Value) {
    let mut screen = Screen::connect(app).await;
    let right = right(person, &screen, &person.channel(), place).await;
    let answer = screen.subscribe_as(&person.channel(), &right).await;
    assert_eq!(answer["event"], "pusher_internal:subscription_succeeded", "{answer}");
    let data = answer["data"].as_str().expect("a text");
    let data: Value = serde_json::from_str(data).expect("JSON");
    (screen, data["_rt"].clone())
}

on_both_databases! {
    async fn a_screen_that_was_away_hears_what_it_missed_before_what_is_new(app: TestApp) {
        let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
        let live = ana.get("/api/customer/orders/live").await.ok();
        let place = &live["position"];
        let order = ana.orders(&stall).await;
        stall.moves(&order, "accept", json!({})).await.ok();
        stall.moves(&order, "ready", json!({})).await.ok();

        let (mut phone, told) = resume(app, &ana, place).await;
        assert_eq!(told, json!({"recovered": true, "epoch": place["epoch"], "seq": 0}));
        stall.moves(&order, "complete", json!({})).await.ok();
        for (seq, status) in [(1, "accepted"), (2, "ready_for_pickup"), (3, "completed")] {
            let heard = phone.hears().await;
            assert_eq!(heard.name, "OrderStatusChanged");
            assert_eq!(heard.data["_rt"], json!({"epoch": place["epoch"], "seq": seq}));
            assert_eq!(heard.data["status"], status);
        }

        let third = json!({"epoch": place["epoch"], "seq": 3});
        let (mut phone, told) = resume(app, &ana, &third).await;
        assert_eq!(told["recovered"], true);
        ana.orders(&stall).await;
        let second = stall.staff.get("/api/vendor/orders/live").await.ok();
        stall.moves(&second["orders"][0], "accept", json!({})).await.ok();
        assert_eq!(phone.hears().await.data["_rt"]["seq"], 4);
    }
}

on_both_databases! {
    async fn a_place_that_is_gone_is_told_with_the_place_to_begin_anew(app: TestApp) {
        let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
        let order = ana.orders(&stall).await;
        stall.moves(&order, "accept", json!({})).await.ok();
        stall.moves(&order, "ready", json!({})).await.ok();
        let epoch = app.app().store.epoch().to_owned();
        let anew = json!({"recovered": false, "epoch": epoch, "seq": 2});
        for lost in [json!({"epoch": "another", "seq": 1}), json!({"epoch": epoch, "seq": 3})] {
            assert_eq!(resume(app, &ana, &lost).await.1, anew);
        }
        let later = app.clock.now() + SignedDuration::from_hours(1);
        eventually("the events are published and forgotten", async || {
            let forgotten = app.app().write(move |tx| outbox::prune(tx, later, 10)).await;
            (forgotten.expect("the database answers") > 0).then_some(())
        })
        .await;
        assert_eq!(resume(app, &ana, &json!({"epoch": epoch, "seq": 0})).await.1, anew);
    }
}

#[tokio::test]
async fn the_place_is_part_of_what_is_signed() {
    let app = TestApp::sqlite();
    let ana = app.customer("Ana").await;
    let mut screen = Screen::connect(&app).await;
    let place = json!({"epoch": "k", "seq": 41});
    let mut right = right(&ana, &screen, &ana.channel(), &place).await;
    assert_eq!(right["channel_data"], r#"{"_rt":{"epoch":"k","seq":41}}"#);
    right["channel_data"] = json!(r#"{"_rt":{"epoch":"k","seq":40}}"#);
    let answer = screen.subscribe_as(&ana.channel(), &right).await;
    assert_eq!(answer["event"], "pusher:subscription_error");
}

#[tokio::test]
async fn half_a_place_is_refused() {
    let app = TestApp::sqlite();
    let ana = app.customer("Ana").await;
    for half in [json!({"epoch": "k"}), json!({"after": 1})] {
        let mut body = json!({"socket_id": "1.1", "channel_name": ana.channel()});
        body.as_object_mut().expect("an object").extend(half.as_object().expect("too").clone());
        ana.post("/broadcasting/auth", &body).await.names_fields(&["after"]);
    }
}
