//! Stalls as the manager sees them: all of them, each with its staff.

use diesel::prelude::*;
use hawker_domain::menu::Vendor;
use hawker_domain::{UserId, VendorId};
use jiff::Timestamp;

use super::VendorRow;
use crate::accounts::{self, Account};
use crate::conn::on_backend;
use crate::schema::{users, vendors};
use crate::time::timestamp;
use crate::{Conn, StoreError};

/// A stall with its staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedVendor {
    /// The stall.
    pub vendor: Vendor,
    /// Who works there, in the order in which they came.
    pub staff: Vec<StaffMember>,
    /// When it came into the hall.
    pub created_at: Timestamp,
}

/// One of a stall's staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    /// The account.
    pub id: UserId,
    /// The person's name.
    pub name: String,
    /// The address to sign in with.
    pub email: String,
    /// Whether the account is, whatever its stall is.
    pub is_active: bool,
    /// Whether a password was set, without which nobody signs in.
    pub has_password: bool,
}

/// Which stalls a list has; `None` makes no difference.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Only those that are switched on, or off.
    pub is_active: Option<bool>,
    /// Only those that are paused, or not.
    pub is_paused: Option<bool>,
    /// Only those that came after this one.
    pub after: Option<VendorId>,
}

/// At most `limit` stalls in the order in which they came, and the id to go on after, if there are
/// more.
pub fn page(
    tx: &mut Conn,
    filter: &Filter,
    limit: usize,
) -> Result<(Vec<ListedVendor>, Option<VendorId>), StoreError> {
    let one_more = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let mut rows: Vec<ListedRow> = on_backend!(tx, |conn| {
        let mut query =
            vendors::table.order(vendors::id).select(ListedRow::as_select()).into_boxed();
        if let Some(is_active) = filter.is_active {
            query = query.filter(vendors::is_active.eq(is_active));
        }
        if let Some(is_paused) = filter.is_paused {
            query = query.filter(vendors::is_paused.eq(is_paused));
        }
        if let Some(id) = filter.after {
            query = query.filter(vendors::id.gt(id.0));
        }
        query.limit(one_more).load(conn)
    })?;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let listed = with_staff(tx, rows)?;
    let next = listed.last().filter(|_| has_more).map(|listed| listed.vendor.id);
    Ok((listed, next))
}

/// The stall of that id with its staff, if there is one.
pub fn find_listed(tx: &mut Conn, id: VendorId) -> Result<Option<ListedVendor>, StoreError> {
    let row: Option<ListedRow> = on_backend!(tx, |conn| vendors::table
        .find(id.0)
        .select(ListedRow::as_select())
        .first(conn)
        .optional())?;
    Ok(with_staff(tx, row.into_iter().collect())?.pop())
}

/// The stall of that id with its staff, which must be there.
pub fn get_listed(tx: &mut Conn, id: VendorId) -> Result<ListedVendor, StoreError> {
    find_listed(tx, id)?.ok_or(StoreError::Statement(diesel::result::Error::NotFound))
}

/// The account of that id, if it is one of the stall's staff.
pub fn find_staff(
    tx: &mut Conn,
    id: VendorId,
    user_id: UserId,
) -> Result<Option<Account>, StoreError> {
    let account = accounts::find(tx, user_id)?;
    Ok(account.filter(|account| account.vendor_id == Some(id)))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = vendors)]
struct ListedRow {
    #[diesel(embed)]
    vendor: VendorRow,
    created_at: i64,
}

type StaffRow = (Option<i64>, i64, String, String, bool, bool);

fn with_staff(tx: &mut Conn, rows: Vec<ListedRow>) -> Result<Vec<ListedVendor>, StoreError> {
    let listed = rows.into_iter().map(|row| {
        let created_at = timestamp(row.created_at)?;
        Ok(ListedVendor { vendor: row.vendor.try_into()?, staff: Vec::new(), created_at })
    });
    let mut listed: Vec<ListedVendor> = listed.collect::<Result<_, StoreError>>()?;
    let ids: Vec<i64> = listed.iter().map(|listed| listed.vendor.id.0).collect();
    let staff: Vec<StaffRow> = on_backend!(tx, |conn| users::table
        .filter(users::vendor_id.eq_any(ids))
        .order(users::id)
        .select((
            users::vendor_id,
            users::id,
            users::name,
            users::email,
            users::is_active,
            users::password_hash.is_not_null(),
        ))
        .load(conn))?;
    for (vendor_id, id, name, email, is_active, has_password) in staff {
        let stall = listed.iter_mut().find(|listed| Some(listed.vendor.id.0) == vendor_id);
        if let Some(stall) = stall {
            let id = UserId(id);
            stall.staff.push(StaffMember { id, name, email, is_active, has_password });
        }
    }
    Ok(listed)
}
