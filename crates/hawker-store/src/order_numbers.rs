//! The counter behind order numbers: one for each vendor and business day.

use diesel::prelude::*;
use hawker_domain::VendorId;
use jiff::civil::Date;

use crate::conn::on_backend;
use crate::kept::update_one;
use crate::schema::order_counters::{self, business_day, last_count, vendor_id};
use crate::{Conn, StoreError};

/// The next count. The row is locked until the transaction ends, and a rolled-back one gives its
/// count back, so numbers neither repeat nor leave holes.
pub(crate) fn next(tx: &mut Conn, vendor: VendorId, day: Date) -> Result<i64, StoreError> {
    let day = day.to_string();
    if let Some(count) = raise(tx, vendor, &day)? {
        return Ok(count);
    }
    let row = (vendor_id.eq(vendor.0), business_day.eq(&day), last_count.eq(0));
    on_backend!(tx, |conn| diesel::insert_into(order_counters::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    let missing = || StoreError::Unreadable("an order counter that was just inserted".into());
    raise(tx, vendor, &day)?.ok_or_else(missing)
}

fn raise(tx: &mut Conn, vendor: VendorId, day: &str) -> Result<Option<i64>, StoreError> {
    let counter = order_counters::table.find((vendor.0, day));
    Ok(update_one!(tx, counter, last_count.eq(last_count + 1), last_count)?)
}
