//! Stalls: made, changed, paused, switched on and off, and listed with their staff.

mod create;
mod edit;
mod list;

use diesel::prelude::*;
use hawker_domain::VendorId;
use hawker_domain::menu::Vendor;
use hawker_domain::order_number::LetterCode;
use jiff::Timestamp;

pub use self::create::{CreateRefusal, NewVendor, create};
pub use self::edit::{Edit, EditRefusal, edit};
pub use self::list::{
    Filter, ListedVendor, StaffMember, find_listed, find_staff, get_listed, page,
};
use crate::conn::{on_backend, on_postgres};
use crate::orders::is_open;
use crate::schema::{orders, vendors};
use crate::time::millis;
use crate::{Conn, Failure, StoreError};

/// A change of what a stall does at the moment; `None` leaves a thing as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Switches {
    /// Whether it belongs to the hall.
    pub is_active: Option<bool>,
    /// Whether it takes no orders for a while.
    pub is_paused: Option<bool>,
}

/// Why a stall stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SwitchRefusal {
    /// There is none of that id.
    #[error("there is no such vendor")]
    Unknown,
    /// Somebody waits for food: switching the stall off would strand them.
    #[error("the stall has {count} open orders: pause it and finish them first")]
    OpenOrders {
        /// How many.
        count: i64,
    },
}

/// Another stall numbers its orders with those letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("another vendor has this letter code")]
pub struct LetterCodeTaken;

/// Makes a stall, active and open.
pub fn insert(
    tx: &mut Conn,
    brand_name: &str,
    letter_code: &LetterCode,
    now: Timestamp,
) -> Result<VendorId, Failure<LetterCodeTaken>> {
    let row = (
        vendors::brand_name.eq(brand_name),
        vendors::letter_code.eq(letter_code.as_str()),
        vendors::is_active.eq(true),
        vendors::is_paused.eq(false),
        vendors::has_payment_qr.eq(false),
        vendors::created_at.eq(millis(now)),
    );
    let id: Option<i64> = on_backend!(tx, |conn| diesel::insert_into(vendors::table)
        .values(row)
        .on_conflict(vendors::letter_code)
        .do_nothing()
        .returning(vendors::id)
        .get_result(conn)
        .optional())?;
    id.map(VendorId).ok_or(Failure::Refused(LetterCodeTaken))
}

/// The stall, if there is one of that id.
pub fn find(tx: &mut Conn, id: VendorId) -> Result<Option<Vendor>, StoreError> {
    let row: Option<VendorRow> = on_backend!(tx, |conn| vendors::table
        .find(id.0)
        .select(VendorRow::as_select())
        .first(conn)
        .optional())?;
    row.map(Vendor::try_from).transpose()
}

/// Whether a stall takes orders, and keeps it so until the transaction ends. Nobody else can place
/// an order there until then, so the stall's orders of the day can be counted.
///
/// On SQLite the transaction that has read the stall is the only one that writes; on PostgreSQL
/// another could switch the stall off between the reading and the commit.
pub(crate) fn hold_open(tx: &mut Conn, id: VendorId) -> Result<bool, StoreError> {
    on_postgres!(tx, true, |conn| vendors::table
        .find(id.0)
        .select(vendors::is_active.and(diesel::dsl::not(vendors::is_paused)))
        .for_no_key_update()
        .first(conn)
        .map_err(StoreError::from))
}

/// Switches a stall on or off, and answers how it stands then.
pub fn switch(
    tx: &mut Conn,
    id: VendorId,
    switches: Switches,
) -> Result<Vendor, Failure<SwitchRefusal>> {
    hold(tx, id)?;
    let vendor = find(tx, id)?.ok_or(Failure::Refused(SwitchRefusal::Unknown))?;
    let is_active = switches.is_active.unwrap_or(vendor.is_active);
    let is_paused = switches.is_paused.unwrap_or(vendor.is_paused);
    on_backend!(tx, |conn| diesel::update(vendors::table.find(id.0))
        .set((vendors::is_active.eq(is_active), vendors::is_paused.eq(is_paused)))
        .execute(conn))?;
    // Counted after the switch: an order placed at the same time either is counted here, or finds
    // the stall switched off.
    if vendor.is_active && !is_active {
        match open_orders(tx, id)? {
            0 => {}
            count => return Err(Failure::Refused(SwitchRefusal::OpenOrders { count })),
        }
    }
    Ok(Vendor { is_active, is_paused, ..vendor })
}

/// Keeps a stall as it is until the transaction ends: of its manager's switch and its staff's pause
/// at the same time, neither may undo the other.
fn hold(tx: &mut Conn, id: VendorId) -> Result<(), StoreError> {
    on_postgres!(tx, (), |conn| vendors::table
        .find(id.0)
        .select(vendors::id)
        .for_no_key_update()
        .first::<i64>(conn)
        .optional()
        .map(drop)
        .map_err(StoreError::from))
}

fn open_orders(tx: &mut Conn, id: VendorId) -> Result<i64, StoreError> {
    Ok(on_backend!(tx, |conn| orders::table
        .filter(orders::vendor_id.eq(id.0))
        .filter(is_open())
        .count()
        .get_result(conn))?)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = vendors)]
pub(crate) struct VendorRow {
    id: i64,
    brand_name: String,
    letter_code: String,
    is_active: bool,
    is_paused: bool,
    has_payment_qr: bool,
}

impl TryFrom<VendorRow> for Vendor {
    type Error = StoreError;

    fn try_from(row: VendorRow) -> Result<Self, StoreError> {
        let unreadable = |_| StoreError::Unreadable("vendors.letter_code".into());
        Ok(Self {
            id: VendorId(row.id),
            brand_name: row.brand_name,
            letter_code: row.letter_code.parse().map_err(unreadable)?,
            is_active: row.is_active,
            is_paused: row.is_paused,
            has_payment_qr: row.has_payment_qr,
        })
    }
}
