//! The id of one connection, `digits.digits`.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// Longest id that is accepted, in bytes: two 64-bit numbers and the dot between them.
const MAX_BYTES: usize = 41;

/// The id of one connection, such as `186350.8767093`.
///
/// It is kept as text, because signatures are made over exactly these bytes. Whoever makes one
/// must make it unpredictable: it is the nonce of the subscription signatures.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SocketId(Arc<str>);

/// A text that is not `digits.digits`; every server SDK would refuse it too.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("socket_id must be two numbers joined by a dot, at most {MAX_BYTES} characters")]
pub struct SocketIdError;

impl SocketId {
    /// Makes an id of two numbers, which the caller draws.
    pub fn from_numbers(first: u64, second: u64) -> Self {
        Self(format!("{first}.{second}").into())
    }

    /// Reads an id as clients and SDKs send it.
    pub fn parse(text: &str) -> Result<Self, SocketIdError> {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        match text.split_once('.') {
            Some((first, second)) if text.len() <= MAX_BYTES && digits(first) && digits(second) => {
                Ok(Self(text.into()))
            }
            Some(_) | None => Err(SocketIdError),
        }
    }

    /// The id as it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SocketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SocketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for SocketId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_numbers_joined_by_a_dot_are_a_socket_id() {
        for text in ["1.2", "1234.1234", "0.0", "007.010"] {
            assert_eq!(SocketId::parse(text).expect(text).as_str(), text);
        }
        let largest = SocketId::from_numbers(u64::MAX, u64::MAX);
        assert_eq!(SocketId::parse(largest.as_str()), Ok(largest));
    }

    #[test]
    fn anything_else_is_not_a_socket_id() {
        let too_long = format!("1.{}", "2".repeat(40));
        for text in ["", ".", "1.", ".2", "1", "1.2.3", "-1.2", "1.2\n", "1.2:x", "١.٢", &too_long]
        {
            assert_eq!(SocketId::parse(text), Err(SocketIdError), "{text:?}");
        }
    }
}
