//! Links that let somebody set a password once: asked for by mail, or handed out by the manager.
//!
//! Only a hash of the token is kept: whoever reads the database can open no link.

use diesel::prelude::*;
use hawker_domain::UserId;
use jiff::Timestamp;

use crate::accounts::{self, Account};
use crate::conn::on_backend;
use crate::schema::password_links;
use crate::time::millis;
use crate::{Conn, StoreError};

/// A link that is to be made.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// Whose password it sets.
    pub user_id: UserId,
    /// The hash of its token.
    pub token_hash: String,
    /// From when on it opens nothing.
    pub expires_at: Timestamp,
}

/// Keeps a link beside the account's others: asking for one by mail, which anybody can do in
/// anybody's name, must not spoil another that is on its way.
pub fn insert(tx: &mut Conn, link: &NewLink, now: Timestamp) -> Result<(), StoreError> {
    let row = (
        password_links::user_id.eq(link.user_id.0),
        password_links::token_hash.eq(&link.token_hash),
        password_links::created_at.eq(millis(now)),
        password_links::expires_at.eq(millis(link.expires_at)),
    );
    on_backend!(tx, |conn| diesel::insert_into(password_links::table).values(row).execute(conn))?;
    Ok(())
}

/// Whose link has that hash, if it was not used and has not expired.
pub fn find_owner(
    tx: &mut Conn,
    token_hash: &str,
    now: Timestamp,
) -> Result<Option<Account>, StoreError> {
    let user_id: Option<i64> = on_backend!(tx, |conn| password_links::table
        .filter(password_links::token_hash.eq(token_hash))
        .filter(password_links::expires_at.gt(millis(now)))
        .select(password_links::user_id)
        .first(conn)
        .optional())?;
    user_id.map_or(Ok(None), |id| accounts::find(tx, UserId(id)))
}

/// Uses a link up, and answers whose it was. Of two that use it at the same time, one gets it.
pub fn take(
    tx: &mut Conn,
    token_hash: &str,
    now: Timestamp,
) -> Result<Option<Account>, StoreError> {
    let link = password_links::table
        .filter(password_links::token_hash.eq(token_hash))
        .filter(password_links::expires_at.gt(millis(now)));
    let user_id: Option<i64> = on_backend!(tx, |conn| diesel::delete(link)
        .returning(password_links::user_id)
        .get_result(conn)
        .optional())?;
    user_id.map_or(Ok(None), |id| accounts::find(tx, UserId(id)))
}

/// Takes all links of an account back.
pub fn revoke_all(tx: &mut Conn, user_id: UserId) -> Result<(), StoreError> {
    let links = password_links::table.filter(password_links::user_id.eq(user_id.0));
    on_backend!(tx, |conn| diesel::delete(links).execute(conn))?;
    Ok(())
}

/// Forgets links that have expired.
pub fn prune(tx: &mut Conn, now: Timestamp) -> Result<usize, StoreError> {
    let expired = password_links::table.filter(password_links::expires_at.le(millis(now)));
    Ok(on_backend!(tx, |conn| diesel::delete(expired).execute(conn))?)
}
