//! Times as they are stored: epoch milliseconds.

use diesel::QueryResult;
use diesel::result::Error;
use jiff::Timestamp;

/// A stored time.
pub(crate) fn timestamp(millis: i64) -> QueryResult<Timestamp> {
    Timestamp::from_millisecond(millis).map_err(|error| Error::DeserializationError(error.into()))
}

/// A stored time that may be missing.
pub(crate) fn optional(millis: Option<i64>) -> QueryResult<Option<Timestamp>> {
    millis.map(timestamp).transpose()
}

/// The time to store.
pub(crate) fn millis(time: Timestamp) -> i64 {
    time.as_millisecond()
}

/// The time to store, where there is one.
pub(crate) fn optional_millis(time: Option<Timestamp>) -> Option<i64> {
    time.map(millis)
}
