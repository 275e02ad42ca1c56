//! Links that set a password: good once, for a while, and only for the account they were made for.

use hawker_domain::UserId;
use hawker_store::Store;
use hawker_store::accounts;
use hawker_store::password_links::{self, NewLink};
use hawker_testkit::fixtures::{self, noon};
use hawker_testkit::on_both_databases;
use hawker_testkit::store::TestStore;
use jiff::SignedDuration;

use crate::support::{read, write};

async fn customer(store: &Store, name: &'static str) -> UserId {
    write(store, move |tx| Ok(fixtures::customer(tx, name)?)).await
}

/// A link of an hour.
async fn link(store: &Store, user_id: UserId, hash: &'static str) {
    write(store, move |tx| {
        let expires_at = noon() + SignedDuration::from_hours(1);
        let link = NewLink { user_id, token_hash: hash.to_owned(), expires_at };
        Ok(password_links::insert(tx, &link, noon())?)
    })
    .await;
}

async fn taken(store: &Store, hash: &'static str, minutes: i64) -> Option<UserId> {
    let now = noon() + SignedDuration::from_mins(minutes);
    let account = write(store, move |tx| Ok(password_links::take(tx, hash, now)?)).await;
    account.map(|account| account.id)
}

on_both_databases! {
    async fn a_link_is_good_once(store: TestStore) {
        let store = store.store();
        let ana = customer(store, "Ana").await;
        link(store, ana, "a").await;
        let owner = read(store, |tx| Ok(password_links::find_owner(tx, "a", noon())?)).await;
        assert_eq!(owner.map(|account| account.id), Some(ana));
        assert_eq!(taken(store, "b", 0).await, None);
        assert_eq!(taken(store, "a", 59).await, Some(ana));
        assert_eq!(taken(store, "a", 59).await, None);
    }

    async fn of_many_that_use_a_link_at_once_one_gets_it(store: TestStore) {
        let store = store.store();
        let ana = customer(store, "Ana").await;
        link(store, ana, "a").await;
        let tries = (0..8).map(|_| {
            let store = store.clone();
            tokio::spawn(async move { taken(&store, "a", 0).await })
        });
        let mut got = 0;
        for attempt in tries.collect::<Vec<_>>() {
            got += usize::from(attempt.await.expect("it ends").is_some());
        }
        assert_eq!(got, 1);
    }

    async fn a_link_that_has_expired_is_good_for_nothing_and_forgotten(store: TestStore) {
        let store = store.store();
        let ana = customer(store, "Ana").await;
        link(store, ana, "a").await;
        assert_eq!(taken(store, "a", 60).await, None);
        let later = noon() + SignedDuration::from_mins(60);
        let found = read(store, move |tx| Ok(password_links::find_owner(tx, "a", later)?)).await;
        assert_eq!(found, None);
        let prune = |minutes| write(store, move |tx| {
            Ok(password_links::prune(tx, noon() + SignedDuration::from_mins(minutes))?)
        });
        assert_eq!(prune(59).await, 0);
        assert_eq!(prune(60).await, 1);
    }

    async fn taking_an_accounts_links_back_leaves_those_of_others(store: TestStore) {
        let store = store.store();
        let (ana, ben) = (customer(store, "Ana").await, customer(store, "Ben").await);
        for (owner, hash) in [(ana, "a"), (ana, "b"), (ben, "c")] {
            link(store, owner, hash).await;
        }
        write(store, move |tx| Ok(password_links::revoke_all(tx, ana)?)).await;
        assert_eq!(taken(store, "a", 0).await, None);
        assert_eq!(taken(store, "b", 0).await, None);
        assert_eq!(taken(store, "c", 0).await, Some(ben));
    }

    async fn a_password_is_held_only_while_it_is_the_accounts_own(store: TestStore) {
        let store = store.store();
        let ana = customer(store, "Ana").await;
        let holds = |hash: &'static str| {
            write(store, move |tx| Ok(accounts::hold_password(tx, ana, hash)?))
        };
        assert!(!holds("one").await, "an account without a password");
        write(store, move |tx| Ok(accounts::set_password_hash(tx, ana, "one")?)).await;
        assert!(holds("one").await);
        write(store, move |tx| Ok(accounts::set_password_hash(tx, ana, "two")?)).await;
        assert!(!holds("one").await);
        let found = read(store, move |tx| Ok(accounts::find_password_hash(tx, ana)?)).await;
        assert_eq!(found.as_deref(), Some("two"));
    }
}
