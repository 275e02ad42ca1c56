//! Lists, live snapshots and numbers.

use hawker_domain::order::{Move, OrderStatus, Reason};
use hawker_domain::{Money, OrderId};
use hawker_store::orders::{self, Filter, Stats};
use hawker_testkit::fixtures::{self, PRICE};
use hawker_testkit::on_both_databases;
use hawker_testkit::store::TestStore;

use crate::support::{make_move, placed, read, stall_and_customer, write};

on_both_databases! {
    async fn pages_go_on_where_the_last_one_ended(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let mut ids = Vec::new();
        for index in 0..5 {
            ids.insert(0, placed(store, stall, ana, &format!("t{index}")).await.id);
        }
        let mut seen: Vec<OrderId> = Vec::new();
        let mut before = None;
        loop {
            let filter = Filter { before, ..Filter::default() };
            let page = move |tx: &mut _| Ok(orders::page(tx, stall.vendor_id, &filter, 2)?);
            let (page, next) = read(store, page).await;
            seen.extend(page.iter().map(|order| order.id));
            let Some(next) = next else { break };
            before = Some(next);
        }
        assert_eq!(seen, ids);
        let (mut seen, mut before): (Vec<OrderId>, _) = (Vec::new(), None);
        loop {
            let page = move |tx: &mut _| Ok(orders::page_of_customer(tx, ana, before, 2)?);
            let (page, next) = read(store, page).await;
            seen.extend(page.iter().map(|order| order.id));
            let Some(next) = next else { break };
            before = Some(next);
        }
        assert_eq!(seen, ids);
    }

    async fn a_search_takes_its_text_literally_and_in_any_case(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        placed(store, stall, ana, "t").await;
        placed(store, stall, ana, "u").await;
        let found = |text: &str| {
            let filter = Filter { search: Some(text.to_owned()), ..Filter::default() };
            read(store, move |tx| Ok(orders::page(tx, stall.vendor_id, &filter, 10)?.0.len()))
        };
        assert_eq!(found("a-002").await, 1);
        assert_eq!(found("ANA").await, 2);
        assert_eq!(found("12").await, 2);
        for no_pattern in ["A%2", "A_002", "\\"] {
            assert_eq!(found(no_pattern).await, 0, "{no_pattern}");
        }
    }

    async fn a_filter_never_shows_another_stalls_or_customers_orders(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let (other, ben) = write(store, |tx| {
            Ok((fixtures::stall(tx, "Z", None)?, fixtures::customer(tx, "Ben")?))
        }).await;
        let own = placed(store, stall, ana, "t").await.id;
        let others = placed(store, other, ben, "u").await.id;
        let lists = read(store, move |tx| {
            let of_stall = orders::page(tx, stall.vendor_id, &Filter::default(), 10)?;
            Ok([of_stall, orders::page_of_customer(tx, ana, None, 10)?])
        }).await;
        for (page, _) in lists {
            assert_eq!(page.iter().map(|order| order.id).collect::<Vec<_>>(), [own]);
        }
        // Nor does a list go on before an order that is not theirs.
        let filter = Filter { before: Some(others), ..Filter::default() };
        let lists = read(store, move |tx| {
            let of_stall = orders::page(tx, stall.vendor_id, &filter, 10)?;
            Ok([of_stall, orders::page_of_customer(tx, ana, Some(others), 10)?])
        }).await;
        assert!(lists.iter().all(|(page, next)| page.is_empty() && next.is_none()), "{lists:?}");
    }

    // Fault 19: an old pending order drops off the list on a busy day.
    async fn an_old_pending_order_stays_live_behind_any_number_of_ended_ones(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let oldest = placed(store, stall, ana, "oldest").await.id;
        for index in 0..60 {
            let id = placed(store, stall, ana, &format!("t{index}")).await.id;
            let decline = Move::Decline(Reason::TooBusy.into());
            make_move(store, id, decline, stall.staff()).await.expect("declined");
        }
        let live = read(store, move |tx| Ok(orders::live_of_vendor(tx, stall.vendor_id)?)).await;
        assert_eq!(live.iter().map(|order| order.id).collect::<Vec<_>>(), [oldest]);
        let live = read(store, move |tx| Ok(orders::live_of_customer(tx, ana)?)).await;
        assert_eq!(live.len(), 1);
    }

    async fn the_days_numbers_count_what_was_completed(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let accept = Move::Accept;
        let decline = Move::Decline(Reason::TooBusy.into());
        let ways: [&[Move]; 5] = [
            &[],
            std::slice::from_ref(&accept),
            &[accept.clone(), Move::MarkReady],
            &[accept.clone(), Move::MarkReady, Move::Complete],
            &[decline],
        ];
        for (index, way) in ways.into_iter().enumerate() {
            let id = placed(store, stall, ana, &format!("t{index}")).await.id;
            for step in way {
                make_move(store, id, step.clone(), stall.staff()).await.expect("a legal move");
            }
        }
        let day = fixtures::hall().business_day(fixtures::noon());
        let today = read(store, move |tx| Ok(orders::stats(tx, stall.vendor_id, day)?)).await;
        assert_eq!(today, Stats {
            pending: 1, accepted: 1, ready_for_pickup: 1, completed: 1, cancelled: 1,
            orders: 5, revenue: Money::from_minor(PRICE),
        });
        let tomorrow = day.tomorrow().expect("a day");
        let next = read(store, move |tx| Ok(orders::stats(tx, stall.vendor_id, tomorrow)?)).await;
        assert_eq!((next.orders, next.completed, next.pending), (0, 0, 1));
        assert_eq!(next.revenue, Money::ZERO);
    }

    async fn a_status_filter_shows_only_that_status(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let pending = placed(store, stall, ana, "t").await.id;
        let accepted = placed(store, stall, ana, "u").await.id;
        make_move(store, accepted, Move::Accept, stall.staff()).await.expect("accepted");
        let filter = Filter { status: Some(OrderStatus::Pending), ..Filter::default() };
        let page = move |tx: &mut _| Ok(orders::page(tx, stall.vendor_id, &filter, 10)?);
        let (page, _) = read(store, page).await;
        assert_eq!(page.iter().map(|order| order.id).collect::<Vec<_>>(), [pending]);
    }
}
