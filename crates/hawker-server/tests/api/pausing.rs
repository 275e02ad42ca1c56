//! A stall's staff pause it in the rush, and let it go on.

use hawker_testkit::on_both_databases;
use serde_json::json;

use crate::support::{TestApp, checkout, fresh_key};

on_both_databases! {
    async fn a_paused_stall_takes_no_new_order_until_it_resumes(app: TestApp) {
        let ana = app.customer("Ana").await;
        let (stall, other) = (app.stall("A", None).await, app.stall("B", None).await);
        let open = ana.orders(&stall).await;
        let before = stall.staff.get("/api/vendor").await.ok();
        let expected = json!({"vendor": {
            "id": stall.id, "brand_name": "Stall A", "letter_code": "A", "is_active": true,
            "is_paused": false, "payment_methods": ["cashier"],
        }});
        assert_eq!(before, expected);
        // A second tap changes nothing.
        for _ in 0..2 {
            let paused = stall.staff.post("/api/vendor/pause", &json!({})).await.ok();
            assert_eq!(paused["vendor"]["is_paused"], true);
            assert_eq!(paused, stall.staff.get("/api/vendor").await.ok());
        }
        assert_eq!(other.staff.get("/api/vendor").await.ok()["vendor"]["is_paused"], false);
        let both = checkout(&[(&other, 1), (&stall, 1)]);
        let refused = ana.place(&fresh_key(), &both).await.refused(409, "vendor_takes_no_orders");
        let item = &refused["items"][0];
        assert_eq!((&item["line"], &item["vendor_id"]), (&json!(1), &json!(stall.id)));
        stall.leads(&open, &["accept", "ready", "complete"]).await;
        ana.orders(&other).await;

        let resumed = stall.staff.post("/api/vendor/resume", &json!({})).await.ok();
        assert_eq!(resumed, before);
        ana.place(&fresh_key(), &both).await.created();
    }

    async fn a_pause_and_the_managers_switch_do_not_undo_each_other(app: TestApp) {
        let (stall, superadmin) = (app.stall("A", None).await, app.superadmin().await);
        let path = format!("/api/admin/vendors/{}", stall.id);
        for _ in 0..10 {
            let (nothing, off) = (json!({}), json!({"is_active": false}));
            let pause = stall.staff.post("/api/vendor/pause", &nothing);
            tokio::join!(pause, superadmin.patch(&path, &off));
            let vendor = superadmin.patch(&path, &json!({})).await.ok();
            assert_eq!(vendor["is_active"], false, "{vendor}");
            let on = json!({"is_active": true, "is_paused": false});
            superadmin.patch(&path, &on).await.ok();
        }
    }
}
