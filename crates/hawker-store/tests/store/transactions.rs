//! What the store promises about a closure.

use hawker_domain::VendorId;
use hawker_domain::channel::Channel;
use hawker_domain::event::Event;
use hawker_store::outbox;
use hawker_store::{Failure, Store, StoreError};
use hawker_testkit::fixtures::noon;
use hawker_testkit::on_both_databases;
use hawker_testkit::store::TestStore;

use crate::support::{Never, read, write};

const CHANNEL: Channel = Channel::VendorOrders(VendorId(1));

fn event() -> Event {
    Event { channel: CHANNEL, name: "OrderReceived", data: "{}".into() }
}

async fn position(store: &Store) -> i64 {
    read(store, |tx| Ok(outbox::position(tx, CHANNEL)?)).await
}

on_both_databases! {
    async fn a_closure_that_panics_is_undone_and_the_store_goes_on(store: TestStore) {
        let store = store.store();
        let panicked: Result<(), Failure<Never>> = store.write(|tx| {
            outbox::append(tx, event(), noon())?;
            panic!("a fault in a closure")
        }).await;
        assert!(matches!(panicked, Err(Failure::Store(StoreError::Panicked))));
        assert_eq!(position(store).await, 0);
        write(store, |tx| Ok(outbox::append(tx, event(), noon())?)).await;
        assert_eq!(position(store).await, 1);
    }

    async fn one_closures_refusal_does_not_undo_the_others_of_its_commit(store: TestStore) {
        let store = store.store();
        let writes: Vec<_> = (0..64).map(|index| {
            let store = store.clone();
            tokio::spawn(async move {
                store.write(move |tx| {
                    outbox::append(tx, event(), noon())?;
                    if index % 2 == 0 { Err(Failure::Refused(index)) } else { Ok(index) }
                }).await
            })
        }).collect();
        let mut kept = 0;
        for (index, write) in writes.into_iter().enumerate() {
            match write.await.expect("no panic") {
                Ok(_) => kept += 1,
                Err(Failure::Refused(refused)) => assert_eq!(refused, index),
                Err(Failure::Store(error)) => panic!("{error}"),
            }
        }
        assert_eq!(kept, 32);
        assert_eq!(position(store).await, 32);
    }

    async fn a_read_cannot_write(store: TestStore) {
        let store = store.store();
        let wrote: Result<i64, Failure<Never>> =
            store.read(|tx| Ok(outbox::append(tx, event(), noon())?)).await;
        assert!(wrote.is_err());
        assert_eq!(position(store).await, 0);
    }
}
