//! Accounts: customers, vendors' staff, superadmins.

use diesel::prelude::*;
use hawker_domain::permission::{Actor, Role};
use hawker_domain::{UserId, VendorId};
use jiff::Timestamp;

use crate::conn::{Backend, on_backend};
use crate::schema::{users, vendors};
use crate::time::millis;
use crate::{Conn, Failure, StoreError};

/// An account that is to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// What it is for.
    pub role: Role,
    /// The person's name.
    pub name: String,
    /// The address to sign in with, in lower case.
    pub email: String,
    /// The password's hash, as a PHC string; `None` for whoever will set one by a link.
    pub password_hash: Option<String>,
    /// The stall, for staff.
    pub vendor_id: Option<VendorId>,
}

/// An account without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: UserId,
    /// What it is for.
    pub role: Role,
    /// The person's name.
    pub name: String,
    /// The address to sign in with.
    pub email: String,
    /// The stall, for staff.
    pub vendor_id: Option<VendorId>,
    /// Whether the account is, and for staff the stall too.
    pub is_active: bool,
}

impl Account {
    /// Who that is to the hall.
    pub fn actor(&self) -> Actor {
        match (self.role, self.vendor_id) {
            (Role::Vendor, Some(vendor_id)) => Actor::Vendor { user_id: self.id, vendor_id },
            (Role::Superadmin, _) => Actor::Superadmin(self.id),
            // The table's constraint leaves no staff without a stall.
            (Role::Customer, _) | (Role::Vendor, None) => Actor::Customer(self.id),
        }
    }
}

/// Somebody signs in with that address already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an account with this address exists")]
pub struct EmailTaken;

/// Makes an account.
pub fn insert(
    tx: &mut Conn,
    account: &NewAccount,
    now: Timestamp,
) -> Result<Account, Failure<EmailTaken>> {
    let row = (
        users::role.eq(account.role.as_str()),
        users::name.eq(&account.name),
        users::email.eq(&account.email),
        users::password_hash.eq(&account.password_hash),
        users::vendor_id.eq(account.vendor_id.map(|id| id.0)),
        users::is_active.eq(true),
        users::created_at.eq(millis(now)),
    );
    // A failing INSERT would end the whole transaction on PostgreSQL; one that does nothing does not.
    let id: Option<i64> = on_backend!(tx, |conn| diesel::insert_into(users::table)
        .values(row)
        .on_conflict(users::email)
        .do_nothing()
        .returning(users::id)
        .get_result(conn)
        .optional())?;
    let id = id.ok_or(Failure::Refused(EmailTaken))?;
    Ok(Account {
        id: UserId(id),
        role: account.role,
        name: account.name.clone(),
        email: account.email.clone(),
        vendor_id: account.vendor_id,
        is_active: true,
    })
}

/// The account of that id, if there is one.
pub fn find(tx: &mut Conn, id: UserId) -> Result<Option<Account>, StoreError> {
    let row: Option<AccountRow> = on_backend!(tx, |conn| users::table
        .left_join(vendors::table)
        .filter(users::id.eq(id.0))
        .select(AccountRow::as_select())
        .first(conn)
        .optional())?;
    row.map(AccountRow::into_account).transpose()
}

/// The account that signs in with `email`, and its password's hash, if it has a password.
pub fn find_by_email(
    tx: &mut Conn,
    email: &str,
) -> Result<Option<(Account, Option<String>)>, StoreError> {
    let row: Option<(AccountRow, Option<String>)> = on_backend!(tx, |conn| users::table
        .left_join(vendors::table)
        .filter(users::email.eq(email))
        .select((AccountRow::as_select(), users::password_hash))
        .first(conn)
        .optional())?;
    row.map(|(row, hash)| Ok((row.into_account()?, hash))).transpose()
}

/// The hash of an account's password, if it has one.
pub fn find_password_hash(tx: &mut Conn, id: UserId) -> Result<Option<String>, StoreError> {
    let hash: Option<Option<String>> = on_backend!(tx, |conn| users::table
        .find(id.0)
        .select(users::password_hash)
        .first(conn)
        .optional())?;
    Ok(hash.flatten())
}

/// Whether an account's password is still the one with this hash, and keeps it so until the
/// transaction ends: what a password is good for is not given to whoever knew the last one.
///
/// On SQLite this transaction is the only one that writes; on PostgreSQL another could set a
/// password between the look at it and the commit.
pub fn hold_password(tx: &mut Conn, id: UserId, hash: &str) -> Result<bool, StoreError> {
    let row = users::table.find(id.0).select(users::password_hash);
    let found: Option<Option<String>> = match &mut tx.backend {
        Backend::Sqlite(conn) => row.first(conn).optional()?,
        Backend::Postgres(conn) => row.for_share().first(conn).optional()?,
    };
    Ok(found.flatten().as_deref() == Some(hash))
}

/// Gives an account's person another name. What was sold keeps the name of its moment.
pub fn set_name(tx: &mut Conn, id: UserId, name: &str) -> Result<(), StoreError> {
    on_backend!(tx, |conn| diesel::update(users::table.find(id.0))
        .set(users::name.eq(name))
        .execute(conn))?;
    Ok(())
}

/// Gives an account another password.
pub fn set_password_hash(tx: &mut Conn, id: UserId, hash: &str) -> Result<(), StoreError> {
    on_backend!(tx, |conn| diesel::update(users::table.find(id.0))
        .set(users::password_hash.eq(hash))
        .execute(conn))?;
    Ok(())
}

/// Gives an account the password `to` if it has `from`; false if somebody was faster.
pub fn change_password_hash(
    tx: &mut Conn,
    id: UserId,
    from: &str,
    to: &str,
) -> Result<bool, StoreError> {
    let account = users::table.find(id.0).filter(users::password_hash.eq(from));
    let changed = on_backend!(tx, |conn| diesel::update(account)
        .set(users::password_hash.eq(to))
        .execute(conn))?;
    Ok(changed == 1)
}

/// How many accounts of `role` there are.
pub fn count(tx: &mut Conn, role: Role) -> Result<i64, StoreError> {
    Ok(on_backend!(tx, |conn| users::table
        .filter(users::role.eq(role.as_str()))
        .count()
        .get_result(conn))?)
}

/// The account as a row, with whether its stall is active.
#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(crate) struct AccountRow {
    id: i64,
    role: String,
    name: String,
    email: String,
    vendor_id: Option<i64>,
    is_active: bool,
    #[diesel(select_expression = vendors::is_active.nullable())]
    vendor_is_active: Option<bool>,
}

impl AccountRow {
    pub(crate) fn into_account(self) -> Result<Account, StoreError> {
        Ok(Account {
            id: UserId(self.id),
            role: self.role.parse().map_err(|_| StoreError::Unreadable("users.role".into()))?,
            name: self.name,
            email: self.email,
            vendor_id: self.vendor_id.map(VendorId),
            is_active: self.is_active && self.vendor_is_active.unwrap_or(true),
        })
    }
}
