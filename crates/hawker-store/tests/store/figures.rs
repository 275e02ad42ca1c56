//! A stall's day in figures, by the hall's clock.

use hawker_domain::order::{Move, Reason};
use hawker_domain::{Money, OrderId};
use hawker_store::Store;
use hawker_store::figures::{self, Figures};
use hawker_testkit::fixtures::{self, PRICE, Stall};
use hawker_testkit::on_both_databases;
use hawker_testkit::store::TestStore;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::support::{make_move_at, place_at, read, stall_and_customer};

fn at(text: &str) -> Timestamp {
    text.parse().expect("a timestamp")
}

async fn placed_at(
    store: &Store,
    stall: Stall,
    ana: hawker_domain::UserId,
    now: Timestamp,
) -> OrderId {
    let request = fixtures::checkout(vec![fixtures::line(stall.product_id, 1)]);
    let placed = store.write(move |tx| place_at(tx, ana, &now.to_string(), &request, now)).await;
    placed.expect("a sound checkout").orders[0].id
}

async fn moved(store: &Store, stall: Stall, id: OrderId, wanted: Move, now: Timestamp) {
    make_move_at(store, id, wanted, stall.staff(), now).await.expect("a legal move");
}

async fn of_day(store: &Store, stall: Stall, day: Date) -> Figures {
    let hours = fixtures::hall().hours(day);
    read(store, move |tx| Ok(figures::of_day(tx, stall.vendor_id, day, &hours)?)).await
}

on_both_databases! {
    // Fault 25: "today" rolls over at UTC midnight.
    async fn each_order_is_counted_in_the_hour_that_the_halls_clock_showed(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        // Manila is 8 hours ahead, and its day begins at 04:00: at 20:00 of UTC.
        let yesterday = at("2026-11-21T19:59:59.999Z");
        let first = at("2026-11-21T20:00:00Z");
        let around_midnight = [at("2026-11-21T23:59:59Z"), at("2026-11-22T00:00:00Z")];
        let last = at("2026-11-22T19:59:59Z");
        for now in [yesterday, first, around_midnight[0], around_midnight[1], last] {
            let id = placed_at(store, stall, ana, now).await;
            if now == first {
                for step in [Move::Accept, Move::MarkReady, Move::Complete] {
                    moved(store, stall, id, step, now).await;
                }
            }
        }
        let today = of_day(store, stall, "2026-11-22".parse().expect("a day")).await;
        let brought: Vec<_> = today.by_hour.iter().filter(|hour| hour.orders > 0)
            .map(|hour| (hour.hour.hour, hour.orders, hour.revenue.minor())).collect();
        assert_eq!(brought, [(4, 1, PRICE), (7, 1, 0), (8, 1, 0), (3, 1, 0)]);
        assert_eq!((today.stats.orders, today.by_hour.len()), (4, 24));
        assert_eq!(today.stats.revenue, Money::from_minor(PRICE));
        assert_eq!(today.oldest_pending_at, Some(yesterday), "of any day");
        let before = of_day(store, stall, "2026-11-21".parse().expect("a day")).await;
        assert_eq!((before.stats.orders, before.by_hour[23].orders), (1, 1));
    }

    async fn the_averages_are_of_the_days_orders_that_got_so_far(store: TestStore) {
        let store = store.store();
        let (stall, ana) = stall_and_customer(store, None).await;
        let (noon, day) = (fixtures::noon(), fixtures::hall().business_day(fixtures::noon()));
        let after = |seconds| noon + SignedDuration::from_secs(seconds);
        let none = of_day(store, stall, day).await;
        assert_eq!((none.seconds_to_accept, none.seconds_to_ready), (None, None));
        assert_eq!(none.oldest_pending_at, None);

        for (index, accepted_after) in [20, 45].into_iter().enumerate() {
            let placed_after = i64::try_from(index).expect("small");
            let id = placed_at(store, stall, ana, after(placed_after)).await;
            let accepted = after(placed_after + accepted_after);
            moved(store, stall, id, Move::Accept, accepted).await;
            if index == 0 {
                let ready = accepted + SignedDuration::from_secs(300);
                moved(store, stall, id, Move::MarkReady, ready).await;
            }
        }
        let declined = placed_at(store, stall, ana, after(5)).await;
        moved(store, stall, declined, Move::Decline(Reason::TooBusy.into()), after(500)).await;
        placed_at(store, stall, ana, after(6)).await;
        placed_at(store, stall, ana, after(7)).await;
        let figures = of_day(store, stall, day).await;
        assert_eq!(figures.seconds_to_accept, Some(32), "of 20 and 45");
        assert_eq!(figures.seconds_to_ready, Some(300));
        assert_eq!(figures.oldest_pending_at, Some(after(6)));
        assert_eq!((figures.stats.pending, figures.stats.cancelled), (2, 1));
    }
}
