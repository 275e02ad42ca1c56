//! What SQLite's writer puts into one commit still happens one after the other.

use std::sync::mpsc;

use hawker_domain::Money;
use hawker_domain::channel::Channel;
use hawker_domain::checkout::RequestedCheckout;
use hawker_domain::event::Event;
use hawker_domain::order::{Move, Order};
use hawker_store::checkouts::{PlaceRefusal, Placing};
use hawker_store::outbox::Recovery;
use hawker_store::{Failure, Store, StoreError, menu, orders, outbox, vendors};
use hawker_testkit::fixtures::{self, PRICE, Stall};
use hawker_testkit::store::TestStore;
use tokio::sync::oneshot;

use crate::support::{left, make_move, place, place_with_key, read, stall_and_customer, write};

/// Runs `jobs`, which hand in what they write when they are first polled, in one commit.
async fn in_one_commit<T>(store: &Store, jobs: impl Future<Output = T>) -> T {
    let (open, gate) = mpsc::channel::<()>();
    let (enter, entered) = oneshot::channel::<()>();
    let mut enter = Some(enter);
    let closed = write(store, move |_| {
        drop(enter.take());
        gate.recv().map_err(|_| Failure::Store(StoreError::Closed))
    });
    let jobs = async {
        // The writer is busy with a commit of its own, and finds all of them after it.
        drop(entered.await);
        let open = async { open.send(()).expect("the writer waits") };
        let (result, ()) = tokio::join!(biased; jobs, open);
        result
    };
    let commits = store.commits();
    let ((), result) = tokio::join!(biased; closed, jobs);
    assert_eq!(store.commits(), commits + 2, "one for the gate and one for the jobs");
    result
}

fn one(stall: Stall) -> RequestedCheckout {
    fixtures::checkout(vec![fixtures::line(stall.product_id, 1)])
}

/// The places and order numbers of what the stall's channel was told.
async fn told(store: &Store, stall: Stall) -> Vec<(i64, String)> {
    let channel = Channel::VendorOrders(stall.vendor_id);
    read(store, move |tx| {
        let backlogs = outbox::backlogs(tx)?;
        let Some(backlog) = backlogs.into_iter().find(|backlog| backlog.channel == channel) else {
            return Ok(vec![]);
        };
        let stored = outbox::stored_after(tx, channel, backlog.channel_id, 0, 100)?;
        Ok(stored.into_iter().map(|event| (event.seq, number(&event.data))).collect())
    })
    .await
}

fn number(data: &str) -> String {
    let data: serde_json::Value = serde_json::from_str(data).expect("JSON");
    data["number"].as_str().expect("a number").to_owned()
}

fn numbers<'a>(orders: impl IntoIterator<Item = &'a Order>) -> Vec<&'a str> {
    orders.into_iter().map(|order| order.number.as_str()).collect()
}

#[tokio::test]
async fn the_orders_of_a_commit_are_numbered_and_announced_in_turn() {
    let test_store = TestStore::sqlite();
    let store = test_store.store();
    let (stall, ana) = stall_and_customer(store, None).await;
    let (a, b, c) = in_one_commit(store, async {
        tokio::join!(
            biased;
            place(store, ana, "a", one(stall)),
            place(store, ana, "b", one(stall)),
            place(store, ana, "c", one(stall)),
        )
    })
    .await;
    let orders = [a, b, c].map(|placed| placed.expect("placed").orders.remove(0));
    assert_eq!(numbers(orders.iter().map(|order| &***order)), ["A-001", "A-002", "A-003"]);
    let expected = [(1, "A-001"), (2, "A-002"), (3, "A-003")];
    assert_eq!(told(store, stall).await, expected.map(|(seq, number)| (seq, number.to_owned())));
    let stored = read(store, move |tx| Ok(orders::live_of_customer(tx, ana)?)).await;
    assert_eq!(numbers(&stored), ["A-001", "A-002", "A-003"]);
}

#[tokio::test]
async fn an_order_pays_the_price_that_was_set_before_it_in_the_same_commit() {
    let test_store = TestStore::sqlite();
    let store = test_store.store();
    let (stall, ana) = stall_and_customer(store, None).await;
    let dearer = Money::from_minor(PRICE + 1);
    let set_price = write(store, move |tx| Ok(menu::set_price(tx, stall.product_id, dearer)?));
    let mut at_new_price = one(stall);
    at_new_price.expected_total = dearer;
    let (before, (), after) = in_one_commit(store, async {
        tokio::join!(
            biased;
            place(store, ana, "before", one(stall)),
            set_price,
            place(store, ana, "after", at_new_price),
        )
    })
    .await;
    assert_eq!(before.expect("placed").orders[0].total, Money::from_minor(PRICE));
    assert_eq!(after.expect("placed").orders[0].total, dearer);
}

