//! Carts: of guests and customers, one line for one dish, and what many screens do at once.

use hawker_domain::again::{SkipReason, Skipped};
use hawker_domain::quote::{MAX_LINES, Problem, RequestedAddOn, RequestedLine};
use hawker_domain::text::Note;
use hawker_domain::{AddOnId, CartLineId, Money, ProductId, UserId};
use hawker_store::carts::{self, Cart, CartRefusal, Change, Owner};
use hawker_store::menu::{self, NewAddOn};
use hawker_store::{Failure, Store};
use hawker_testkit::fixtures::{self, line};
use hawker_testkit::on_both_databases;
use hawker_testkit::store::TestStore;
use jiff::SignedDuration;

use crate::support::{place, read, stall_and_customer, write};

fn guest() -> Owner {
    Owner::Guest("the hash of a secret".to_owned())
}

async fn add(
    store: &Store,
    owner: &Owner,
    line: &RequestedLine,
) -> Result<(), Failure<CartRefusal>> {
    let (owner, line) = (owner.clone(), line.clone());
    store.write(move |tx| carts::add(tx, &owner, &line, fixtures::noon())).await
}

async fn cart(store: &Store, owner: &Owner) -> Cart {
    let owner = owner.clone();
    read(store, move |tx| Ok(carts::read(tx, &owner)?)).await
}

const NONE: [u32; 0] = [];

/// The lines' quantities.
async fn quantities(store: &Store, owner: &Owner) -> Vec<u32> {
    cart(store, owner).await.lines.iter().map(|line| line.requested.quantity).collect()
}

async fn adopt(store: &Store, customer: UserId) {
    let Owner::Guest(hash) = guest() else { panic!("a guest") };
    write(store, move |tx| Ok(carts::adopt(tx, &hash, customer, fixtures::noon())?)).await;
}

fn with_note(product_id: ProductId, note: &str) -> RequestedLine {
    RequestedLine { note: Some(Note::parse(note).expect("a note")), ..line(product_id, 1) }
}

async fn add_on(store: &Store, product_id: ProductId) -> AddOnId {
    let new = NewAddOn {
        product_id,
        name: "Cheese".to_owned(),
        price: Money::from_minor(100),
        max_quantity: 3,
    };
    write(store, move |tx| Ok(menu::insert_add_on(tx, &new)?)).await
}

