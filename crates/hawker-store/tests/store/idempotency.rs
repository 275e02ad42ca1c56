//! Idempotency keys.

use hawker_domain::UserId;
use hawker_store::idempotency::{self, Attempt, Earlier};
use hawker_store::{Conn, Failure, Store};
use hawker_testkit::fixtures::{self, noon};
use hawker_testkit::on_both_databases;
use hawker_testkit::store::TestStore;
use jiff::SignedDuration;

use crate::support::{Never, write};

fn attempt(user: UserId, request_hash: &str) -> Attempt<'_> {
    Attempt { user, key: "key", request_hash }
}

fn keep(tx: &mut Conn, user: UserId, hash: &str, answer: &str) -> Result<(), Failure<Never>> {
    Ok(idempotency::keep(tx, attempt(user, hash), answer, noon())?)
}

async fn find(store: &Store, user: UserId, hash: &'static str) -> Option<Earlier> {
    write(store, move |tx| Ok(idempotency::find(tx, attempt(user, hash))?)).await
}

on_both_databases! {
    async fn a_key_gives_its_first_answer_to_the_same_request_and_to_nobody_else(store: TestStore) {
        let store = store.store();
        let (ana, ben) = write(store, |tx| {
            Ok((fixtures::customer(tx, "Ana")?, fixtures::customer(tx, "Ben")?))
        }).await;
        assert_eq!(find(store, ana, "hash").await, None);
        write(store, move |tx| keep(tx, ana, "hash", "answer")).await;
        assert_eq!(find(store, ana, "hash").await, Some(Earlier::Answered("answer".into())));
        assert_eq!(find(store, ana, "other hash").await, Some(Earlier::Reused));
        assert_eq!(find(store, ben, "hash").await, None);
    }

    async fn a_key_whose_request_failed_is_free_again(store: TestStore) {
        let store = store.store();
        let ana = write(store, |tx| Ok(fixtures::customer(tx, "Ana")?)).await;
        let failed: Result<(), Failure<&str>> = store.write(move |tx| {
            idempotency::keep(tx, attempt(ana, "hash"), "answer", noon())?;
            Err(Failure::Refused("no"))
        }).await;
        assert!(matches!(failed, Err(Failure::Refused("no"))));
        assert_eq!(find(store, ana, "other hash").await, None);
    }

    // Two requests that both found the key new: the slower one must not keep its work.
    async fn a_second_answer_for_a_key_is_never_kept(store: TestStore) {
        let store = store.store();
        let ana = write(store, |tx| Ok(fixtures::customer(tx, "Ana")?)).await;
        write(store, move |tx| keep(tx, ana, "hash", "first")).await;
        let second = store.write(move |tx| keep(tx, ana, "hash", "second")).await;
        assert!(matches!(second, Err(Failure::Store(_))));
        assert_eq!(find(store, ana, "hash").await, Some(Earlier::Answered("first".into())));
    }

    async fn old_keys_are_forgotten_a_few_at_a_time(store: TestStore) {
        let store = store.store();
        let users = write(store, |tx| {
            Ok([fixtures::customer(tx, "Ana")?, fixtures::customer(tx, "Ben")?])
        }).await;
        for user in users {
            write(store, move |tx| keep(tx, user, "hash", "answer")).await;
        }
        let prune = |time| write(store, move |tx| Ok(idempotency::prune(tx, time, 1)?));
        assert_eq!(prune(noon()).await, 0);
        let later = noon() + SignedDuration::from_secs(1);
        assert_eq!(prune(later).await, 1);
        assert_eq!(find(store, users[0], "hash").await, None);
        assert_eq!(prune(later).await, 1);
        assert_eq!(prune(later).await, 0);
    }
}
