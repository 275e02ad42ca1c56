//! Placing a checkout.

use hawker_domain::channel::Channel;
use hawker_domain::order::OrderStatus;
use hawker_domain::permission::Actor;
use hawker_domain::quote::Problem;
use hawker_domain::{Money, OrderId};
use hawker_store::checkouts::PlaceRefusal;
use hawker_store::outbox::{self, Recovery};
use hawker_store::{Failure, menu, orders, vendors};
use hawker_testkit::fixtures::{self, PRICE};
use hawker_testkit::on_both_databases;
use hawker_testkit::store::TestStore;

use crate::support::{left, place, place_at, placed, read, stall_and_customer, write};

on_both_databases! {
    async fn a_checkout_over_three_stalls_makes_three_orders_and_three_events(store: TestStore) {
        let store = store.store();
        let (stalls, ana) = write(store, |tx| {
            let stalls = ["A", "B", "C"].map(|code| fixtures::stall(tx, code, None));
            let [a, b, c] = stalls;
            Ok(([a?, b?, c?], fixtures::customer(tx, "Ana")?))
        }).await;
        let lines = stalls.iter().map(|stall| fixtures::line(stall.product_id, 2)).collect();
        let placed = place(store, ana, "t", fixtures::checkout(lines)).await.expect("placed");

        assert_eq!(placed.orders.len(), 3);
        for (order, stall) in placed.orders.iter().zip(stalls) {
            assert_eq!(order.checkout_id, placed.id);
            assert_eq!(order.vendor_id, stall.vendor_id);
            assert_eq!(order.total, Money::from_minor(2 * PRICE));
            let channel = Channel::VendorOrders(stall.vendor_id);
            let events = read(store, move |tx| Ok(outbox::recover(tx, channel, 0)?)).await;
            let Recovery::Whole(events) = events else { panic!("not whole: {events:?}") };
            assert_eq!(events.len(), 1);
            assert_eq!(events[0].name, "OrderReceived");
            assert!(events[0].data.contains(&order.public_id));
        }
    }

    async fn a_placed_order_is_read_back_as_it_was_placed(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, Some(5)).await;
        let order = placed(store, stall, ana, "t").await;
        let id = order.id;
        let found = read(store, move |tx| Ok(orders::find(tx, id, &Actor::Customer(ana))?)).await;
        assert_eq!(found, Some(order));
        assert_eq!(left(store, stall).await, Some(4));
    }

    async fn an_item_out_of_stock_makes_no_order_at_any_stall(store: TestStore) {
        let store = store.store();
        let (plenty, scarce, ana) = write(store, |tx| {
            let plenty = fixtures::stall(tx, "A", Some(5))?;
            Ok((plenty, fixtures::stall(tx, "B", Some(1))?, fixtures::customer(tx, "Ana")?))
        }).await;
        let lines = vec![fixtures::line(plenty.product_id, 1), fixtures::line(scarce.product_id, 2)];
        let refused = place(store, ana, "t", fixtures::checkout(lines)).await;

        let Err(Failure::Refused(PlaceRefusal::Lines(problems))) = refused else {
            panic!("not refused: {refused:?}")
        };
        assert!(matches!(
            &problems[..],
            [problem] if matches!(&problem.problem, Problem::OutOfStock { product_id, available: 1, .. }
                if *product_id == scarce.product_id)
        ), "{problems:?}");
        assert_eq!(left(store, plenty).await, Some(5));
        let orders = read(store, move |tx| Ok(orders::live_of_customer(tx, ana)?)).await;
        assert_eq!(orders, []);
    }

    async fn a_price_that_changed_is_told_and_not_charged(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        write(store, move |tx| {
            Ok(menu::set_price(tx, stall.product_id, Money::from_minor(PRICE + 1))?)
        }).await;
        let request = fixtures::checkout(vec![fixtures::line(stall.product_id, 1)]);
        let refused = place(store, ana, "t", request).await;
        assert!(matches!(
            &refused,
            Err(Failure::Refused(PlaceRefusal::TotalChanged(quote)))
                if quote.total == Money::from_minor(PRICE + 1)
        ), "{refused:?}");
    }

    async fn a_product_that_was_archived_is_not_sold_but_stays_in_past_orders(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let order = placed(store, stall, ana, "before").await;
        write(store, move |tx| Ok(menu::archive_product(tx, stall.product_id, fixtures::noon())?)).await;
        let request = fixtures::checkout(vec![fixtures::line(stall.product_id, 1)]);
        assert!(matches!(
            place(store, ana, "after", request).await,
            Err(Failure::Refused(PlaceRefusal::Lines(_)))
        ));
        let id = order.id;
        let found = read(store, move |tx| Ok(orders::find(tx, id, &Actor::Customer(ana))?)).await;
        assert_eq!(found.expect("the order").lines, order.lines);
    }

    async fn a_stall_with_open_orders_is_not_switched_off(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        placed(store, stall, ana, "t").await;
        let off = vendors::Switches { is_active: Some(false), is_paused: None };
        let refused = store.write(move |tx| vendors::switch(tx, stall.vendor_id, off)).await;
        assert!(matches!(
            refused,
            Err(Failure::Refused(vendors::SwitchRefusal::OpenOrders { count: 1 }))
        ));
        let paused = vendors::Switches { is_active: None, is_paused: Some(true) };
        store.write(move |tx| vendors::switch(tx, stall.vendor_id, paused)).await.expect("paused");
        let request = fixtures::checkout(vec![fixtures::line(stall.product_id, 1)]);
        assert!(matches!(
            place(store, ana, "u", request).await,
            Err(Failure::Refused(PlaceRefusal::Lines(_)))
        ));
    }

    async fn numbers_begin_anew_on_each_business_day(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let mut numbers = Vec::new();
        // 03:59 and 04:00 by the hall's clock, around its cutoff.
        for (tag, at) in [("a", "2026-11-21T19:58:00Z"), ("b", "2026-11-21T19:59:00Z"), ("c", "2026-11-21T20:00:00Z")] {
            let request = fixtures::checkout(vec![fixtures::line(stall.product_id, 1)]);
            let now = at.parse().expect("a timestamp");
            let placed = store.write(move |tx| place_at(tx, ana, tag, &request, now)).await;
            numbers.push(placed.expect("placed").orders[0].number.to_string());
        }
        assert_eq!(numbers, ["A-001", "A-002", "A-001"]);
    }

    async fn a_new_order_is_pending_and_in_its_history(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let OrderId(id) = placed(store, stall, ana, "t").await.id;
        let history = read(store, move |tx| {
            Ok(orders::find_history(tx, OrderId(id), &Actor::Customer(ana), 0, 10)?)
        }).await.expect("the order");
        assert_eq!(history.len(), 1);
        assert_eq!((history[0].from, history[0].to), (None, OrderStatus::Pending));
        assert_eq!(history[0].actor_id, Some(ana));
        assert_eq!(history[0].device.as_deref(), Some("a phone"));
    }
}
