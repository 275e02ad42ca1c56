//! What proves who somebody is after signing in: a browser's session or an API client's token.
//!
//! Only a hash of the secret is kept: whoever reads the database can sign in as nobody.

use diesel::prelude::*;
use hawker_domain::{UserId, VendorId};
use jiff::Timestamp;

use crate::accounts::{Account, AccountRow};
use crate::conn::on_backend;
use crate::schema::{access_tokens, users, vendors};
use crate::time::millis;
use crate::{Conn, StoreError};

/// How a token travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// In a browser's cookie.
    Session,
    /// In an `Authorization` header.
    Bearer,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Bearer => "bearer",
        }
    }
}

/// A token that is to be made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// Whose.
    pub user_id: UserId,
    /// How it travels.
    pub kind: Kind,
    /// Which device or program holds it.
    pub name: String,
    /// The hash of its secret.
    pub secret_hash: String,
    /// From when on it proves nothing.
    pub expires_at: Timestamp,
}

/// A token's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenId(pub i64);

/// Keeps a token.
pub fn insert(tx: &mut Conn, token: &NewToken, now: Timestamp) -> Result<TokenId, StoreError> {
    let row = (
        access_tokens::user_id.eq(token.user_id.0),
        access_tokens::kind.eq(token.kind.as_str()),
        access_tokens::name.eq(&token.name),
        access_tokens::secret_hash.eq(&token.secret_hash),
        access_tokens::created_at.eq(millis(now)),
        access_tokens::expires_at.eq(millis(token.expires_at)),
    );
    let id: i64 = on_backend!(tx, |conn| diesel::insert_into(access_tokens::table)
        .values(row)
        .returning(access_tokens::id)
        .get_result(conn))?;
    Ok(TokenId(id))
}

/// Whose token has that hash, if it has not expired.
pub fn find_owner(
    tx: &mut Conn,
    secret_hash: &str,
    now: Timestamp,
) -> Result<Option<(TokenId, Account)>, StoreError> {
    let row: Option<(i64, AccountRow)> = on_backend!(tx, |conn| access_tokens::table
        .inner_join(users::table.left_join(vendors::table))
        .filter(access_tokens::secret_hash.eq(secret_hash))
        .filter(access_tokens::expires_at.gt(millis(now)))
        .select((access_tokens::id, AccountRow::as_select()))
        .first(conn)
        .optional())?;
    row.map(|(id, row)| Ok((TokenId(id), row.into_account()?))).transpose()
}

/// Whether a token still lets its owner in: not taken back, and nobody switched off.
pub fn is_good(tx: &mut Conn, id: TokenId) -> Result<bool, StoreError> {
    let row: Option<AccountRow> = on_backend!(tx, |conn| access_tokens::table
        .inner_join(users::table.left_join(vendors::table))
        .filter(access_tokens::id.eq(id.0))
        .select(AccountRow::as_select())
        .first(conn)
        .optional())?;
    Ok(row.map(AccountRow::into_account).transpose()?.is_some_and(|account| account.is_active))
}

/// Takes a token back.
pub fn revoke(tx: &mut Conn, id: TokenId) -> Result<(), StoreError> {
    on_backend!(tx, |conn| diesel::delete(access_tokens::table.find(id.0)).execute(conn))?;
    Ok(())
}

/// Takes all tokens of an account back, but for `spared`, and tells which they were.
pub fn revoke_all(
    tx: &mut Conn,
    user_id: UserId,
    spared: Option<TokenId>,
) -> Result<Vec<TokenId>, StoreError> {
    // Ids begin at 1.
    let spared = spared.map_or(0, |token| token.0);
    let tokens = access_tokens::table
        .filter(access_tokens::user_id.eq(user_id.0))
        .filter(access_tokens::id.ne(spared));
    let ids: Vec<i64> = on_backend!(tx, |conn| diesel::delete(tokens)
        .returning(access_tokens::id)
        .get_results(conn))?;
    Ok(ids.into_iter().map(TokenId).collect())
}

/// The tokens of all staff of a stall.
pub fn of_staff(tx: &mut Conn, vendor_id: VendorId) -> Result<Vec<TokenId>, StoreError> {
    let ids: Vec<i64> = on_backend!(tx, |conn| access_tokens::table
        .inner_join(users::table)
        .filter(users::vendor_id.eq(vendor_id.0))
        .select(access_tokens::id)
        .load(conn))?;
    Ok(ids.into_iter().map(TokenId).collect())
}

/// Forgets tokens that have expired.
pub fn prune(tx: &mut Conn, now: Timestamp) -> Result<usize, StoreError> {
    let expired = access_tokens::table.filter(access_tokens::expires_at.le(millis(now)));
    Ok(on_backend!(tx, |conn| diesel::delete(expired).execute(conn))?)
}
