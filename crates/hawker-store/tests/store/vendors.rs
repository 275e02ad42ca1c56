//! What the manager does with stalls, and sees of them.

use hawker_domain::VendorId;
use hawker_domain::order::Move;
use hawker_store::floor::{self, OpenOrders};
use hawker_store::vendors::{self, CreateRefusal, Edit, EditRefusal, Filter, NewVendor, Switches};
use hawker_store::{Failure, Store};
use hawker_testkit::fixtures::{self, noon};
use hawker_testkit::on_both_databases;
use hawker_testkit::store::TestStore;
use jiff::SignedDuration;
use jiff::civil::{Date, date};

use crate::support::{make_move, place_at, placed, read, stall_and_customer, write};

const TODAY: Date = date(2026, 11, 22);
const TOMORROW: Date = date(2026, 11, 23);

fn tacos(letter_code: &str, email: &str) -> NewVendor {
    NewVendor {
        brand_name: "Tacos".to_owned(),
        letter_code: letter_code.parse().expect("a letter code"),
        staff_name: "Tess".to_owned(),
        staff_email: email.to_owned(),
    }
}

async fn create(store: &Store, vendor: NewVendor) -> Result<VendorId, Failure<CreateRefusal>> {
    let made = store.write(move |tx| vendors::create(tx, &vendor, TODAY, noon())).await;
    made.map(|(id, _)| id)
}

async fn letters(
    store: &Store,
    id: VendorId,
    letters: &str,
    day: Date,
) -> Result<(), Failure<EditRefusal>> {
    let letter_code = Some(letters.parse().expect("a letter code"));
    let edit = Edit { brand_name: None, letter_code };
    store.write(move |tx| vendors::edit(tx, id, &edit, day)).await
}

