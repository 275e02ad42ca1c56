//! The same checkout sent again.

use hawker_testkit::on_both_databases;
use serde_json::json;

use crate::support::{TestApp, checkout};

on_both_databases! {
    async fn the_same_key_gets_the_same_answer_and_places_nothing_more(app: TestApp) {
        let (ana, stall) = (app.customer("Ana").await, app.stall("A", Some(5)).await);
        let body = checkout(&[(&stall, 2)]);
        let first = ana.place("once", &body).await;
        first.created();
        stall.leads(&first.json()["orders"][0], &["accept", "ready", "complete"]).await;
        let again = ana.place("once", &body).await;
        again.created();
        assert_eq!(again.text, first.text);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(app.count_orders().await, 1);
    }

    async fn the_same_key_with_another_body_is_refused(app: TestApp) {
        let (ana, stall) = (app.customer("Ana").await, app.stall("A", Some(5)).await);
        ana.place("once", &checkout(&[(&stall, 1)])).await.created();
        let mut other_table = checkout(&[(&stall, 1)]);
        other_table["table_number"] = json!("13");
        for body in [checkout(&[(&stall, 2)]), other_table] {
            ana.place("once", &body).await.refused(409, "idempotency_key_reused");
        }
        assert_eq!(app.count_orders().await, 1);
    }
}

#[tokio::test]
async fn the_spelling_of_a_body_makes_it_no_other() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let mut body = checkout(&[(&stall, 1)]);
    let first = ana.place("once", &body).await;
    first.created();
    let fields = body.as_object_mut().expect("an object");
    fields.remove("note");
    fields.insert("unknown".to_owned(), json!("left aside"));
    let again = ana.place(" once ", &body).await;
    assert_eq!(again.text, first.text);
}

#[tokio::test]
async fn a_key_belongs_to_its_customer() {
    let app = TestApp::sqlite();
    let (ana, ben) = (app.customer("Ana").await, app.customer("Ben").await);
    let stall = app.stall("A", None).await;
    let body = checkout(&[(&stall, 1)]);
    let one = ana.place("once", &body).await.created();
    let other = ben.place("once", &body).await.created();
    assert_ne!(one["id"], other["id"]);
    assert_eq!(other["orders"][0]["customer_id"], ben.id);
}

#[tokio::test]
async fn a_key_survives_a_restart() {
    let mut app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let body = checkout(&[(&stall, 1)]);
    let first = ana.place("once", &body).await;
    first.created();
    app.restart().await;
    assert_eq!(ana.place("once", &body).await.text, first.text);
    assert_eq!(app.count_orders().await, 1);
}