#[tokio::test]
async fn a_stall_that_pauses_between_two_orders_of_a_commit_gets_only_the_first() {
    let test_store = TestStore::sqlite();
    let store = test_store.store();
    let (stall, ana) = stall_and_customer(store, None).await;
    let paused = vendors::Switches { is_active: None, is_paused: Some(true) };
    let pause = store.write(move |tx| vendors::switch(tx, stall.vendor_id, paused));
    let (before, pause, after) = in_one_commit(store, async {
        tokio::join!(
            biased;
            place(store, ana, "before", one(stall)),
            pause,
            place(store, ana, "after", one(stall)),
        )
    })
    .await;
    assert!(before.is_ok() && pause.is_ok());
    assert!(matches!(after, Err(Failure::Refused(PlaceRefusal::Lines(_)))), "{after:?}");
}

#[tokio::test]
async fn the_last_portion_is_sold_once_within_a_commit() {
    let test_store = TestStore::sqlite();
    let store = test_store.store();
    let (stall, ana) = stall_and_customer(store, Some(1)).await;
    let (first, second) = in_one_commit(store, async {
        tokio::join!(
            biased;
            place(store, ana, "first", one(stall)),
            place(store, ana, "second", one(stall))
        )
    })
    .await;
    assert!(first.is_ok());
    assert!(matches!(second, Err(Failure::Refused(PlaceRefusal::Lines(_)))), "{second:?}");
    assert_eq!(left(store, stall).await, Some(0));
}

#[tokio::test]
async fn a_refused_order_leaves_no_hole_in_the_numbers_and_places_of_its_commit() {
    let test_store = TestStore::sqlite();
    let store = test_store.store();
    let (stall, ana) = stall_and_customer(store, None).await;
    let mut too_cheap = one(stall);
    too_cheap.expected_total = Money::from_minor(1);
    let undone = store.write(move |tx| -> Result<(), Failure<&'static str>> {
        let event = Event {
            channel: Channel::VendorOrders(stall.vendor_id),
            name: "OrderReceived",
            data: "{}".into(),
        };
        outbox::append(tx, event, fixtures::noon())?;
        Err(Failure::Refused("after it was written"))
    });
    let (a, refused, undone, b) = in_one_commit(store, async {
        tokio::join!(
            biased;
            place(store, ana, "a", one(stall)),
            place(store, ana, "refused", too_cheap),
            undone,
            place(store, ana, "b", one(stall)),
        )
    })
    .await;
    assert!(matches!(refused, Err(Failure::Refused(PlaceRefusal::TotalChanged(_)))));
    assert!(matches!(undone, Err(Failure::Refused(_))));
    let orders = [a, b].map(|placed| placed.expect("placed").orders.remove(0));
    assert_eq!(numbers(orders.iter().map(|order| &***order)), ["A-001", "A-002"]);
    let expected = [(1, "A-001".to_owned()), (2, "A-002".to_owned())];
    assert_eq!(told(store, stall).await, expected);
    let handed_on: Vec<_> = store.committed().await.events.iter().map(|fresh| fresh.seq).collect();
    assert_eq!(handed_on, [1, 2], "what was undone is not handed on");
}

#[tokio::test]
async fn a_channel_says_whether_what_was_stored_before_is_published() {
    let test_store = TestStore::sqlite();
    let store = test_store.store();
    let (stall, ana) = stall_and_customer(store, None).await;
    let order = place(store, ana, "a", one(stall)).await.expect("placed").orders.remove(0);
    let handed_on = |committed: hawker_store::Committed| -> Vec<(i64, bool)> {
        let events = committed.events.into_iter();
        events.map(|fresh| (fresh.seq, fresh.follows_published)).collect()
    };
    let committed = store.committed().await;
    let channel_id = committed.events[0].channel_id;
    assert_eq!(handed_on(committed), [(1, true)]);
    place(store, ana, "b", one(stall)).await.expect("placed");
    assert_eq!(handed_on(store.committed().await), [(2, false)]);
    write(store, move |tx| Ok(outbox::mark_relayed(tx, channel_id, 2)?)).await;
    make_move(store, order.id, Move::Accept, stall.staff()).await.expect("accepted");
    let seqs = handed_on(store.committed().await);
    assert_eq!(seqs, [(3, true), (1, true)], "the stall's and the customer's");
}

