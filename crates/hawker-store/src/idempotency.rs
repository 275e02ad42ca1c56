//! Idempotency keys: a request that is sent again gets the first answer, and does nothing more.
//!
//! The key is claimed and its answer kept in the transaction that does the work. A second request
//! with the same key waits for that transaction; one that failed leaves no trace of its key.

use diesel::prelude::*;
use hawker_domain::UserId;
use jiff::Timestamp;

use crate::conn::on_backend;
use crate::kept::Kept;
use crate::schema::idempotency_keys::{self, answer, created_at, key, request_hash, user_id};
use crate::time::millis;
use crate::{Conn, StoreError};

/// What a key's claim found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// The key is new: do the work and [`finish`].
    New,
    /// The same request was answered before, like this.
    Answered(String),
    /// The key was used for another request.
    Reused,
}

/// Claims `name` for a request with that hash.
pub fn claim(
    tx: &mut Conn,
    user: UserId,
    name: &str,
    hash: &str,
    now: Timestamp,
) -> Result<Claim, StoreError> {
    let row = (user_id.eq(user.0), key.eq(name), request_hash.eq(hash), created_at.eq(millis(now)));
    let claimed = on_backend!(tx, |conn| diesel::insert_into(idempotency_keys::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    if claimed == 1 {
        return Ok(Claim::New);
    }
    let (first_hash, first_answer): (String, Option<String>) =
        on_backend!(tx, |conn| idempotency_keys::table
            .find((user.0, name))
            .select((request_hash, answer))
            .first(conn))?;
    match first_answer {
        Some(first_answer) if first_hash == hash => Ok(Claim::Answered(first_answer)),
        Some(_) => Ok(Claim::Reused),
        None => Err(StoreError::Unreadable("an idempotency key without an answer".into())),
    }
}

/// Keeps the answer of a claimed key.
pub fn finish(tx: &mut Conn, user: UserId, name: &str, text: &str) -> Result<(), StoreError> {
    on_backend!(tx, |conn| Kept(
        diesel::update(idempotency_keys::table.find((user.0, name))).set(answer.eq(text))
    )
    .execute(conn))?;
    Ok(())
}

/// Forgets keys that were claimed before `time`.
pub fn prune(tx: &mut Conn, time: Timestamp) -> Result<usize, StoreError> {
    let old = idempotency_keys::table.filter(created_at.lt(millis(time)));
    Ok(on_backend!(tx, |conn| diesel::delete(old).execute(conn))?)
}
