//! Idempotency keys.

use hawker_store::idempotency::{self, Claim};
use hawker_store::{Conn, Failure};
use hawker_testkit::fixtures::{self, noon};
use hawker_testkit::on_both_databases;
use hawker_testkit::store::TestStore;
use jiff::SignedDuration;

use crate::support::{Never, write};

fn claim(tx: &mut Conn, user: hawker_domain::UserId, hash: &str) -> Result<Claim, Failure<Never>> {
    Ok(idempotency::claim(tx, user, "key", hash, noon())?)
}

on_both_databases! {
    async fn a_key_gives_its_first_answer_to_the_same_request_and_to_nobody_else(store: TestStore) {
        let store = store.store();
        let (ana, ben) = write(store, |tx| {
            Ok((fixtures::customer(tx, "Ana")?, fixtures::customer(tx, "Ben")?))
        }).await;
        write(store, move |tx| {
            assert_eq!(claim(tx, ana, "hash")?, Claim::New);
            Ok(idempotency::finish(tx, ana, "key", "answer")?)
        }).await;
        let claimed = |user, hash| write(store, move |tx| {
            let claimed = claim(tx, user, hash)?;
            if claimed == Claim::New {
                idempotency::finish(tx, user, "key", "another answer")?;
            }
            Ok(claimed)
        });
        assert_eq!(claimed(ana, "hash").await, Claim::Answered("answer".into()));
        assert_eq!(claimed(ana, "other hash").await, Claim::Reused);
        assert_eq!(claimed(ben, "hash").await, Claim::New);
    }

    async fn a_key_whose_request_failed_is_free_again(store: TestStore) {
        let store = store.store();
        let ana = write(store, |tx| Ok(fixtures::customer(tx, "Ana")?)).await;
        let failed: Result<(), Failure<&str>> = store.write(move |tx| {
            idempotency::claim(tx, ana, "key", "hash", noon())?;
            Err(Failure::Refused("no"))
        }).await;
        assert!(matches!(failed, Err(Failure::Refused("no"))));
        let again = write(store, move |tx| {
            let claimed = claim(tx, ana, "other hash")?;
            idempotency::finish(tx, ana, "key", "answer")?;
            Ok(claimed)
        }).await;
        assert_eq!(again, Claim::New);
    }

    async fn an_old_key_is_forgotten(store: TestStore) {
        let store = store.store();
        let ana = write(store, |tx| Ok(fixtures::customer(tx, "Ana")?)).await;
        write(store, move |tx| {
            claim(tx, ana, "hash")?;
            Ok(idempotency::finish(tx, ana, "key", "answer")?)
        }).await;
        let second = SignedDuration::from_secs(1);
        assert_eq!(write(store, move |tx| Ok(idempotency::prune(tx, noon())?)).await, 0);
        assert_eq!(write(store, move |tx| Ok(idempotency::prune(tx, noon() + second)?)).await, 1);
    }
}
