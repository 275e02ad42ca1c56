//! Snapshots, positions, and what was missed: whole or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use futures_util::future::join;
use hawker_store::outbox;
use hawker_testkit::on_both_databases;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::{Answer, Person, TestApp};

const LIVE: &str = "/api/vendor/orders/live";
const CATCH_UP: &str = "/api/realtime/catch-up";

/// What `person` missed since `position`.
async fn missed(person: &Person, position: &Value) -> Answer {
    let text = |key: &str| position[key].as_str().expect("a text").to_owned();
    let query =
        format!("channel={}&epoch={}&after={}", text("channel"), text("epoch"), position["seq"]);
    person.get(&format!("/api/realtime/events?{query}")).await
}

fn events(missed: &Value) -> &[Value] {
    missed["events"].as_array().expect("events")
}

/// The open orders after `events` were applied to those of a snapshot.
fn applied(snapshot: &Value, events: &[Value]) -> Vec<Value> {
    let of = |order: &Value| (order["id"].as_i64().expect("an id"), order.clone());
    let mut orders: BTreeMap<i64, Value> =
        snapshot["orders"].as_array().expect("orders").iter().map(of).collect();
    for event in events {
        let (id, mut order) = of(&event["data"]);
        for key in ["_rt", "message", "previous_status", "new_status"] {
            order.as_object_mut().expect("an order").remove(key);
        }
        orders.insert(id, order);
    }
    let is_open = |order: &Value| order["status"] != "completed" && order["status"] != "cancelled";
    orders.into_values().filter(is_open).collect()
}

on_both_databases! {
    async fn a_snapshot_and_the_events_after_it_make_the_next_snapshot(app: TestApp) {
        let (ana, ben, stall) =
            (app.customer("Ana").await, app.customer("Ben").await, app.stall("A", None).await);
        let work = async |person: &Person| {
            for moves in
                [&["accept"][..], &["accept", "ready", "complete"], &["accept", "ready"], &[]]
            {
                let order = person.orders(&stall).await;
                stall.leads(&order, moves).await;
            }
        };
        let look = async {
            let mut snapshots = Vec::new();
            for _ in 0..20 {
                snapshots.push(stall.staff.get(LIVE).await.ok());
            }
            snapshots
        };
        let (snapshots, _) = join(look, join(work(&ana), work(&ben))).await;
        let last = stall.staff.get(LIVE).await.ok();
        assert_eq!(last["position"]["seq"], 2 * (4 + 6));
        for snapshot in snapshots {
            let missed = missed(&stall.staff, &snapshot["position"]).await.ok();
            assert_eq!(
                (&missed["recovered"], &missed["position"]),
                (&json!(true), &last["position"])
            );
            let first = snapshot["position"]["seq"].as_i64().expect("a place") + 1;
            for (seq, event) in (first..).zip(events(&missed)) {
                assert_eq!(
                    (&event["seq"], &event["data"]["_rt"]["seq"]),
                    (&json!(seq), &json!(seq))
                );
                assert_eq!(event["data"]["_rt"]["epoch"], last["position"]["epoch"]);
                assert_eq!(event["channel"], stall.channel());
            }
            assert_eq!(Value::from(applied(&snapshot, events(&missed))), last["orders"]);
        }
    }

    async fn a_place_that_proves_nothing_is_answered_with_where_the_channel_stands(app: TestApp) {
        let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
        ana.orders(&stall).await;
        ana.orders(&stall).await;
        let position = stall.staff.get(LIVE).await.ok()["position"].clone();
        for (epoch, seq) in [(json!("other"), 1), (json!(""), 2), (position["epoch"].clone(), 3)] {
            let place = json!({"channel": stall.channel(), "epoch": epoch, "seq": seq});
            let missed = missed(&stall.staff, &place).await.ok();
            assert_eq!(missed, json!({"recovered": false, "position": position, "events": []}));
        }
    }

    async fn what_was_forgotten_is_not_answered_in_part(app: TestApp) {
        let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
        let order = ana.orders(&stall).await;
        stall.leads(&order, &["accept"]).await;
        let old = stall.staff.get(LIVE).await.ok()["position"].clone();
        app.clock.advance(SignedDuration::from_hours(1));
        ana.orders(&stall).await;
        let oldest = app.clock.now();
        let last = stall.staff.get(LIVE).await.ok()["position"].clone();
        let start = json!({"channel": stall.channel(), "epoch": old["epoch"], "seq": 0});
        let gone = json!({"recovered": false, "position": last, "events": []});
        crate::support::eventually("the acceptance is published and forgotten", async || {
            app.write(move |tx| outbox::prune(tx, oldest, 10)).await;
            (missed(&stall.staff, &start).await.ok() == gone).then_some(())
        })
        .await;
        assert_eq!(events(&missed(&stall.staff, &old).await.ok()).len(), 1);
    }

    async fn several_channels_are_caught_up_in_one_request(app: TestApp) {
        let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
        let order = ana.orders(&stall).await;
        stall.leads(&order, &["accept"]).await;
        let epoch = stall.staff.get(LIVE).await.ok()["position"]["epoch"].clone();
        let place = |epoch: &Value, after: i64| {
            json!({"channel": ana.channel(), "epoch": epoch, "after": after})
        };
        let channels = json!([place(&epoch, 0), place(&epoch, 1), place(&json!("other"), 0)]);
        let caught_up = ana.post(CATCH_UP, &json!({"channels": channels})).await.ok();
        let answers = caught_up["channels"].as_array().expect("answers");
        let brief: Vec<_> =
            answers.iter().map(|one| (one["recovered"] == true, events(one).len())).collect();
        assert_eq!(brief, [(true, 1), (true, 0), (false, 0)]);
        assert_eq!(answers[0]["events"][0]["event"], "OrderStatusChanged");
        assert_eq!(
            answers[0]["position"],
            json!({"channel": ana.channel(), "epoch": epoch, "seq": 1})
        );
    }
}

