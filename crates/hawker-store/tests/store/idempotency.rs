//! Checkouts that are sent again.

use hawker_domain::order::{Move, Reason, Restock};
use hawker_domain::permission::Actor;
use hawker_domain::{Money, UserId};
use hawker_store::checkouts::{PlaceRefusal, Placed, Placing};
use hawker_store::{Failure, Store, menu, orders};
use hawker_testkit::fixtures::{self, PRICE, Stall, noon};
use hawker_testkit::on_both_databases;
use hawker_testkit::store::TestStore;
use jiff::SignedDuration;

use crate::support::{left, make_move, place_with_key, read, stall_and_customer, write};

/// Sends a checkout of one portion with the one key of these tests.
async fn send(
    store: &Store,
    stall: Stall,
    customer_id: UserId,
    (tag, hash): (&'static str, &'static str),
) -> Result<Placing, Failure<PlaceRefusal>> {
    let request = fixtures::checkout(vec![fixtures::line(stall.product_id, 1)]);
    let now = noon() + SignedDuration::from_mins(1);
    store
        .write(move |tx| place_with_key(tx, customer_id, tag, ("the key", hash), &request, now))
        .await
}

async fn placed(store: &Store, stall: Stall, customer_id: UserId) -> Placed {
    match send(store, stall, customer_id, ("first", "hash")).await {
        Ok(Placing::New(placed)) => placed,
        other => panic!("not placed: {other:?}"),
    }
}

on_both_databases! {
    async fn a_repeated_checkout_is_answered_as_it_was_placed_whatever_became_of_it(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, Some(5)).await;
        let first = placed(store, stall, ana).await;
        let id = first.orders[0].id;
        let now = noon() + SignedDuration::from_mins(2);
        store.write(move |tx| orders::mark_seen(tx, id, &stall.staff(), now)).await.expect("seen");
        make_move(store, id, Move::Accept, stall.staff()).await.expect("accepted");
        make_move(store, id, Move::MarkReady, stall.staff()).await.expect("ready");
        make_move(store, id, Move::Complete, stall.staff()).await.expect("completed");
        let again = send(store, stall, ana, ("again", "hash")).await.expect("an answer");
        assert_eq!(again, Placing::Earlier(first));
        assert_eq!(left(store, stall).await, Some(4), "nothing is sold twice");
        let list = read(store, move |tx| Ok(orders::page_of_customer(tx, ana, None, 10)?)).await;
        assert_eq!(list.0.len(), 1);
    }

    async fn a_cancelled_checkout_is_repeated_without_its_end(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let first = placed(store, stall, ana).await;
        let why = Reason::CustomerRequest.into();
        let cancel = Move::Cancel { why, restock: Restock::GiveBack };
        let id = first.orders[0].id;
        make_move(store, id, cancel, Actor::Customer(ana)).await.expect("cancelled");
        let again = send(store, stall, ana, ("again", "hash")).await.expect("an answer");
        assert_eq!(again, Placing::Earlier(first));
    }

    // A customer whose answer was lost must not be told that the food is gone: it is theirs.
    async fn what_was_placed_is_answered_even_where_it_could_not_be_placed_now(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, Some(1)).await;
        let first = placed(store, stall, ana).await;
        let again = send(store, stall, ana, ("sold out", "hash")).await.expect("an answer");
        assert_eq!(again, Placing::Earlier(first.clone()));
        let dearer = Money::from_minor(PRICE + 1);
        write(store, move |tx| Ok(menu::set_price(tx, stall.product_id, dearer)?)).await;
        let again = send(store, stall, ana, ("dearer", "hash")).await.expect("an answer");
        assert_eq!(again, Placing::Earlier(first));
    }

    async fn a_key_is_good_for_one_checkout_of_one_customer(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, Some(2)).await;
        let ben = write(store, |tx| Ok(fixtures::customer(tx, "Ben")?)).await;
        placed(store, stall, ana).await;
        let other = send(store, stall, ana, ("other", "another hash")).await;
        assert!(matches!(other, Err(Failure::Refused(PlaceRefusal::KeyReused))), "{other:?}");
        let bens = send(store, stall, ben, ("ben", "another hash")).await;
        assert!(matches!(bens, Ok(Placing::New(_))), "{bens:?}");
        // Sold out by now, and still what is wrong with it is its key.
        let other = send(store, stall, ana, ("other", "another hash")).await;
        assert!(matches!(other, Err(Failure::Refused(PlaceRefusal::KeyReused))), "{other:?}");
    }

    async fn a_key_whose_checkout_was_refused_is_free_again(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, Some(0)).await;
        let refused = send(store, stall, ana, ("first", "another hash")).await;
        assert!(matches!(refused, Err(Failure::Refused(PlaceRefusal::Lines(_)))), "{refused:?}");
        write(store, move |tx| Ok(menu::set_price(tx, stall.product_id, Money::ZERO)?)).await;
        let refused = send(store, stall, ana, ("second", "another hash")).await;
        assert!(matches!(refused, Err(Failure::Refused(_))), "{refused:?}");
        let other_stall = write(store, |tx| Ok(fixtures::stall(tx, "B", None)?)).await;
        placed(store, other_stall, ana).await;
    }
}
