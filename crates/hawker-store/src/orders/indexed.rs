//! Conditions on an order's status for which SQLite takes an index over a part of the table: it
//! does so only where it reads the index's own words in the statement, and a bound value is none.

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::sql_types::Bool;
use hawker_domain::order::OrderStatus;

/// That somebody still has to do something about the order: the index `orders_open`.
pub(crate) fn is_open() -> SqlLiteral<Bool> {
    sql("(status <> 'completed' AND status <> 'cancelled')")
}

/// That the order stands there: `orders_expiring` and `orders_waiting_at_counter`.
pub(crate) fn stands_at(status: OrderStatus) -> SqlLiteral<Bool> {
    sql(&format!("status = '{}'", status.as_str()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use diesel::prelude::*;
    use diesel::query_builder::{QueryFragment, QueryId};
    use diesel::sql_types::Text;
    use diesel::sqlite::Sqlite;

    use super::*;
    use crate::conn::{Access, Conn, open_sqlite};
    use crate::schema::orders;

    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = Text)]
        detail: String,
    }

    fn plan<Q: QueryFragment<Sqlite> + QueryId>(query: &Q) -> String {
        let mut conn = open_sqlite(Path::new(":memory:"), Access::Write).expect("a database");
        crate::migrations::run(&mut conn).expect("a schema");
        let Conn::Sqlite(conn) = &mut conn else { unreachable!("it was opened as SQLite") };
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
        let pending = orders::table.filter(stands_at(OrderStatus::Pending));
        let plan_of_expired = plan(&pending.filter(orders::expires_at.le(1)).select(orders::id));
        assert!(plan_of_expired.contains("orders_expiring (expires_at<?)"), "{plan_of_expired}");
        let ready = orders::table.filter(stands_at(OrderStatus::ReadyForPickup));
        let plan_of_ready = plan(&ready.filter(orders::ready_at.le(1)).select(orders::id));
        assert!(
            plan_of_ready.contains("orders_waiting_at_counter (ready_at<?)"),
            "{plan_of_ready}"
        );
    }
}
