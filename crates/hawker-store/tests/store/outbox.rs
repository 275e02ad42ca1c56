//! The outbox: places without holes, recovery whole or not at all, the relay's queue.

use hawker_domain::channel::Channel;
use hawker_domain::event::Event;
use hawker_domain::order::Move;
use hawker_domain::{UserId, VendorId};
use hawker_store::outbox::{self, Backlog, Recovery, StoredEvent};
use hawker_store::{Failure, Store};
use hawker_testkit::fixtures::noon;
use hawker_testkit::on_both_databases;
use hawker_testkit::store::TestStore;
use jiff::SignedDuration;

use crate::support::{make_move, placed, read, stall_and_customer, write};

const STALL: Channel = Channel::VendorOrders(VendorId(1));

fn event(channel: Channel, tag: i64) -> Event {
    Event { channel, name: "OrderReceived", data: format!("{{\"tag\":{tag}}}") }
}

async fn append(store: &Store, channel: Channel, count: i64) {
    write(store, move |tx| {
        for tag in 1..=count {
            outbox::append(tx, event(channel, tag), noon())?;
        }
        Ok(())
    })
    .await;
}

async fn recover(store: &Store, channel: Channel, after: i64) -> Recovery {
    read(store, move |tx| Ok(outbox::recover(tx, channel, after)?)).await
}

fn places(recovery: &Recovery) -> Vec<i64> {
    match recovery {
        Recovery::Whole(events) => events.iter().map(|event| event.seq).collect(),
        Recovery::Gone { seq } => panic!("gone at {seq}"),
    }
}

