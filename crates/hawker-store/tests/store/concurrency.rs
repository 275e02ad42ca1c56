//! What many do at the same instant: 32 threads, on both databases.

use std::collections::BTreeSet;
use std::sync::Arc;

use hawker_domain::channel::Channel;
use hawker_domain::order::{Move, OrderStatus, Reason, Refusal, Restock};
use hawker_domain::permission::Actor;
use hawker_store::checkouts::{PlaceRefusal, Placing};
use hawker_store::outbox::{self, Recovery};
use hawker_store::{Conn, Failure, Store, orders};
use hawker_testkit::fixtures::{self, noon};
use hawker_testkit::on_both_databases;
use hawker_testkit::store::TestStore;
use tokio::sync::Barrier;

use crate::support::{left, make_move, place, place_with_key, placed, read, stall_and_customer};

const THREADS: usize = 32;

/// Runs `work` on 32 threads that begin at the same instant, and answers what each came to.
async fn on_32_threads<T, F>(store: &Store, work: impl Fn(Store, usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let barrier = Arc::new(Barrier::new(THREADS));
    let threads: Vec<_> = (0..THREADS)
        .map(|index| {
            let work = work(store.clone(), index);
            let barrier = barrier.clone();
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().build();
                runtime.expect("a runtime").block_on(async {
                    barrier.wait().await;
                    work.await
                })
            })
        })
        .collect();
    tokio::task::spawn_blocking(move || {
        threads.into_iter().map(|thread| thread.join().expect("no thread panics")).collect()
    })
    .await
    .expect("no thread panics")
}

on_both_databases! {
    // Fault 1: stock checked before the lock, never re-checked.
    async fn of_32_customers_who_want_the_last_10_portions_10_get_one(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, Some(10)).await;
        let results = on_32_threads(store, |store, index| async move {
            let request = fixtures::checkout(vec![fixtures::line(stall.product_id, 1)]);
            place(&store, ana, &format!("t{index}"), request).await
        }).await;
        let placed = results.iter().filter(|result| result.is_ok()).count();
        assert_eq!(placed, 10);
        for result in results.iter().filter(|result| result.is_err()) {
            assert!(matches!(result, Err(Failure::Refused(PlaceRefusal::Lines(_)))), "{result:?}");
        }
        assert_eq!(left(store, stall).await, Some(0));
        let live = read(store, move |tx| Ok(orders::live_of_vendor(tx, stall.vendor_id)?)).await;
        assert_eq!(live.len(), 10);
    }

    // Fault 2: order numbers that collide under load.
    async fn numbers_and_places_never_repeat_and_have_no_holes(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let results = on_32_threads(store, |store, index| async move {
            let mut numbers = Vec::new();
            for round in 0..8 {
                // Every fourth is refused half way through, which must not cost a number.
                let mut request = fixtures::checkout(vec![fixtures::line(stall.product_id, 1)]);
                if (index + round) % 4 == 0 {
                    request.expected_total = hawker_domain::Money::ZERO;
                }
                let tag = format!("t{index}-{round}");
                if let Ok(placed) = place(&store, ana, &tag, request).await {
                    numbers.push(placed.orders[0].number.to_string());
                }
            }
            numbers
        }).await;
        let numbers: Vec<String> = results.into_iter().flatten().collect();
        let expected: BTreeSet<String> = (1..=192).map(|count| format!("A-{count:03}")).collect();
        assert_eq!(numbers.len(), 192);
        assert_eq!(numbers.into_iter().collect::<BTreeSet<_>>(), expected);

        let channel = Channel::VendorOrders(stall.vendor_id);
        let recovered = read(store, move |tx| Ok(outbox::recover(tx, channel, 0)?)).await;
        let Recovery::Whole(events) = recovered else { panic!("not whole: {recovered:?}") };
        let places: Vec<i64> = events.iter().map(|event| event.seq).collect();
        assert_eq!(places, (1..=192).collect::<Vec<_>>());
    }

    // Fault 3: a double tap places the order twice.
    async fn of_32_requests_with_one_key_one_places_the_order(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, Some(100)).await;
        let placings = on_32_threads(store, |store, index| async move {
            let request = fixtures::checkout(vec![fixtures::line(stall.product_id, 1)]);
            let place = move |tx: &mut Conn| {
                place_with_key(tx, ana, &format!("t{index}"), ("one key", "one hash"), &request, noon())
            };
            store.write(place).await.expect("an answer")
        }).await;
        let is_new = |placing: &&Placing| matches!(placing, Placing::New(_));
        assert_eq!(placings.iter().filter(is_new).count(), 1);
        let ids: BTreeSet<_> = placings.iter().map(|placing| match placing {
            Placing::New(placed) | Placing::Earlier(placed) => placed.orders[0].id,
        }).collect();
        assert_eq!(ids.len(), 1);
        assert_eq!(left(store, stall).await, Some(99));
    }

    // Fault 10: accept and cancel at the same instant both succeed; stock given back twice.
    async fn of_an_accept_and_a_cancel_at_the_same_instant_one_is_made(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, Some(50)).await;
        for round in 0..5 {
            let order = placed(store, stall, ana, &format!("t{round}")).await;
            let id = order.id;
            let before = left(store, stall).await.expect("counted");
            let results = on_32_threads(store, |store, index| async move {
                let cancel = Move::Cancel { why: Reason::CustomerRequest.into(), restock: Restock::GiveBack };
                let decline = Move::Decline(Reason::TooBusy.into());
                let (wanted, actor) = match index % 3 {
                    0 => (Move::Accept, stall.staff()),
                    1 => (cancel, Actor::Customer(ana)),
                    _ => (decline, stall.staff()),
                };
                (index % 3, make_move(&store, id, wanted, actor).await)
            }).await;
            let winners: BTreeSet<usize> = results.iter()
                .filter(|(_, result)| result.is_ok()).map(|(kind, _)| *kind).collect();
            assert_eq!(winners.len(), 1, "one of the three moves is made");
            for (_, result) in &results {
                let is_told = matches!(result, Ok(_) | Err(Failure::Refused(Refusal::Conflict { version: 2, .. })));
                assert!(is_told, "{result:?}");
            }
            let stands = read(store, move |tx| Ok(orders::find(tx, id, &stall.staff())?)).await;
            let stands = stands.expect("the order");
            assert_eq!(stands.version, 2);
            let given_back = i64::from(stands.status == OrderStatus::Cancelled);
            assert_eq!(left(store, stall).await, Some(before + given_back));
        }
    }
}
