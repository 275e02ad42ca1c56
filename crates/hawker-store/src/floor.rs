//! The whole floor at a glance: how much waits at every stall, and since when.

use std::collections::BTreeMap;

use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use hawker_domain::menu::Vendor;
use hawker_domain::order::OrderStatus;
use jiff::Timestamp;

use crate::conn::on_backend;
use crate::orders::{is_open, unreadable};
use crate::schema::{orders, vendors};
use crate::time::timestamp;
use crate::vendors::VendorRow;
use crate::{Conn, StoreError};

/// A stall and what waits there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StallOnFloor {
    /// The stall.
    pub vendor: Vendor,
    /// Its open orders.
    pub open: OpenOrders,
}

/// A stall's open orders, of any day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OpenOrders {
    /// How many wait for an answer.
    pub pending: i64,
    /// How many are being prepared.
    pub accepted: i64,
    /// How many wait at the counter.
    pub ready_for_pickup: i64,
    /// Since when the oldest one waits for an answer.
    pub oldest_pending_at: Option<Timestamp>,
}

/// Every stall of the hall in the order in which they came, those that are switched off among them.
pub fn floor(tx: &mut Conn) -> Result<Vec<StallOnFloor>, StoreError> {
    let rows: Vec<VendorRow> = on_backend!(tx, |conn| vendors::table
        .order(vendors::id)
        .select(VendorRow::as_select())
        .load(conn))?;
    let mut open = open_orders(tx)?;
    let stalls = rows.into_iter().map(|row| {
        let vendor = Vendor::try_from(row)?;
        let open = open.remove(&vendor.id.0).unwrap_or_default();
        Ok(StallOnFloor { vendor, open })
    });
    stalls.collect()
}

/// Open orders by stall: one walk through the index of open orders, however old the hall is.
fn open_orders(tx: &mut Conn) -> Result<BTreeMap<i64, OpenOrders>, StoreError> {
    let rows: Vec<(i64, String, i64, Option<i64>)> = on_backend!(tx, |conn| orders::table
        .filter(is_open())
        .group_by((orders::vendor_id, orders::status))
        .select((orders::vendor_id, orders::status, count_star(), min(orders::placed_at)))
        .load(conn))?;
    let mut stalls: BTreeMap<i64, OpenOrders> = BTreeMap::new();
    for (vendor_id, status, count, oldest) in rows {
        let open = stalls.entry(vendor_id).or_default();
        match status.parse().map_err(unreadable("orders.status"))? {
            OrderStatus::Pending => {
                open.pending = count;
                open.oldest_pending_at = oldest.map(timestamp).transpose()?;
            }
            OrderStatus::Accepted => open.accepted = count,
            OrderStatus::ReadyForPickup => open.ready_for_pickup = count,
            // The filter lets none of these through.
            OrderStatus::Completed | OrderStatus::Cancelled => {}
        }
    }
    Ok(stalls)
}