on_both_databases! {
    async fn a_dish_that_is_prepared_alike_is_one_line(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let one = add_on(store, stall.product_id).await;
        let other = add_on(store, stall.product_id).await;
        let extra = |id| RequestedAddOn { add_on_id: id, quantity: 1 };
        let with = |add_ons: Vec<RequestedAddOn>| {
            RequestedLine { add_ons, ..line(stall.product_id, 2) }
        };
        for owner in [guest(), Owner::Customer(ana)] {
            for new in [
                line(stall.product_id, 1),
                with(vec![extra(one), extra(other)]),
                with_note(stall.product_id, "no salt"),
                line(stall.product_id, 3),
                with(vec![extra(other), extra(one)]),
            ] {
                add(store, &owner, &new).await.expect("it fits");
            }
            assert_eq!(quantities(store, &owner).await, [4, 4, 1]);
        }
        let lines = cart(store, &guest()).await.lines;
        assert_eq!((lines[1].name.as_str(), lines[1].vendor_name.as_str()), ("Dish A", "Stall A"));
        assert_eq!(lines[1].add_on_names, ["Cheese", "Cheese"]);
    }

    async fn many_screens_that_add_at_once_make_one_line(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let owner = Owner::Customer(ana);
        let adding = (0..20).map(|_| {
            let (store, owner) = (store.clone(), owner.clone());
            tokio::spawn(async move { add(&store, &owner, &line(stall.product_id, 1)).await })
        });
        for added in adding.collect::<Vec<_>>() {
            added.await.expect("no panic").expect("it fits");
        }
        assert_eq!(quantities(store, &owner).await, [20]);
    }

    async fn a_line_is_refused_that_can_never_be_ordered(store: TestStore) {
        let store = store.store();
        let (stall, _) = stall_and_customer(store, Some(0)).await;
        let foreign = RequestedAddOn { add_on_id: AddOnId(4_711), quantity: 1 };
        for (bad, problem) in [
            (line(ProductId(4_711), 1), Problem::UnknownProduct),
            (line(stall.product_id, 0), Problem::Quantity),
            (line(stall.product_id, 100), Problem::Quantity),
            (
                RequestedLine { add_ons: vec![foreign], ..line(stall.product_id, 1) },
                Problem::UnknownAddOn { index: 0 },
            ),
        ] {
            let refused = add(store, &guest(), &bad).await;
            let Err(Failure::Refused(CartRefusal::Line(problems))) = refused else {
                panic!("not refused: {refused:?}")
            };
            assert_eq!(problems, [problem]);
        }
        assert_eq!(quantities(store, &guest()).await, NONE);
        add(store, &guest(), &line(stall.product_id, 99)).await.expect("sold out is for now");
        let more = add(store, &guest(), &line(stall.product_id, 1)).await;
        assert!(matches!(more, Err(Failure::Refused(CartRefusal::TooMany))), "{more:?}");
        assert_eq!(quantities(store, &guest()).await, [99]);
    }

    async fn a_cart_has_at_most_fifty_lines(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let owner = Owner::Customer(ana);
        for index in 0..MAX_LINES {
            let line = with_note(stall.product_id, &format!("note {index}"));
            add(store, &owner, &line).await.expect("it fits");
        }
        let more = add(store, &owner, &line(stall.product_id, 1)).await;
        assert!(matches!(more, Err(Failure::Refused(CartRefusal::Full))), "{more:?}");
        add(store, &owner, &with_note(stall.product_id, "note 7")).await.expect("no new line");
        add(store, &guest(), &with_note(stall.product_id, "note 8")).await.expect("it fits");
        add(store, &guest(), &with_note(stall.product_id, "another")).await.expect("it fits");
        adopt(store, ana).await;
        let mut expected = vec![1; MAX_LINES];
        (expected[7], expected[8]) = (2, 2);
        assert_eq!(quantities(store, &owner).await, expected);
    }

    async fn a_guests_lines_move_into_the_account_once(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let owner = Owner::Customer(ana);
        adopt(store, ana).await;
        assert_eq!(quantities(store, &owner).await, NONE);
        add(store, &owner, &line(stall.product_id, 60)).await.expect("it fits");
        add(store, &guest(), &with_note(stall.product_id, "no salt")).await.expect("it fits");
        add(store, &guest(), &line(stall.product_id, 50)).await.expect("it fits");
        let id = cart(store, &guest()).await.lines[0].id;
        adopt(store, ana).await;
        adopt(store, ana).await;
        assert_eq!(quantities(store, &owner).await, [99, 1]);
        assert_eq!(cart(store, &owner).await.lines[1].id, id, "a line that moves keeps its id");
        assert_eq!(quantities(store, &guest()).await, NONE);
    }

    async fn a_line_that_becomes_like_another_takes_it_in(store: TestStore) {
        let store = store.store();
        let (stall, _) = stall_and_customer(store, None).await;
        add(store, &guest(), &line(stall.product_id, 2)).await.expect("it fits");
        add(store, &guest(), &with_note(stall.product_id, "no salt")).await.expect("it fits");
        let id = cart(store, &guest()).await.lines[1].id;
        let change = Change { note: Some(None), quantity: Some(5), add_ons: None };
        write(store, move |tx| {
            let changed = carts::change(tx, &guest(), id, &change, fixtures::noon());
            changed.expect("a sound change");
            Ok(())
        }).await;
        let lines = cart(store, &guest()).await.lines;
        let left: Vec<_> =
            lines.iter().map(|line| (line.id, line.requested.quantity)).collect();
        assert_eq!(left, [(id, 7)]);
    }

    async fn nobody_reaches_into_another_cart(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        add(store, &guest(), &line(stall.product_id, 2)).await.expect("it fits");
        add(store, &Owner::Customer(ana), &line(stall.product_id, 3)).await.expect("it fits");
        let id = cart(store, &guest()).await.lines[0].id;
        for other in [Owner::Customer(ana), Owner::Guest("another hash".to_owned())] {
            let owner = other.clone();
            write(store, move |tx| Ok(carts::remove(tx, &owner, &[id], fixtures::noon())?)).await;
            let change = Change { quantity: Some(9), ..Change::default() };
            let changed = store
                .write(move |tx| carts::change(tx, &other, id, &change, fixtures::noon()))
                .await;
            assert!(matches!(changed, Err(Failure::Refused(CartRefusal::UnknownLine))));
        }
        assert_eq!(quantities(store, &guest()).await, [2]);
        assert_eq!(quantities(store, &Owner::Customer(ana)).await, [3]);
    }

    async fn only_an_old_cart_of_a_guest_is_forgotten(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let owners = [guest(), Owner::Guest("of another guest".to_owned()), Owner::Customer(ana)];
        for owner in &owners {
            add(store, owner, &line(stall.product_id, 1)).await.expect("it fits");
        }
        let later = fixtures::noon() + SignedDuration::from_hours(1);
        let touched = owners[1].clone();
        let forgotten = write(store, move |tx| {
            carts::remove(tx, &touched, &[CartLineId(4_711)], later)?;
            Ok(carts::prune(tx, later, 10)?)
        }).await;
        assert_eq!(forgotten, 1);
        assert_eq!(quantities(store, &owners[0]).await, NONE);
        assert_eq!(quantities(store, &owners[1]).await, [1]);
        assert_eq!(quantities(store, &owners[2]).await, [1]);
    }

    // Fault 11: an order pushed back into the cart twice.
    async fn putting_an_order_back_twice_is_putting_it_back_once(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let owner = Owner::Customer(ana);
        add(store, &owner, &with_note(stall.product_id, "no salt")).await.expect("it fits");
        let request = fixtures::checkout(vec![line(stall.product_id, 2)]);
        let order = place(store, ana, "t", request).await.expect("placed").orders.remove(0);
        for _ in 0..2 {
            let order = order.clone();
            let skipped = write(store, move |tx| {
                Ok(carts::put_back(tx, ana, &order, fixtures::noon())?)
            }).await;
            assert_eq!(skipped, []);
        }
        assert_eq!(quantities(store, &owner).await, [1, 2]);
        write(store, move |tx| {
            Ok(menu::archive_product(tx, stall.product_id, fixtures::noon())?)
        }).await;
        let skipped = write(store, move |tx| {
            Ok(carts::put_back(tx, ana, &order, fixtures::noon())?)
        }).await;
        let gone = Skipped { name: "Dish A".to_owned(), reason: SkipReason::NoLongerSold };
        assert_eq!(skipped, [gone]);
        let lines = cart(store, &owner).await.lines;
        let last = lines.last().expect("a line");
        assert_eq!((lines.len(), last.name.as_str()), (2, "Dish A"), "archived, and still named");
    }
}
