//! Orders found through an index.
//!
//! An index over a part of the table is taken by SQLite only where it reads the index's own words
//! in the statement, and a bound value is none.

use diesel::dsl::{auto_type, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use hawker_domain::order::OrderStatus;
use jiff::Timestamp;

use crate::schema::{checkouts, orders};
use crate::time::millis;

/// That somebody still has to do something about the order: the index `orders_open`.
pub(crate) fn is_open() -> SqlLiteral<Bool> {
    sql("(status <> 'completed' AND status <> 'cancelled')")
}

/// That the order stands there: `orders_waiting_at_counter`.
pub(crate) fn stands_at(status: OrderStatus) -> SqlLiteral<Bool> {
    sql(&format!("status = '{}'", status.as_str()))
}

/// A stall's pending orders that nobody answered in time: `orders_open`, which has them in the order
/// in which they expire.
#[auto_type]
pub(crate) fn expired_at_stall(vendor_id: i64, now: Timestamp) -> _ {
    let open: SqlLiteral<Bool> = is_open();
    let pending: &'static str = OrderStatus::Pending.as_str();
    let until: i64 = millis(now);
    orders::table
        .filter(orders::vendor_id.eq(vendor_id))
        .filter(open)
        .filter(orders::expires_at.le(until))
        .filter(orders::status.eq(pending))
}

/// A customer's orders: by their checkouts, which are found by the customer because their keys are.
/// An index of orders by customer would have each new order's place somewhere else.
#[auto_type]
pub(crate) fn of_customer(customer_id: i64) -> _ {
    let own = checkouts::table.filter(checkouts::customer_id.eq(customer_id));
    orders::table.filter(orders::checkout_id.eq_any(own.select(checkouts::id)))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use diesel::query_builder::{QueryFragment, QueryId};
    use diesel::sql_types::Text;
    use diesel::sqlite::Sqlite;

    use super::*;
    use crate::conn::{Access, Backend, open_sqlite};
    use crate::schema::channels;

    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = Text)]
        detail: String,
    }

    fn plan<Q: QueryFragment<Sqlite> + QueryId>(query: &Q) -> String {
        let mut conn = open_sqlite(Path::new(":memory:"), Access::Write).expect("a database");
        crate::migrations::run(&mut conn).expect("a schema");
        let Backend::Sqlite(conn) = &mut conn.backend else {
            unreachable!("it was opened as SQLite")
        };
        let text = diesel::debug_query::<Sqlite, _>(query).to_string();
        let text = text.split(" -- binds").next().expect("a statement").replace('?', "1");
        let steps: Vec<Step> =
            diesel::sql_query(format!("EXPLAIN QUERY PLAN {text}")).load(conn).expect("a plan");
        steps.into_iter().map(|step| step.detail + "; ").collect()
    }

    #[test]
    fn the_live_orders_of_a_stall_are_found_without_reading_its_history() {
        let query = orders::table.filter(orders::vendor_id.eq(1)).filter(is_open());
        let plan = plan(&query.select(orders::id));
        assert!(plan.contains("orders_open (vendor_id=?)"), "{plan}");
    }

    #[test]
    fn what_is_due_is_found_without_reading_every_order() {
        let expired = expired_at_stall(1, Timestamp::UNIX_EPOCH).order(orders::expires_at.asc());
        let plan_of_expired = plan(&expired.select(orders::id));
        let by_stall = "orders_open (vendor_id=? AND expires_at<?)";
        assert!(plan_of_expired.contains(by_stall), "{plan_of_expired}");
        let ready = orders::table.filter(stands_at(OrderStatus::ReadyForPickup));
        let plan_of_ready = plan(&ready.filter(orders::ready_at.le(1)).select(orders::id));
        assert!(
            plan_of_ready.contains("orders_waiting_at_counter (ready_at<?)"),
            "{plan_of_ready}"
        );
    }

    #[test]
    fn the_relay_finds_what_waits_without_reading_every_channel() {
        let waiting = channels::table.filter(channels::is_waiting).select(channels::id);
        let plan = plan(&waiting);
        assert!(plan.contains("channels_waiting"), "{plan}");
    }

    #[test]
    fn a_stalls_list_goes_on_in_the_order_of_its_index() {
        let of_stall = orders::table.filter(orders::vendor_id.eq(1));
        let of_stall = of_stall.order((orders::business_day.desc(), orders::daily_count.desc()));
        let plan = plan(&of_stall.select(orders::id));
        assert!(plan.starts_with("SEARCH orders USING"), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }

    #[test]
    fn a_customers_orders_are_found_through_their_checkouts() {
        let page = of_customer(1).filter(orders::checkout_id.le(1));
        let page = page.order((orders::checkout_id.desc(), orders::id.desc())).limit(20);
        let plan = plan(&page.select(orders::id));
        assert!(plan.contains("orders_by_checkout (checkout_id=?"), "{plan}");
        assert!(plan.contains("checkouts_1 (customer_id=?"), "{plan}");
    }
}
