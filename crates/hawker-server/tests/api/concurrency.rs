//! Many requests at the same moment.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use hawker_testkit::on_both_databases;
use serde_json::json;

use crate::support::{Answer, TestApp, checkout};

/// How many customers, or taps, at once.
const CROWD: usize = 200;

fn count(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status.as_u16() == status).count()
}

on_both_databases! {
    async fn two_hundred_requests_with_one_key_make_one_checkout(app: TestApp) {
        let (ana, stall) = (app.customer("Ana").await, app.stall("A", Some(500)).await);
        let body = checkout(&[(&stall, 1)]);
        let answers = join_all((0..CROWD).map(|_| ana.place("one tap", &body))).await;
        assert_eq!(count(&answers, 201), CROWD);
        let texts: BTreeSet<&str> = answers.iter().map(|answer| answer.text.as_str()).collect();
        assert_eq!(texts.len(), 1, "{texts:?}");
        let first = |answer: &&Answer| answer.header("idempotent-replayed") == Some("false");
        assert_eq!(answers.iter().filter(first).count(), 1);
        assert_eq!(app.count_orders().await, 1);
    }

    async fn two_hundred_customers_share_the_last_ten_portions(app: TestApp) {
        let (ana, stall) = (app.customer("Ana").await, app.stall("A", Some(10)).await);
        let body = checkout(&[(&stall, 1)]);
        let keys: Vec<String> = (0..CROWD).map(|tap| format!("tap-{tap}")).collect();
        let answers = join_all(keys.iter().map(|key| ana.place(key, &body))).await;
        assert_eq!((count(&answers, 201), count(&answers, 409)), (10, CROWD - 10));
        for refused in answers.iter().filter(|answer| answer.status == 409) {
            refused.refused(409, "out_of_stock");
        }
        assert_eq!(app.count_orders().await, 10);
        let live = stall.staff.get("/api/vendor/orders/live").await.ok();
        let numbers: BTreeSet<String> = live["orders"]
            .as_array()
            .expect("orders")
            .iter()
            .map(|order| order["number"].to_string())
            .collect();
        assert_eq!((numbers.len(), &live["position"]["seq"]), (10, &json!(10)));
    }

    async fn of_accepting_and_cancelling_at_once_one_is_made(app: TestApp) {
        let (ana, stall) = (app.customer("Ana").await, app.stall("A", Some(10)).await);
        for round in 0..10 {
            let order = ana.orders(&stall).await;
            let path = format!("/api/customer/orders/{}/cancel", order["id"]);
            let nothing = json!({});
            let (accepted, cancelled) =
                tokio::join!(stall.moves(&order, "accept", json!({})), ana.post(&path, &nothing));
            let loser = if accepted.status == 200 { &cancelled } else { &accepted };
            let told = loser.refused(409, "order_has_moved");
            assert_eq!(told["version"], 2, "round {round}");
            assert_eq!(accepted.status == 200, told["current_status"] == "accepted");
        }
    }
}
