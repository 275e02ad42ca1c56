//! A stall's business day in figures: how many, how much, how fast, hour by hour.

use diesel::dsl::{min, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use hawker_domain::business_day::Hour;
use hawker_domain::order::OrderStatus;
use hawker_domain::{Money, VendorId};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::conn::on_backend;
use crate::orders::{self, Stats, is_open};
use crate::schema::orders as table;
use crate::time::{optional, timestamp};
use crate::{Conn, StoreError};

/// A stall's day in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// How the orders stand.
    pub stats: Stats,
    /// When the order was placed that has waited longest for an answer, of any day.
    pub oldest_pending_at: Option<Timestamp>,
    /// How long the day's orders waited for being accepted, in seconds, on average.
    pub seconds_to_accept: Option<i64>,
    /// How long the day's orders then took to be ready, in seconds, on average.
    pub seconds_to_ready: Option<i64>,
    /// The day hour by hour.
    pub by_hour: Vec<HourFigures>,
}

/// What an hour brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourFigures {
    /// Which hour.
    pub hour: Hour,
    /// Orders placed in it.
    pub orders: i64,
    /// What those of them that are completed cost together.
    pub revenue: Money,
}

/// The figures of business day `day`, whose hours are `hours`.
pub fn of_day(
    tx: &mut Conn,
    vendor_id: VendorId,
    day: Date,
    hours: &[Hour],
) -> Result<Figures, StoreError> {
    let stats = orders::stats(tx, vendor_id, day)?;
    let oldest_pending_at = oldest_pending(tx, vendor_id)?;
    let (mut to_accept, mut to_ready) = (Mean::default(), Mean::default());
    let nothing = |hour: &Hour| HourFigures { hour: *hour, orders: 0, revenue: Money::ZERO };
    let mut by_hour: Vec<HourFigures> = hours.iter().map(nothing).collect();
    for row in day_rows(tx, vendor_id, day)? {
        to_accept.add(row.millis_to_accept, row.accepted);
        to_ready.add(row.millis_to_ready, row.ready);
        let placed_at = timestamp(row.minute * MILLIS_A_MINUTE)?;
        if let Some(figures) = by_hour.iter_mut().find(|figures| figures.hour.holds(placed_at)) {
            figures.add(&row)?;
        }
    }
    let (seconds_to_accept, seconds_to_ready) = (to_accept.mean(), to_ready.mean());
    Ok(Figures { stats, oldest_pending_at, seconds_to_accept, seconds_to_ready, by_hour })
}

const MILLIS_A_MINUTE: i64 = 60_000;

fn oldest_pending(tx: &mut Conn, vendor_id: VendorId) -> Result<Option<Timestamp>, StoreError> {
    let oldest: Option<i64> = on_backend!(tx, |conn| table::table
        .filter(table::vendor_id.eq(vendor_id.0))
        .filter(is_open())
        .filter(table::status.eq(OrderStatus::Pending.as_str()))
        .select(min(table::placed_at))
        .first(conn))?;
    Ok(optional(oldest)?)
}

/// What the orders that were placed within one minute, and stand alike, come to.
#[derive(Queryable)]
struct DayRow {
    status: String,
    minute: i64,
    orders: i64,
    total: i64,
    accepted: i64,
    millis_to_accept: Option<i64>,
    ready: i64,
    millis_to_ready: Option<i64>,
}

/// The day's orders, minute by minute: no hour of any zone begins within a minute, and dividing
/// whole numbers is the same on both backends. The casts bring PostgreSQL's sums back from NUMERIC.
fn day_rows(tx: &mut Conn, vendor_id: VendorId, day: Date) -> Result<Vec<DayRow>, StoreError> {
    let number = |text: &str| sql::<BigInt>(text);
    let sum = |text: &str| sql::<Nullable<BigInt>>(text);
    Ok(on_backend!(tx, |conn| table::table
        .filter(table::vendor_id.eq(vendor_id.0))
        .filter(table::business_day.eq(day.to_string()))
        .group_by(number("status, placed_at / 60000"))
        .select((
            sql::<diesel::sql_types::Text>("status"),
            number("placed_at / 60000"),
            number("COUNT(*)"),
            number("CAST(SUM(total) AS BIGINT)"),
            number("COUNT(accepted_at)"),
            sum("CAST(SUM(accepted_at - placed_at) AS BIGINT)"),
            number("COUNT(ready_at)"),
            sum("CAST(SUM(ready_at - accepted_at) AS BIGINT)"),
        ))
        .load(conn))?)
}

impl HourFigures {
    fn add(&mut self, row: &DayRow) -> Result<(), StoreError> {
        self.orders += row.orders;
        if row.status == OrderStatus::Completed.as_str() {
            let sum = self.revenue.checked_add(Money::from_minor(row.total));
            self.revenue = sum.ok_or_else(|| StoreError::Unreadable("orders.total".to_owned()))?;
        }
        Ok(())
    }
}

/// A mean that is being made, in whole seconds: nothing here is worth a fraction of one.
#[derive(Default)]
struct Mean {
    millis: i64,
    count: i64,
}

impl Mean {
    fn add(&mut self, millis: Option<i64>, count: i64) {
        self.millis += millis.unwrap_or_default();
        self.count += count;
    }

    fn mean(&self) -> Option<i64> {
        (self.count > 0).then(|| self.millis / self.count / 1000)
    }
}
