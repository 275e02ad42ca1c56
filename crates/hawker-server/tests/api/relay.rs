//! The relay, with a driver that fails where it is told to.

use serde_json::{Value, json};

use crate::support::{Person, Recorder, Stall, TestApp, checkout, eventually, fresh_key, seqs};

async fn hall(app: &TestApp) -> (Person, Stall, Stall) {
    (app.customer("Ana").await, app.stall("A", None).await, app.stall("B", None).await)
}

#[tokio::test]
async fn a_failing_channel_is_held_back_in_order_and_the_others_go_on() {
    let recorder = Recorder::new();
    let app = TestApp::announcing_to(&recorder);
    let (ana, failing, healthy) = hall(&app).await;
    recorder.fail_on(&failing.channel());
    let order = ana.orders(&failing).await;
    recorder.failed(1).await;
    failing.leads(&order, &["accept", "ready"]).await;
    ana.orders(&healthy).await;
    assert_eq!(seqs(&recorder.published(&healthy.channel(), 1).await), [1]);
    assert_eq!(seqs(&recorder.published(&ana.channel(), 2).await), [1, 2]);
    recorder.failed(2).await;
    assert_eq!(recorder.published_by_now(&failing.channel()), []);

    recorder.recover();
    let published = recorder.published(&failing.channel(), 3).await;
    assert_eq!(seqs(&published), [1, 2, 3], "each once and in order");
    let names: Vec<&str> = published.iter().map(|event| event.name.as_str()).collect();
    assert_eq!(names, ["OrderReceived", "OrderStatusChanged", "OrderStatusChanged"]);
}

#[tokio::test]
async fn an_order_is_placed_whether_it_can_be_announced_or_not() {
    let recorder = Recorder::new();
    let app = TestApp::announcing_to(&recorder);
    let (ana, stall, _) = hall(&app).await;
    recorder.fail_on(&stall.channel());
    let order = ana.orders(&stall).await;
    recorder.failed(1).await;
    let live = stall.staff.get("/api/vendor/orders/live").await.ok();
    assert_eq!((&live["orders"][0]["id"], &live["position"]["seq"]), (&order["id"], &json!(1)));
}

#[tokio::test]
async fn a_restart_publishes_what_was_stored_and_nothing_twice() {
    let recorder = Recorder::new();
    let mut app = TestApp::announcing_to(&recorder);
    let (ana, failing, healthy) = hall(&app).await;
    recorder.fail_on(&failing.channel());
    ana.orders(&failing).await;
    ana.orders(&failing).await;
    ana.orders(&healthy).await;
    recorder.failed(1).await;
    recorder.published(&healthy.channel(), 1).await;
    app.restart().await;
    assert_eq!(recorder.published_by_now(&failing.channel()), []);

    recorder.recover();
    app.restart().await;
    assert_eq!(seqs(&recorder.published(&failing.channel(), 2).await), [1, 2]);
    ana.orders(&healthy).await;
    assert_eq!(seqs(&recorder.published(&healthy.channel(), 2).await), [1, 2]);
}

#[tokio::test]
async fn stopping_in_good_order_publishes_what_is_stored_first() {
    let recorder = Recorder::new();
    let mut app = TestApp::announcing_to(&recorder);
    let (ana, stall, _) = hall(&app).await;
    let order = ana.orders(&stall).await;
    stall.leads(&order, &["accept", "ready", "complete"]).await;
    app.restart().await;
    assert_eq!(seqs(&recorder.published_by_now(&stall.channel())), [1, 2, 3, 4]);
}

#[tokio::test]
async fn an_event_that_is_too_large_goes_out_short() {
    let recorder = Recorder::carrying(2_000);
    let app = TestApp::announcing_to(&recorder);
    let (ana, stall, _) = hall(&app).await;
    let small = ana.orders(&stall).await;
    let mut body = checkout(&[(&stall, 1); 20]);
    for line in body["lines"].as_array_mut().expect("lines") {
        line["note"] = json!("x".repeat(255));
    }
    let placed = ana.place(&fresh_key(), &body).await.created();

    let published = recorder.published(&stall.channel(), 2).await;
    let [whole, short] = [&published[0], &published[1]]
        .map(|event| serde_json::from_str::<Value>(&event.data).expect("JSON"));
    assert_eq!((&whole["id"], whole.get("partial")), (&small["id"], None));
    assert_eq!(short["partial"], true);
    for key in ["id", "public_id", "number", "status", "version", "total", "vendor_id"] {
        assert_eq!(short[key], placed["orders"][0][key], "{key}");
    }
    assert_eq!(short["_rt"], json!({"epoch": app.app().store.epoch(), "seq": 2}));
    assert_eq!(short.get("lines"), None);
    let path = format!(
        "/api/realtime/events?channel={}&epoch={}&after=1",
        stall.channel(),
        app.app().store.epoch()
    );
    let missed = stall.staff.get(&path).await.ok();
    let lines = missed["events"][0]["data"]["lines"].as_array().expect("the whole order");
    assert_eq!(lines.len(), 20);
}

#[tokio::test]
async fn a_driver_that_signs_nothing_lets_nobody_in_and_says_what_it_is() {
    let recorder = Recorder::new();
    let app = TestApp::announcing_to(&recorder);
    let (ana, ..) = hall(&app).await;
    ana.authorize("1.1", &ana.channel()).await.refused(403, "not_your_channel");
    let config = app.nobody().get("/api/realtime/config").await.ok();
    assert_eq!((&config["driver"], &config["key"]), (&json!("recorder"), &Value::Null));
    let lag = eventually("the server is ready", async || {
        let answer = app.nobody().get("/readyz").await;
        (answer.status == 200).then(|| answer.json())
    });
    assert_eq!(lag.await["driver"], "recorder");
}
