//! Lists: pages, filters, and the stall's day in numbers.

use hawker_testkit::fixtures::PRICE;
use hawker_testkit::on_both_databases;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::support::{Person, TestApp, checkout, fresh_key};

const STALL_ORDERS: &str = "/api/vendor/orders";

fn numbers(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().expect("items");
    items.iter().map(|item| item["number"].as_str().expect("a number")).collect()
}

/// All pages of `path`, each of them with its numbers.
async fn pages(person: &Person, path: &str, limit: usize) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = person.get(&format!("{path}?limit={limit}{cursor}")).await.ok();
        pages.push(numbers(&page).into_iter().map(str::to_owned).collect());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return pages,
        }
    }
}

on_both_databases! {
    async fn a_list_is_whole_page_by_page_whatever_is_placed_meanwhile(app: TestApp) {
        let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
        for _ in 0..5 {
            ana.orders(&stall).await;
        }
        for (person, path) in [(&ana, "/api/customer/orders"), (&stall.staff, STALL_ORDERS)] {
            let expected = [vec!["A-005", "A-004"], vec!["A-003", "A-002"], vec!["A-001"]];
            assert_eq!(pages(person, path, 2).await, expected);
            assert_eq!(pages(person, path, 5).await.len(), 1);
        }
        let first = stall.staff.get("/api/vendor/orders?limit=2").await.ok();
        ana.orders(&stall).await;
        let cursor = first["next_cursor"].as_str().expect("a cursor");
        let second =
            stall.staff.get(&format!("/api/vendor/orders?limit=2&cursor={cursor}")).await.ok();
        assert_eq!(numbers(&second), ["A-003", "A-002"]);
    }

    async fn a_stall_finds_orders_by_status_number_table_and_name(app: TestApp) {
        let (ana, ben, stall) =
            (app.customer("Ana").await, app.customer("Ben").await, app.stall("A", None).await);
        let first = ana.orders(&stall).await;
        ben.orders(&stall).await;
        stall.leads(&first, &["accept"]).await;
        let mut body = checkout(&[(&stall, 1)]);
        body["table_number"] = json!("50%_a\\b");
        ana.place(&fresh_key(), &body).await.created();
        for (query, found) in [
            ("status=accepted", &["A-001"][..]),
            ("status=pending", &["A-003", "A-002"]),
            ("status=completed", &[]),
            ("status=", &["A-003", "A-002", "A-001"]),
            ("search=bEN", &["A-002"]),
            ("search=a-003", &["A-003"]),
            ("search=%20ana%20", &["A-003", "A-001"]),
            ("search=50%25_A%5CB", &["A-003"]),
            ("search=%25", &["A-003"]),
            ("search=_", &["A-003"]),
            ("search=ana&status=pending", &["A-003"]),
            ("search='%20OR%201=1--", &[]),
            ("business_day=2026-11-22&status=pending", &["A-003", "A-002"]),
            ("business_day=2026-11-21", &[]),
            ("business_day=", &["A-003", "A-002", "A-001"]),
        ] {
            let list = stall.staff.get(&format!("/api/vendor/orders?{query}")).await.ok();
            assert_eq!(numbers(&list), found, "{query}");
        }
    }

    async fn the_stalls_day_in_numbers(app: TestApp) {
        let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
        let seconds = SignedDuration::from_secs;
        for moves in [&[][..], &["accept"], &["accept", "ready"], &["accept", "ready", "complete"]]
        {
            let placed = ana.place(&fresh_key(), &checkout(&[(&stall, 2)])).await.created();
            app.clock.advance(seconds(10));
            stall.leads(&placed["orders"][0], moves).await;
        }
        let declined = ana.orders(&stall).await;
        stall.moves(&declined, "decline", json!({"reason": "closing"})).await.ok();
        let stats = stall.staff.get("/api/vendor/orders/stats").await.ok();
        let live = stall.staff.get("/api/vendor/orders/live").await.ok();
        let counts = json!({
            "pending": 1, "accepted": 1, "ready_for_pickup": 1, "completed": 1, "cancelled": 1,
        });
        let today = json!({
            "business_day": "2026-11-22", "orders": 5, "revenue": 2 * PRICE, "currency": "PHP",
        });
        assert_eq!((&stats["counts"], &stats["today"]), (&counts, &today));
        assert_eq!(stats["position"], live["position"]);
        assert_eq!(stats["oldest_pending_at"], "2026-11-22T04:00:00Z");
        assert_eq!(stats["average_seconds_to_accept"], 10);
        assert_eq!(stats["average_seconds_to_ready"], 0);
        let hours = stats["by_hour"].as_array().expect("hours");
        let noon = json!({
            "hour": 12, "starts_at": "2026-11-22T04:00:00Z", "orders": 5, "revenue": 2 * PRICE,
        });
        assert_eq!((hours.len(), &hours[0]["hour"], &hours[8]), (24, &json!(4), &noon));
        let open: Vec<&Value> = live["orders"]
            .as_array()
            .expect("orders")
            .iter()
            .map(|order| &order["number"])
            .collect();
        assert_eq!(open, ["A-001", "A-002", "A-003"], "oldest first, and only what is still open");
    }
}