#[tokio::test]
async fn whoever_looks_between_two_orders_of_a_commit_sees_the_first_and_hides_neither() {
    let test_store = TestStore::sqlite();
    let store = test_store.store();
    let (stall, ana) = stall_and_customer(store, None).await;
    let channel = Channel::VendorOrders(stall.vendor_id);
    place(store, ana, "a", one(stall)).await.expect("placed");
    let channel_id = store.committed().await.events[0].channel_id;
    let note = |seq| write(store, move |tx| Ok(outbox::mark_relayed(tx, channel_id, seq)?));
    let look = write(store, move |tx| {
        let position = outbox::position(tx, channel)?;
        let recovery = outbox::recover(tx, channel, position - 1)?;
        Ok((position, matches!(recovery, Recovery::Whole(events) if events.len() == 1)))
    });
    let (b, seen, (), c) = in_one_commit(store, async {
        tokio::join!(
            biased;
            place(store, ana, "b", one(stall)),
            look,
            note(1),
            place(store, ana, "c", one(stall)),
        )
    })
    .await;
    assert!(b.is_ok() && c.is_ok());
    assert_eq!(seen, (2, true));
    let backlogs = || read(store, |tx| Ok(outbox::backlogs(tx)?));
    let places = |backlogs: Vec<outbox::Backlog>| -> Vec<(i64, i64)> {
        backlogs.iter().map(|backlog| (backlog.seq, backlog.relayed_seq)).collect()
    };
    assert_eq!(places(backlogs().await), [(3, 1)]);
    note(3).await;
    assert_eq!(places(backlogs().await), []);
}

#[tokio::test]
async fn a_checkout_behind_another_of_its_commit_still_finds_its_key() {
    let test_store = TestStore::sqlite();
    let store = test_store.store();
    let (stall, ana) = stall_and_customer(store, None).await;
    let again = || {
        store.write(move |tx| {
            let key = ("the key", "a hash");
            place_with_key(tx, ana, "again", key, &one(stall), fixtures::noon())
        })
    };
    let (first, other, second) = in_one_commit(store, async {
        tokio::join!(biased; again(), place(store, ana, "other", one(stall)), again())
    })
    .await;
    let (Ok(Placing::New(first)), Ok(Placing::Earlier(second))) = (first, second) else {
        panic!("the second is not told to be the first")
    };
    assert_eq!(first, second);
    assert!(other.is_ok());
}

#[tokio::test]
async fn an_order_pays_the_price_that_another_process_has_set() {
    let test_store = TestStore::sqlite();
    let store = test_store.store();
    let (stall, ana) = stall_and_customer(store, None).await;
    place(store, ana, "before", one(stall)).await.expect("placed");
    let dearer = Money::from_minor(PRICE + 1);
    let other = test_store.open_again();
    write(&other, move |tx| Ok(menu::set_price(tx, stall.product_id, dearer)?)).await;
    let too_cheap = place(store, ana, "too cheap", one(stall)).await;
    assert!(matches!(too_cheap, Err(Failure::Refused(PlaceRefusal::TotalChanged(_)))));
    let mut at_new_price = one(stall);
    at_new_price.expected_total = dearer;
    place(store, ana, "after", at_new_price).await.expect("placed");
}

#[tokio::test]
async fn two_processes_number_the_orders_of_a_stall_in_turn() {
    let test_store = TestStore::sqlite();
    let store = test_store.store();
    let (stall, ana) = stall_and_customer(store, None).await;
    let other = test_store.open_again();
    let mut orders = Vec::new();
    for (index, store) in [store, store, &other, &other, store].into_iter().enumerate() {
        let placed = place(store, ana, &format!("t{index}"), one(stall)).await.expect("placed");
        orders.extend(placed.orders);
    }
    let expected = ["A-001", "A-002", "A-003", "A-004", "A-005"];
    assert_eq!(numbers(orders.iter().map(|order| &***order)), expected);
    let expected = (1..).zip(expected.map(str::to_owned));
    assert_eq!(told(store, stall).await, expected.collect::<Vec<_>>());
}
