//! Moving an order.

use hawker_domain::channel::Channel;
use hawker_domain::event::{self, PlacedOrder};
use hawker_domain::order::{Move, OrderStatus, Reason, Refusal, Restock};
use hawker_domain::permission::Actor;
use hawker_store::orders::DueMove;
use hawker_store::outbox::{self, Recovery, StoredEvent};
use hawker_store::{Conn, Failure, Store, orders};
use hawker_testkit::fixtures::{self, noon};
use hawker_testkit::on_both_databases;
use hawker_testkit::store::TestStore;
use jiff::SignedDuration;

use crate::support::{left, make_move, make_move_at, placed, read, stall_and_customer};

async fn events(store: &Store, channel: Channel) -> Vec<StoredEvent> {
    let recovered = read(store, move |tx| Ok(outbox::recover(tx, channel, 0)?)).await;
    let Recovery::Whole(events) = recovered else { panic!("not whole: {recovered:?}") };
    events
}

async fn event_names(store: &Store, channel: Channel) -> Vec<String> {
    events(store, channel).await.into_iter().map(|event| event.name).collect()
}

on_both_databases! {
    async fn an_order_goes_its_way_and_every_step_is_kept_and_announced(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, Some(3)).await;
        let order = placed(store, stall, ana, "t").await;
        let way = [
            (Move::Accept, OrderStatus::Accepted),
            (Move::MarkReady, OrderStatus::ReadyForPickup),
            (Move::Recall, OrderStatus::Accepted),
            (Move::MarkReady, OrderStatus::ReadyForPickup),
            (Move::Complete, OrderStatus::Completed),
        ];
        for (wanted, expected) in way {
            let moved = make_move(store, order.id, wanted, stall.staff()).await.expect("a legal move");
            assert_eq!(moved.status, expected);
            let id = order.id;
            let found = read(store, move |tx| Ok(orders::find(tx, id, &stall.staff())?)).await;
            assert_eq!(found, Some(moved), "what is announced is what is stored");
        }
        let id = order.id;
        let history = read(store, move |tx| {
            Ok(orders::find_history(tx, id, &stall.staff(), 0, 100)?)
        }).await.expect("the order");
        assert_eq!(history.iter().map(|entry| entry.version).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
        assert!(history.windows(2).all(|pair| pair[1].from == Some(pair[0].to)));
        assert_eq!(left(store, stall).await, Some(2), "what was handed over is gone");
        let mut expected = vec!["OrderReceived"];
        expected.extend(["OrderStatusChanged"; 5]);
        assert_eq!(event_names(store, Channel::VendorOrders(stall.vendor_id)).await, expected);
        assert_eq!(event_names(store, Channel::CustomerOrders(ana)).await, expected[1..]);
    }

    async fn what_was_announced_of_a_placed_order_stays_whatever_becomes_of_it(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, Some(3)).await;
        let order = placed(store, stall, ana, "t").await;
        let channel = Channel::VendorOrders(stall.vendor_id);
        let announced = event::order_received(&PlacedOrder::new(order.clone())).data;
        assert_eq!(events(store, channel).await[0].data, announced);
        let id = order.id;
        let seen = move |tx: &mut Conn| orders::mark_seen(tx, id, &stall.staff(), noon());
        store.write(seen).await.expect("it is theirs");
        let later = noon() + SignedDuration::from_mins(5);
        let ways = [Move::Accept, Move::MarkReady, Move::Recall];
        for wanted in ways {
            make_move_at(store, id, wanted, stall.staff(), later).await.expect("a legal move");
        }
        let cancel = Move::Cancel { why: Reason::OutOfStock.into(), restock: Restock::GiveBack };
        make_move_at(store, id, cancel, stall.staff(), later).await.expect("a legal move");
        let told = events(store, channel).await;
        assert_eq!(told[0].data, announced);
        assert_eq!(told.len(), 6);
    }

    async fn accepting_twice_announces_once(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let order = placed(store, stall, ana, "t").await;
        let first = make_move(store, order.id, Move::Accept, stall.staff()).await.expect("accepted");
        let again = make_move(store, order.id, Move::Accept, stall.staff()).await.expect("accepted");
        assert_eq!(first, again);
        assert_eq!(event_names(store, Channel::CustomerOrders(ana)).await, ["OrderStatusChanged"]);
    }

    async fn cancelling_twice_gives_the_stock_back_once(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, Some(3)).await;
        let order = placed(store, stall, ana, "t").await;
        let cancel = Move::Cancel { why: Reason::CustomerRequest.into(), restock: Restock::GiveBack };
        for _ in 0..2 {
            make_move(store, order.id, cancel.clone(), Actor::Customer(ana)).await.expect("cancelled");
        }
        assert_eq!(left(store, stall).await, Some(3));
    }

    async fn the_loser_of_two_moves_is_told_where_the_order_stands(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let order = placed(store, stall, ana, "t").await;
        make_move(store, order.id, Move::Accept, stall.staff()).await.expect("accepted");
        let cancel = Move::Cancel { why: Reason::CustomerRequest.into(), restock: Restock::GiveBack };
        let refused = make_move(store, order.id, cancel, Actor::Customer(ana)).await;
        let expected = Refusal::Conflict { status: OrderStatus::Accepted, version: 2 };
        assert!(matches!(refused, Err(Failure::Refused(refusal)) if refusal == expected));
    }

    async fn an_order_of_another_stall_or_customer_does_not_exist(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let order = placed(store, stall, ana, "t").await;
        let (other, ben) = crate::support::write(store, |tx| {
            Ok((fixtures::stall(tx, "Z", None)?, fixtures::customer(tx, "Ben")?))
        }).await;
        let refused = make_move(store, order.id, Move::Accept, other.staff()).await;
        assert!(matches!(refused, Err(Failure::Refused(Refusal::NotTheirs))));
        let id = order.id;
        for actor in [other.staff(), Actor::Customer(ben)] {
            assert_eq!(read(store, move |tx| Ok(orders::find(tx, id, &actor)?)).await, None);
            let history = read(store, move |tx| Ok(orders::find_history(tx, id, &actor, 0, 9)?)).await;
            assert_eq!(history, None);
        }
    }

    async fn the_first_screen_that_shows_an_order_tells_the_customer_once(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let order = placed(store, stall, ana, "t").await;
        let id = order.id;
        for minute in [1, 2] {
            let now = noon() + SignedDuration::from_mins(minute);
            let seen = store.write(move |tx| orders::mark_seen(tx, id, &stall.staff(), now)).await;
            let seen = seen.expect("seen");
            assert_eq!(seen.times.seen_at, Some(noon() + SignedDuration::from_mins(1)));
            assert_eq!(seen.version, 1, "seen is not a move");
        }
        assert_eq!(event_names(store, Channel::CustomerOrders(ana)).await, ["OrderSeen"]);
        make_move(store, id, Move::Accept, stall.staff()).await.expect("accepted");
    }

    async fn the_clock_ends_what_nobody_answered_and_what_nobody_fetched(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, Some(9)).await;
        let unanswered = placed(store, stall, ana, "t").await.id;
        let unfetched = placed(store, stall, ana, "u").await.id;
        make_move(store, unfetched, Move::Accept, stall.staff()).await.expect("accepted");
        make_move(store, unfetched, Move::MarkReady, stall.staff()).await.expect("ready");

        let due_at = |minute| {
            let now = noon() + SignedDuration::from_mins(minute);
            read(store, move |tx| Ok(orders::due(tx, now, 10)?))
        };
        assert_eq!(due_at(14).await, []);
        assert_eq!(due_at(15).await, [DueMove::Expire(unanswered)]);
        assert_eq!(due_at(60).await, [DueMove::Expire(unanswered), DueMove::Complete(unfetched)]);

        let later = noon() + SignedDuration::from_mins(60);
        let expired = make_move_at(store, unanswered, Move::Expire, Actor::System, later).await;
        let expired = expired.expect("expired");
        assert_eq!(expired.why.map(|why| why.reason), Some(Reason::VendorTimeout));
        make_move_at(store, unfetched, Move::Complete, Actor::System, later).await.expect("completed");
        assert_eq!(left(store, stall).await, Some(8), "only what was not made is given back");
        assert_eq!(due_at(60).await, []);
    }
}
