//! A stall's day in numbers.

use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use hawker_domain::order::OrderStatus;
use hawker_domain::{Money, VendorId};
use jiff::civil::Date;

use super::{is_open, unreadable};
use crate::conn::on_backend;
use crate::schema::orders;
use crate::{Conn, StoreError};

/// How a stall's orders stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stats {
    /// Orders that wait for an answer, of any day.
    pub pending: i64,
    /// Orders that are being prepared, of any day.
    pub accepted: i64,
    /// Orders that wait at the counter, of any day.
    pub ready_for_pickup: i64,
    /// Orders of the day that were handed over.
    pub completed: i64,
    /// Orders of the day that were cancelled.
    pub cancelled: i64,
    /// All orders of the day.
    pub orders: i64,
    /// What the day's completed orders cost together.
    pub revenue: Money,
}

/// Counts a stall's orders: the open ones, and those of the business day `day`.
pub fn stats(tx: &mut Conn, vendor_id: VendorId, day: Date) -> Result<Stats, StoreError> {
    let mut stats = Stats::default();
    for (status, count) in open_counts(tx, vendor_id)? {
        *stats.count_of(&status)? = count;
    }
    for (status, count) in day_counts(tx, vendor_id, day)? {
        stats.orders += count;
        if status == OrderStatus::Completed.as_str() || status == OrderStatus::Cancelled.as_str() {
            *stats.count_of(&status)? = count;
        }
    }
    stats.revenue = revenue(tx, vendor_id, day)?;
    Ok(stats)
}

impl Stats {
    fn count_of(&mut self, status: &str) -> Result<&mut i64, StoreError> {
        let status: OrderStatus = status.parse().map_err(unreadable("orders.status"))?;
        Ok(match status {
            OrderStatus::Pending => &mut self.pending,
            OrderStatus::Accepted => &mut self.accepted,
            OrderStatus::ReadyForPickup => &mut self.ready_for_pickup,
            OrderStatus::Completed => &mut self.completed,
            OrderStatus::Cancelled => &mut self.cancelled,
        })
    }
}

fn open_counts(tx: &mut Conn, vendor_id: VendorId) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(on_backend!(tx, |conn| orders::table
        .filter(orders::vendor_id.eq(vendor_id.0))
        .filter(is_open())
        .group_by(orders::status)
        .select((orders::status, count_star()))
        .load(conn))?)
}

fn day_counts(
    tx: &mut Conn,
    vendor_id: VendorId,
    day: Date,
) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(on_backend!(tx, |conn| orders::table
        .filter(orders::vendor_id.eq(vendor_id.0))
        .filter(orders::business_day.eq(day.to_string()))
        .group_by(orders::status)
        .select((orders::status, count_star()))
        .load(conn))?)
}

fn revenue(tx: &mut Conn, vendor_id: VendorId, day: Date) -> Result<Money, StoreError> {
    let completed = orders::table
        .filter(orders::vendor_id.eq(vendor_id.0))
        .filter(orders::business_day.eq(day.to_string()))
        .filter(orders::status.eq(OrderStatus::Completed.as_str()));
    // PostgreSQL sums BIGINT to NUMERIC; the cast brings it back to minor units on both.
    let total: Option<i64> = on_backend!(tx, |conn| completed
        .select(sql::<Nullable<BigInt>>("CAST(SUM(total) AS BIGINT)"))
        .first(conn))?;
    Ok(Money::from_minor(total.unwrap_or_default()))
}
