//! Idempotency keys: a request that is sent again gets the first answer, and does nothing more.
//!
//! The answer is kept in the transaction that does the work. Of two transactions with one key, the
//! second to keep its answer is rolled back and run again, and finds the first one's; one that
//! failed leaves no trace of its key.

use diesel::prelude::*;
use hawker_domain::UserId;
use jiff::Timestamp;

use crate::conn::on_backend;
use crate::schema::idempotency_keys::{self, answer, created_at, id, key, request_hash, user_id};
use crate::time::millis;
use crate::{Conn, StoreError};

/// A key that a user sends with a request, to be able to send it again.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    /// Whose.
    pub user: UserId,
    /// The key.
    pub key: &'a str,
    /// The hash of the request, by which another one with the same key is known.
    pub request_hash: &'a str,
}

/// What became of a key before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Earlier {
    /// The same request was answered like this.
    Answered(String),
    /// The key was used for another request.
    Reused,
}

/// What became of this attempt's key before; `None` where it is new.
pub fn find(tx: &mut Conn, attempt: Attempt<'_>) -> Result<Option<Earlier>, StoreError> {
    let row: Option<(String, String)> = on_backend!(tx, |conn| idempotency_keys::table
        .filter(user_id.eq(attempt.user.0))
        .filter(key.eq(attempt.key))
        .select((request_hash, answer))
        .first(conn)
        .optional())?;
    Ok(row.map(|(first_hash, first_answer)| {
        if first_hash == attempt.request_hash {
            Earlier::Answered(first_answer)
        } else {
            Earlier::Reused
        }
    }))
}

/// Keeps the answer of an attempt whose key was new. Where another transaction kept one meanwhile,
/// fails so that the whole transaction is run again.
pub fn keep(
    tx: &mut Conn,
    attempt: Attempt<'_>,
    text: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = (
        user_id.eq(attempt.user.0),
        key.eq(attempt.key),
        request_hash.eq(attempt.request_hash),
        answer.eq(text),
        created_at.eq(millis(now)),
    );
    let kept = on_backend!(tx, |conn| diesel::insert_into(idempotency_keys::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    if kept == 1 { Ok(()) } else { Err(StoreError::Overtaken) }
}

/// Forgets keys that were first used before `time`, at most `limit` of them, so that no
/// transaction takes long.
pub fn prune(tx: &mut Conn, time: Timestamp, limit: i64) -> Result<usize, StoreError> {
    // Ids are in the order of time, which spares every checkout an index over it.
    let oldest: Vec<(i64, i64)> = on_backend!(tx, |conn| idempotency_keys::table
        .order(id.asc())
        .limit(limit)
        .select((id, created_at))
        .load(conn))?;
    let old = oldest.iter().take_while(|(_, at)| *at < millis(time));
    let Some((last, _)) = old.last() else { return Ok(0) };
    let old = idempotency_keys::table.filter(id.le(last));
    Ok(on_backend!(tx, |conn| diesel::delete(old).execute(conn))?)
}
