//! Accounts and what proves who somebody is.

use hawker_domain::permission::{Actor, Role};
use hawker_store::Failure;
use hawker_store::access_tokens::{self, Kind, NewToken};
use hawker_store::accounts::{self, EmailTaken, NewAccount};
use hawker_store::vendors::{self, Switches};
use hawker_testkit::fixtures::{self, noon};
use hawker_testkit::on_both_databases;
use hawker_testkit::store::TestStore;
use jiff::SignedDuration;

use crate::support::{read, write};

fn ana() -> NewAccount {
    NewAccount {
        role: Role::Customer,
        name: "Ana".into(),
        email: "ana@example.test".into(),
        password_hash: Some("hash".into()),
        vendor_id: None,
    }
}

on_both_databases! {
    async fn an_address_signs_in_to_one_account(store: TestStore) {
        let store = store.store();
        let made = store.write(|tx| accounts::insert(tx, &ana(), noon())).await.expect("made");
        let again = store.write(|tx| accounts::insert(tx, &ana(), noon())).await;
        assert!(matches!(again, Err(Failure::Refused(EmailTaken))));
        let found = read(store, |tx| Ok(accounts::find_by_email(tx, "ana@example.test")?)).await;
        assert_eq!(found, Some((made, Some("hash".to_owned()))));
        assert_eq!(read(store, |tx| Ok(accounts::count(tx, Role::Customer)?)).await, 1);
    }

    async fn a_token_proves_its_owner_until_it_expires_or_is_revoked(store: TestStore) {
        let store = store.store();
        let made = store.write(|tx| accounts::insert(tx, &ana(), noon())).await.expect("made");
        let id = made.id;
        let token = write(store, move |tx| {
            let token = NewToken {
                user_id: id,
                kind: Kind::Bearer,
                name: "a till".into(),
                secret_hash: "abc".into(),
                expires_at: noon() + SignedDuration::from_hours(1),
            };
            Ok(access_tokens::insert(tx, &token, noon())?)
        }).await;
        let owner = |hash: &'static str, hours| read(store, move |tx| {
            let now = noon() + SignedDuration::from_hours(hours);
            Ok(access_tokens::find_owner(tx, hash, now)?)
        });
        assert_eq!(owner("abc", 0).await, Some((token, made)));
        assert_eq!(owner("abc", 1).await, None);
        assert_eq!(owner("abd", 0).await, None);
        write(store, move |tx| Ok(access_tokens::revoke(tx, token)?)).await;
        assert_eq!(owner("abc", 0).await, None);
    }

    async fn staff_of_a_stall_that_is_switched_off_are_not_active(store: TestStore) {
        let store = store.store();
        let stall = write(store, |tx| Ok(fixtures::stall(tx, "A", None)?)).await;
        let staff = || read(store, |tx| Ok(accounts::find_by_email(tx, "staff-a@example.test")?));
        let (account, _) = staff().await.expect("the account");
        assert!(account.is_active);
        assert_eq!(account.actor(), Actor::Vendor { user_id: stall.staff_id, vendor_id: stall.vendor_id });
        let off = Switches { is_active: Some(false), is_paused: None };
        store.write(move |tx| vendors::switch(tx, stall.vendor_id, off)).await.expect("switched off");
        assert!(!staff().await.expect("the account").0.is_active);
    }
}
