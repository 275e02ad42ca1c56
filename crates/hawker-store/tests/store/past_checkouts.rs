//! Checkouts as their customer finds them again.

use hawker_domain::{CheckoutId, Money};
use hawker_store::past_checkouts;
use hawker_testkit::fixtures::{self, PRICE};
use hawker_testkit::on_both_databases;
use hawker_testkit::store::TestStore;

use crate::support::{place, read, write};

on_both_databases! {
    async fn a_customer_finds_their_checkouts_with_every_order_and_nobody_elses(store: TestStore) {
        let store = store.store();
        let ([a, b], ana, ben) = write(store, |tx| {
            let stalls = [fixtures::stall(tx, "A", None)?, fixtures::stall(tx, "B", None)?];
            Ok((stalls, fixtures::customer(tx, "Ana")?, fixtures::customer(tx, "Ben")?))
        }).await;
        let mut ids = Vec::new();
        for index in 0..3 {
            let lines = vec![fixtures::line(a.product_id, 1), fixtures::line(b.product_id, 2)];
            let placed = place(store, ana, &format!("a{index}"), fixtures::checkout(lines)).await;
            ids.insert(0, placed.expect("placed").id);
            let lines = vec![fixtures::line(a.product_id, 1)];
            let others = place(store, ben, &format!("b{index}"), fixtures::checkout(lines)).await;
            others.expect("placed");
        }
        let mut seen: Vec<CheckoutId> = Vec::new();
        let mut before = None;
        loop {
            let (page, next) =
                read(store, move |tx| Ok(past_checkouts::page(tx, ana, before, 2)?)).await;
            for checkout in &page {
                assert_eq!(checkout.orders.len(), 2);
                assert!(checkout.orders.iter().all(|order| order.checkout_id == checkout.id));
                assert_eq!(checkout.total, Money::from_minor(3 * PRICE));
            }
            seen.extend(page.iter().map(|checkout| checkout.id));
            let Some(next) = next else { break };
            before = Some(next);
        }
        assert_eq!(seen, ids);
        let id = ids[0];
        let find = |whose| move |tx: &mut _| Ok(past_checkouts::find(tx, id, whose)?);
        let own = read(store, find(ana)).await.expect("her own");
        assert_eq!((own.id, own.table_number.as_str()), (id, "12"));
        assert_eq!(own.placed_at, fixtures::noon());
        assert_eq!(read(store, find(ben)).await, None);
    }
}