// Fault 25: "today" rolls over at UTC midnight.
#[tokio::test]
async fn a_day_begins_at_the_cutoff_of_the_halls_clock_also_when_that_is_set() {
    let app = TestApp::with_settings(&[("HAWKER_TIME_ZONE", "Europe/Berlin")]);
    let until =
        |text: &str| text.parse::<Timestamp>().expect("a time").duration_since(app.clock.now());
    // In the last night of this day Berlin's clock is set forward: 02:00 is left out.
    app.clock.advance(until("2027-03-28T01:59:59Z"));
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    ana.orders(&stall).await;
    let stats = stall.staff.get("/api/vendor/orders/stats").await.ok();
    assert_eq!(stats["today"]["business_day"], "2027-03-27");
    let hours = stats["by_hour"].as_array().expect("hours");
    let walls: Vec<i64> = hours.iter().filter_map(|hour| hour["hour"].as_i64()).collect();
    assert_eq!(walls, [(4..24).collect::<Vec<_>>(), vec![0, 1, 3]].concat());
    assert_eq!(hours[22]["orders"], 1);

    app.clock.advance(SignedDuration::from_secs(1));
    ana.orders(&stall).await;
    let stats = stall.staff.get("/api/vendor/orders/stats").await.ok();
    assert_eq!(stats["today"]["business_day"], "2027-03-28");
    let first = json!({"hour": 4, "starts_at": "2027-03-28T02:00:00Z", "orders": 1, "revenue": 0});
    assert_eq!((&stats["by_hour"][0], &stats["today"]["orders"]), (&first, &json!(1)));
    assert_eq!(stats["counts"]["pending"], 2, "of any day");
    assert_eq!(stats["oldest_pending_at"], "2027-03-28T01:59:59Z");
}

#[tokio::test]
async fn a_query_that_makes_no_sense_is_named() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let order = ana.orders(&stall).await;
    let lists = [
        (&ana, "/api/customer/orders".to_owned()),
        (&ana, "/api/customer/checkouts".to_owned()),
        (&ana, format!("/api/customer/orders/{}/history", order["id"])),
        (&stall.staff, STALL_ORDERS.to_owned()),
        (&stall.staff, format!("/api/vendor/orders/{}/history", order["id"])),
    ];
    for (person, path) in lists {
        for (query, field) in [
            ("limit=0", "limit"),
            ("limit=201", "limit"),
            ("limit=-1", "limit"),
            ("limit=many", "limit"),
            ("limit=", "limit"),
            ("cursor=abc", "cursor"),
            ("cursor=9223372036854775808", "cursor"),
        ] {
            person.get(&format!("{path}?{query}")).await.names_fields(&[field]);
        }
        person.get(&format!("{path}?limit=200&unknown=1")).await.ok();
    }
    for status in ["lost", "Pending", "pending,accepted"] {
        let answer = stall.staff.get(&format!("{STALL_ORDERS}?status={status}")).await;
        answer.names_fields(&["status"]);
    }
    for day in ["today", "2026-11-31", "2026-11"] {
        let answer = stall.staff.get(&format!("{STALL_ORDERS}?business_day={day}")).await;
        answer.names_fields(&["business_day"]);
    }
    for search in ["%00", "a%00b", "x".repeat(121).as_str()] {
        let answer = stall.staff.get(&format!("{STALL_ORDERS}?search={search}")).await;
        answer.names_fields(&["search"]);
    }
}

#[tokio::test]
async fn a_history_goes_on_page_by_page_oldest_first() {
    let app = TestApp::sqlite();
    let (ana, stall) = (app.customer("Ana").await, app.stall("A", None).await);
    let order = ana.orders(&stall).await;
    stall.leads(&order, &["accept", "ready"]).await;
    let path = format!("/api/customer/orders/{}/history?limit=2", order["id"]);
    let first = ana.get(&path).await.ok();
    let cursor = first["next_cursor"].as_str().expect("a cursor");
    let second = ana.get(&format!("{path}&cursor={cursor}")).await.ok();
    let versions = |page: &Value| {
        let items = page["items"].as_array().expect("items");
        items.iter().map(|item| item["version"].clone()).collect::<Vec<_>>()
    };
    assert_eq!((versions(&first), versions(&second)), (vec![json!(1), json!(2)], vec![json!(3)]));
    assert_eq!(second["next_cursor"], json!(null));
}
