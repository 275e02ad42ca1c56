//! The manager sees the whole floor.

use hawker_testkit::on_both_databases;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::{Recorder, Screen, TestApp, eventually};

on_both_databases! {
    async fn the_floor_shows_what_waits_at_each_stall_and_since_when(app: TestApp) {
        let superadmin = app.superadmin().await;
        let ana = app.customer("Ana").await;
        let (stall, quiet) = (app.stall("A", None).await, app.stall("B", None).await);
        let accepted = ana.orders(&stall).await;
        stall.leads(&accepted, &["accept"]).await;
        app.clock.advance(SignedDuration::from_mins(1));
        ana.orders(&stall).await;
        app.clock.advance(SignedDuration::from_mins(1));
        ana.orders(&stall).await;
        let ready = ana.orders(&stall).await;
        stall.leads(&ready, &["accept", "ready"]).await;
        let path = format!("/api/admin/vendors/{}", quiet.id);
        superadmin.patch(&path, &json!({"is_active": false, "is_paused": true})).await.ok();

        let expected = json!({
            "at": "2026-11-22T04:02:00Z",
            "vendors": [
                {
                    "id": stall.id, "brand_name": "Stall A", "letter_code": "A",
                    "is_active": true, "is_paused": false, "pending": 2, "accepted": 1, "ready": 1,
                    "oldest_pending_at": "2026-11-22T04:01:00Z", "screens_online": 0,
                },
                {
                    "id": quiet.id, "brand_name": "Stall B", "letter_code": "B",
                    "is_active": false, "is_paused": true, "pending": 0, "accepted": 0, "ready": 0,
                    "oldest_pending_at": null, "screens_online": 0,
                },
            ],
        });
        assert_eq!(superadmin.get("/api/admin/floor").await.ok(), expected);
    }
}

#[tokio::test]
async fn screens_count_while_they_listen() {
    let app = TestApp::sqlite();
    let superadmin = app.superadmin().await;
    let stall = app.stall("A", None).await;
    let online = async || {
        let floor = superadmin.get("/api/admin/floor").await.ok();
        floor["vendors"][0]["screens_online"].as_u64()
    };
    let _idle = Screen::connect(&app).await;
    assert_eq!(online().await, Some(0));
    let first = Screen::of(&app, &stall.staff, &stall.channel()).await;
    let _second = Screen::of(&app, &stall.staff, &stall.channel()).await;
    assert_eq!(online().await, Some(2));
    drop(first);
    eventually("the screen is gone", async || (online().await == Some(1)).then_some(())).await;
}

#[tokio::test]
async fn screens_that_connect_to_somebody_elses_server_are_not_counted() {
    let app = TestApp::announcing_to(&Recorder::new());
    let superadmin = app.superadmin().await;
    app.stall("A", None).await;
    let floor = superadmin.get("/api/admin/floor").await.ok();
    assert_eq!(floor["vendors"][0]["screens_online"], Value::Null);
}
