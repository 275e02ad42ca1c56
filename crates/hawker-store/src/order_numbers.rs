//! The counter behind order numbers: one for each vendor and business day.

use diesel::prelude::*;
use hawker_domain::VendorId;
use jiff::civil::Date;

use crate::conn::on_backend;
use crate::kept::Kept;
use crate::schema::order_counters::{self, business_day, last_count, vendor_id};
use crate::{Conn, StoreError};

/// The next count. The row is locked until the transaction ends, and a rolled-back one gives its
/// count back, so numbers neither repeat nor leave holes.
pub(crate) fn next(tx: &mut Conn, vendor: VendorId, day: Date) -> Result<i64, StoreError> {
    let row = (vendor_id.eq(vendor.0), business_day.eq(day.to_string()), last_count.eq(1));
    Ok(on_backend!(tx, |conn| Kept(
        diesel::insert_into(order_counters::table)
            .values(row)
            .on_conflict((vendor_id, business_day))
            .do_update()
            .set(last_count.eq(last_count + 1))
            .returning(last_count)
    )
    .get_result(conn))?)
}