on_both_databases! {
    async fn places_are_counted_for_each_channel_and_survive_a_restart(store: TestStore) {
        let customer = Channel::CustomerOrders(UserId(1));
        append(store.store(), STALL, 2).await;
        append(store.store(), customer, 1).await;
        let epoch = store.store().epoch().to_owned();
        store.reopen();
        assert_eq!(store.store().epoch(), epoch);
        append(store.store(), STALL, 1).await;
        assert_eq!(places(&recover(store.store(), STALL, 0).await), [1, 2, 3]);
        assert_eq!(places(&recover(store.store(), customer, 0).await), [1]);
        let position = read(store.store(), |tx| Ok(outbox::position(tx, STALL)?)).await;
        assert_eq!(position, 3);
    }

    async fn a_log_that_was_restored_or_may_have_been_gets_another_name(store: TestStore) {
        append(store.store(), STALL, 2).await;
        append(store.store(), Channel::CustomerOrders(UserId(1)), 1).await;
        for (new_epoch, event_count, epoch) in [
            ("second", Some(3), "first"),
            ("third", Some(4), "third"),
            ("fourth", Some(0), "third"),
            ("fifth", None, "fifth"),
        ] {
            store.reopen_as(new_epoch, event_count);
            assert_eq!(store.store().epoch(), epoch, "{event_count:?}");
        }
        assert_eq!(read(store.store(), |tx| Ok(outbox::count_ever(tx)?)).await, 3);
    }

    async fn a_rolled_back_transaction_announces_nothing_and_leaves_no_hole(store: TestStore) {
        let store = store.store();
        let failed: Result<(), Failure<&str>> = store.write(|tx| {
            outbox::append(tx, event(STALL, 1), noon())?;
            Err(Failure::Refused("no"))
        }).await;
        assert!(failed.is_err());
        assert_eq!(read(store, |tx| Ok(outbox::backlogs(tx)?)).await, []);
        append(store, STALL, 1).await;
        assert_eq!(places(&recover(store, STALL, 0).await), [1]);
    }

    async fn a_client_is_given_all_that_it_missed_or_nothing(store: TestStore) {
        let store = store.store();
        append(store, STALL, 5).await;
        assert_eq!(places(&recover(store, STALL, 3).await), [4, 5]);
        assert_eq!(places(&recover(store, STALL, 5).await), Vec::<i64>::new());
        let Recovery::Whole(events) = recover(store, STALL, 4).await else { panic!("gone") };
        assert_eq!(events[0].data, "{\"tag\":5}");
        for elsewhere in [6, -1] {
            assert_eq!(recover(store, STALL, elsewhere).await, Recovery::Gone { seq: 5 });
        }
        let unheard = Channel::VendorOrders(VendorId(9));
        assert_eq!(places(&recover(store, unheard, 0).await), Vec::<i64>::new());
        assert_eq!(recover(store, unheard, 1).await, Recovery::Gone { seq: 0 });
    }

    async fn what_was_pruned_is_never_recovered_in_part(store: TestStore) {
        let store = store.store();
        append(store, STALL, 5).await;
        let later = noon() + SignedDuration::from_hours(1);
        let prune = |limit| write(store, move |tx| Ok(outbox::prune(tx, later, limit)?));
        assert_eq!(prune(10).await, 0, "what is not published is kept");
        write(store, |tx| {
            let backlog = outbox::backlogs(tx)?.remove(0);
            Ok(outbox::mark_relayed(tx, backlog.channel_id, 5)?)
        }).await;
        assert_eq!(prune(2).await, 2);
        assert_eq!(recover(store, STALL, 1).await, Recovery::Gone { seq: 5 });
        assert_eq!(places(&recover(store, STALL, 2).await), [3, 4, 5]);
        assert_eq!(prune(10).await, 3);
        assert_eq!(recover(store, STALL, 4).await, Recovery::Gone { seq: 5 });
        assert_eq!(places(&recover(store, STALL, 5).await), Vec::<i64>::new());
        append(store, STALL, 1).await;
        assert_eq!(places(&recover(store, STALL, 5).await), [6]);
    }

    async fn the_relay_finds_what_is_not_published_and_never_goes_back(store: TestStore) {
        let store = store.store();
        append(store, STALL, 3).await;
        let backlog = read(store, |tx| Ok(outbox::backlogs(tx)?)).await.remove(0);
        let channel_id = backlog.channel_id;
        let expected = Backlog { channel_id, channel: STALL, seq: 3, relayed_seq: 0 };
        assert_eq!(backlog, expected);
        assert_eq!(read(store, |tx| Ok(outbox::lag(tx)?)).await, (3, Some(noon().as_millisecond())));
        for seq in [2, 1] {
            write(store, move |tx| Ok(outbox::mark_relayed(tx, channel_id, seq)?)).await;
        }
        assert_eq!(read(store, |tx| Ok(outbox::backlogs(tx)?)).await[0].relayed_seq, 2);
        assert_eq!(read(store, |tx| Ok(outbox::lag(tx)?)).await.0, 1);
        let waiting = read(store, move |tx| Ok(outbox::stored_after(tx, STALL, channel_id, 2, 10)?)).await;
        assert_eq!(waiting.iter().map(|event| event.seq).collect::<Vec<_>>(), [3]);
        write(store, move |tx| Ok(outbox::mark_relayed(tx, channel_id, 3)?)).await;
        assert_eq!(read(store, |tx| Ok(outbox::backlogs(tx)?)).await, []);
        assert_eq!(read(store, |tx| Ok(outbox::lag(tx)?)).await, (0, None));
        append(store, STALL, 1).await;
        let backlog = read(store, |tx| Ok(outbox::backlogs(tx)?)).await.remove(0);
        assert_eq!((backlog.relayed_seq, backlog.seq), (3, 4), "it waits again");
        assert_eq!(read(store, |tx| Ok(outbox::lag(tx)?)).await.0, 1);
    }

    // What was placed is told by the orders, and what became of them by the outbox: one channel.
    async fn placed_orders_stand_among_the_other_events_of_their_stall(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let channel = Channel::VendorOrders(stall.vendor_id);
        let first = placed(store, stall, ana, "first").await;
        make_move(store, first.id, Move::Accept, stall.staff()).await.expect("accepted");
        placed(store, stall, ana, "second").await;
        make_move(store, first.id, Move::MarkReady, stall.staff()).await.expect("ready");
        let told = |events: &[StoredEvent]| -> Vec<(i64, String)> {
            let order = |event: &StoredEvent| {
                let data: serde_json::Value = serde_json::from_str(&event.data).expect("JSON");
                data["number"].as_str().expect("a number").to_owned()
            };
            events.iter().map(|event| (event.seq, event.name.clone() + " " + &order(event))).collect()
        };
        let all = [
            (1, "OrderReceived A-001".to_owned()),
            (2, "OrderStatusChanged A-001".to_owned()),
            (3, "OrderReceived A-002".to_owned()),
            (4, "OrderStatusChanged A-001".to_owned()),
        ];
        for after in 0..=4 {
            let Recovery::Whole(missed) = recover(store, channel, after).await else {
                panic!("gone after {after}")
            };
            assert_eq!(told(&missed), all[usize::try_from(after).expect("a place")..]);
        }
        let lag = read(store, |tx| Ok(outbox::lag(tx)?)).await;
        // Two more changes were told to the customer.
        assert_eq!(lag, (6, Some(noon().as_millisecond())));
        let backlogs = read(store, |tx| Ok(outbox::backlogs(tx)?)).await;
        let of_stall = backlogs.into_iter().find(|backlog| backlog.channel == channel);
        let id = of_stall.expect("a backlog").channel_id;
        let next = read(store, move |tx| Ok(outbox::stored_after(tx, channel, id, 1, 2)?)).await;
        assert_eq!(told(&next), all[1..3]);
    }
}
