//! What a screen must know of the hall before it shows money and times.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn anybody_learns_the_halls_money_clock_and_ways_to_pay() {
    let app = TestApp::with_settings(&[
        ("HAWKER_HALL_NAME", "Südhalle"),
        ("HAWKER_CURRENCY", "KWD"),
        ("HAWKER_TIME_ZONE", "Europe/Berlin"),
        ("HAWKER_BUSINESS_DAY_CUTOFF", "05:30"),
    ]);
    app.stall("A", None).await;
    let expected = json!({
        "name": "Südhalle", "currency": "KWD", "minor_digits": 3, "time_zone": "Europe/Berlin",
        "business_day_cutoff": "05:30", "payment_methods": ["cashier"],
    });
    assert_eq!(app.nobody().get("/api/hall").await.ok(), expected);
}
