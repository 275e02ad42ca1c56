//! The `info` attribute: which numbers about a channel a caller wants back.

use serde::{Serialize, Serializer};

use super::BodyError;

/// Which attributes of its channels the answer to an event should carry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Info {
    /// How many connections are subscribed.
    pub subscription_count: bool,
    /// How many users are present; presence channels only.
    pub user_count: bool,
}

impl Info {
    /// Reads a comma-separated list such as `user_count,subscription_count`.
    pub fn parse(list: &str) -> Result<Self, BodyError> {
        let mut info = Self::default();
        for attribute in list.split(',').map(str::trim).filter(|a| !a.is_empty()) {
            match attribute {
                "subscription_count" => info.subscription_count = true,
                "user_count" => info.user_count = true,
                other => return Err(BodyError::Info(other.to_owned())),
            }
        }
        Ok(info)
    }

    /// Whether nothing is wanted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Serialize for Info {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let wanted =
            [(self.subscription_count, "subscription_count"), (self.user_count, "user_count")];
        let names: Vec<&str> = wanted.iter().filter(|w| w.0).map(|w| w.1).collect();
        serializer.serialize_str(&names.join(","))
    }
}
