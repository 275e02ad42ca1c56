//! What can go wrong with the database, apart from what the rules refuse.

use diesel::result::{DatabaseErrorKind, Error};

/// A fault of the database or of what stands in it. Never shown to a client.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database could not be reached or opened.
    #[error("cannot open the database: {0}")]
    Unavailable(String),
    /// A migration failed.
    #[error("cannot migrate the database: {0}")]
    Migration(String),
    /// A statement failed.
    #[error("a statement failed: {0}")]
    Statement(#[from] Error),
    /// A row holds what this version cannot read.
    #[error("the database holds what cannot be read: {0}")]
    Unreadable(String),
    /// The commit failed: nothing of the transaction was kept.
    #[error("the commit failed: {0}")]
    Commit(String),
    /// The transaction's code panicked: nothing of it was kept.
    #[error("a transaction panicked")]
    Panicked,
    /// The store is shutting down.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    /// Whether the database gave up only because of what others did at the same time.
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::Statement(Error::DatabaseError(kind, info)) => {
                matches!(kind, DatabaseErrorKind::SerializationFailure)
                    || info.message().contains("deadlock detected")
            }
            _ => false,
        }
    }

    /// Whether the connection itself is gone.
    pub(crate) fn is_disconnect(&self) -> bool {
        match self {
            Self::Statement(Error::DatabaseError(kind, info)) => {
                matches!(kind, DatabaseErrorKind::ClosedConnection)
                    || info.message().contains("server closed the connection")
                    || info.message().contains("terminating connection")
            }
            Self::Statement(Error::BrokenTransactionManager) => true,
            _ => false,
        }
    }
}

/// Why a transaction was not committed: the rules refused (`R`), or the database failed.
#[derive(Debug)]
pub enum Failure<R> {
    /// The rules refused; nothing was kept.
    Refused(R),
    /// The database failed; nothing was kept.
    Store(StoreError),
}

impl<R> From<StoreError> for Failure<R> {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl<R> From<Error> for Failure<R> {
    fn from(error: Error) -> Self {
        Self::Store(error.into())
    }
}

impl<R> Failure<R> {
    /// The same failure with its refusal turned into another.
    pub fn map<S>(self, turn: impl FnOnce(R) -> S) -> Failure<S> {
        match self {
            Self::Refused(refusal) => Failure::Refused(turn(refusal)),
            Self::Store(error) => Failure::Store(error),
        }
    }
}