on_both_databases! {
    async fn a_new_stall_has_staff_without_a_password(store: TestStore) {
        let store = store.store();
        let id = create(store, tacos("T", "tess@example.test")).await.expect("made");
        let listed = read(store, move |tx| Ok(vendors::find_listed(tx, id)?)).await;
        let listed = listed.expect("the stall");
        assert!(listed.vendor.takes_orders());
        assert_eq!((listed.vendor.brand_name.as_str(), listed.created_at), ("Tacos", noon()));
        let [tess] = listed.staff.as_slice() else { panic!("one: {listed:?}") };
        assert_eq!((tess.name.as_str(), tess.email.as_str()), ("Tess", "tess@example.test"));
        assert!(tess.is_active && !tess.has_password);
    }

    async fn a_refused_stall_leaves_nothing_behind(store: TestStore) {
        let store = store.store();
        create(store, tacos("T", "tess@example.test")).await.expect("made");
        let letters = create(store, tacos("T", "tom@example.test")).await;
        assert!(matches!(letters, Err(Failure::Refused(CreateRefusal::LetterCodeTaken))));
        let address = create(store, tacos("U", "tess@example.test")).await;
        assert!(matches!(address, Err(Failure::Refused(CreateRefusal::EmailTaken))));
        let all = |tx: &mut _| Ok(vendors::page(tx, &Filter::default(), 10)?);
        let (listed, next) = read(store, all).await;
        assert_eq!((listed.len(), next), (1, None));
        create(store, tacos("U", "tom@example.test")).await.expect("both are free");
    }

    async fn letters_are_not_used_by_two_stalls_within_a_day(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let other = create(store, tacos("T", "tess@example.test")).await.expect("made");
        assert_eq!(placed(store, stall, ana, "a").await.number.as_str(), "A-001");
        let taken = |result| matches!(result, Err(Failure::Refused(EditRefusal::LetterCodeTaken)));
        assert!(taken(letters(store, other, "A", TODAY).await), "the stall has them");
        letters(store, stall.vendor_id, "AA", TODAY).await.expect("free");
        assert!(taken(letters(store, other, "A", TODAY).await), "the stall had them today");
        let created = create(store, tacos("A", "tom@example.test")).await;
        assert!(matches!(created, Err(Failure::Refused(CreateRefusal::LetterCodeTaken))));
        letters(store, stall.vendor_id, "A", TODAY).await.expect("its own again");
        letters(store, stall.vendor_id, "AA", TODAY).await.expect("free");
        letters(store, other, "A", TOMORROW).await.expect("free by then");
        let unknown = letters(store, VendorId(4711), "Z", TODAY).await;
        assert!(matches!(unknown, Err(Failure::Refused(EditRefusal::Unknown))));
    }

    async fn stalls_are_listed_page_by_page_and_by_how_they_stand(store: TestStore) {
        let store = store.store();
        let ids = write(store, |tx| {
            let stall = |tx: &mut _, code| fixtures::stall(tx, code, None).map(|stall| stall.vendor_id);
            Ok([stall(tx, "A")?, stall(tx, "B")?, stall(tx, "C")?])
        }).await;
        let list = |filter: Filter, limit| read(store, move |tx| {
            let (listed, next) = vendors::page(tx, &filter, limit)?;
            Ok((listed.iter().map(|listed| listed.vendor.id).collect::<Vec<_>>(), next))
        });
        assert_eq!(list(Filter::default(), 3).await, (ids.to_vec(), None));
        assert_eq!(list(Filter::default(), 2).await, (ids[..2].to_vec(), Some(ids[1])));
        let rest = Filter { after: Some(ids[1]), ..Filter::default() };
        assert_eq!(list(rest, 2).await, (vec![ids[2]], None));
        let off = Switches { is_active: Some(false), is_paused: None };
        store.write(move |tx| vendors::switch(tx, ids[0], off)).await.expect("off");
        let pause = Switches { is_active: None, is_paused: Some(true) };
        store.write(move |tx| vendors::switch(tx, ids[1], pause)).await.expect("paused");
        let inactive = Filter { is_active: Some(false), ..Filter::default() };
        assert_eq!(list(inactive, 3).await, (vec![ids[0]], None));
        let open = Filter { is_active: Some(true), is_paused: Some(false), ..Filter::default() };
        assert_eq!(list(open, 3).await, (vec![ids[2]], None));
    }

    async fn a_stalls_staff_are_its_own(store: TestStore) {
        let store = store.store();
        let (one, other) = write(store, |tx| {
            Ok((fixtures::stall(tx, "A", None)?, fixtures::stall(tx, "B", None)?))
        }).await;
        let find = |id, user_id| read(store, move |tx| Ok(vendors::find_staff(tx, id, user_id)?));
        let found = find(one.vendor_id, one.staff_id).await.expect("the account");
        assert_eq!(found.id, one.staff_id);
        assert_eq!(find(one.vendor_id, other.staff_id).await, None);
    }

    async fn the_floor_counts_what_is_open_at_each_stall(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let quiet = write(store, |tx| Ok(fixtures::stall(tx, "B", None)?)).await;
        placed(store, stall, ana, "first").await;
        let second = placed(store, stall, ana, "second").await;
        let done = placed(store, stall, ana, "third").await;
        make_move(store, second.id, Move::Accept, stall.staff()).await.expect("accepted");
        for next in [Move::Accept, Move::MarkReady, Move::Complete] {
            make_move(store, done.id, next, stall.staff()).await.expect("moved");
        }
        let request = fixtures::checkout(vec![fixtures::line(stall.product_id, 1)]);
        let later = noon() + SignedDuration::from_mins(5);
        store.write(move |tx| place_at(tx, ana, "later", &request, later)).await.expect("placed");

        let floor = read(store, |tx| Ok(floor::floor(tx)?)).await;
        let [busy, idle] = floor.as_slice() else { panic!("two stalls: {floor:?}") };
        assert_eq!((busy.vendor.id, idle.vendor.id), (stall.vendor_id, quiet.vendor_id));
        let expected = OpenOrders {
            pending: 2, accepted: 1, ready_for_pickup: 0, oldest_pending_at: Some(noon()),
        };
        assert_eq!(busy.open, expected);
        assert_eq!(idle.open, OpenOrders::default());
    }
}