/// Puts the SQLite database in one directory in the place of that in another.
fn copy_database(from: &Path, to: &Path) {
    for name in ["hawker.db", "hawker.db-wal", "hawker.db-shm"] {
        let (from, to) = (from.join(name), to.join(name));
        if from.exists() {
            fs::copy(from, to).expect("a copy");
        } else if to.exists() {
            fs::remove_file(to).expect("removed");
        }
    }
}

#[tokio::test]
async fn after_a_restore_from_a_backup_every_screen_loads_anew() {
    let mut app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let backup = tempfile::tempdir().expect("a temporary directory");
    ana.orders(&stall).await;
    app.restart_after(|data| copy_database(data, backup.path())).await;
    ana.orders(&stall).await;
    let seen = stall.staff.get(LIVE).await.ok()["position"].clone();
    assert_eq!(missed(&stall.staff, &seen).await.ok()["recovered"], true);
    app.restart_after(|data| copy_database(backup.path(), data)).await;
    // The first of these stands at the place of one that the screen has seen and the hall has not.
    ana.orders(&stall).await;
    ana.orders(&stall).await;
    let missed = missed(&stall.staff, &seen).await.ok();
    assert_eq!((&missed["recovered"], &missed["position"]["seq"]), (&json!(false), &json!(3)));
    assert_ne!(missed["position"]["epoch"], seen["epoch"]);
}

#[tokio::test]
async fn what_is_caught_up_is_what_was_announced() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let mut tablet = crate::support::Screen::of(&app, &stall.staff, &stall.channel()).await;
    let start = stall.staff.get(LIVE).await.ok()["position"].clone();
    let order = ana.orders(&stall).await;
    stall.leads(&order, &["accept", "ready"]).await;
    let missed = missed(&stall.staff, &start).await.ok();
    assert_eq!(events(&missed).len(), 3);
    for event in events(&missed) {
        let heard = tablet.hears().await;
        assert_eq!((&json!(heard.name), &heard.data), (&event["event"], &event["data"]));
    }
}

#[tokio::test]
async fn nobody_catches_up_on_a_channel_that_is_not_theirs() {
    let app = TestApp::sqlite();
    let (ana, ben) = (app.customer("Ana").await, app.customer("Ben").await);
    let (stall, other) = (app.stall("A", None).await, app.stall("B", None).await);
    let superadmin = app.superadmin().await;
    let place = |channel: &str| json!({"channel": channel, "epoch": "e", "after": 0});
    for (person, channel) in [
        (&ana, ben.channel()),
        (&ana, stall.channel()),
        (&stall.staff, other.channel()),
        (&stall.staff, ana.channel()),
        (&superadmin, stall.channel()),
        (&ana, format!("private-customer-orders.0{}", ana.id)),
        (&ana, "nonsense".to_owned()),
    ] {
        let position = json!({"channel": channel, "epoch": "e", "seq": 0});
        missed(person, &position).await.refused(403, "not_your_channel");
        // One foreign channel among one's own spoils the whole request.
        let channels = [place(&person.channel()), place(&channel)];
        let answer = person.post(CATCH_UP, &json!({"channels": channels})).await;
        answer.refused(403, "not_your_channel");
    }
}

#[tokio::test]
async fn a_place_that_makes_no_sense_is_named() {
    let app = TestApp::sqlite();
    let ana = app.customer("Ana").await;
    let channel = ana.channel();
    for (query, field) in [
        ("epoch=e&after=0".to_owned(), "channel"),
        (format!("channel={channel}&after=0"), "epoch"),
        (format!("channel={channel}&epoch=e"), "after"),
        (format!("channel={channel}&epoch=e&after=x"), "after"),
        (format!("channel={channel}&epoch=e&after=-1"), "after"),
        (format!("channel={channel}&epoch=e&after={}", i64::MIN), "after"),
    ] {
        ana.get(&format!("/api/realtime/events?{query}")).await.names_fields(&[field]);
    }
    let place = json!({"channel": channel, "epoch": "e", "after": 0});
    let several = |count: usize| json!({"channels": vec![place.clone(); count]});
    ana.post(CATCH_UP, &several(0)).await.names_fields(&["channels"]);
    ana.post(CATCH_UP, &several(21)).await.names_fields(&["channels"]);
    ana.post(CATCH_UP, &several(20)).await.ok();
    let negative = json!({"channel": channel, "epoch": "e", "after": i64::MIN});
    let answer = ana.post(CATCH_UP, &json!({"channels": [place, negative]})).await;
    answer.names_fields(&["channels[1].after"]);
    ana.post(CATCH_UP, &json!({"channels": [{}]})).await.names_fields(&["channels[0].channel"]);
}
