//! Who a subscriber of a presence channel is: the `channel_data` of its subscription.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Number;
use serde_json::value::RawValue;

use crate::json_object;
use crate::limits::PresenceLimits;

/// A user as the others of a presence channel see it.
#[derive(Debug, Clone)]
pub struct Member {
    /// Who it is. Connections with the same id are the same user.
    pub user_id: Arc<str>,
    /// What the app tells the others about the user, as it was signed.
    pub user_info: Option<Box<RawValue>>,
}

/// Why a text does not say who a member is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MemberError {
    /// There is no `channel_data`, and the connection is not signed in.
    #[error("channel_data is needed on a presence channel")]
    Missing,
    /// It is not a JSON object with a `user_id`.
    #[error("channel_data must be a JSON object with a user_id: {0}")]
    Malformed(String),
    /// The id is empty, or a number that is not whole.
    #[error("user_id must be a text that is not empty, or a whole number")]
    Id,
    /// The id is too long.
    #[error("a user_id has at most {limit} characters")]
    IdTooLong {
        /// Longest id, in characters.
        limit: usize,
    },
    /// The user's information is too large.
    #[error("user_info has at most {limit} bytes")]
    InfoTooLarge {
        /// Largest information, in bytes.
        limit: usize,
    },
}

#[derive(Deserialize)]
struct RawMember {
    user_id: RawId,
    #[serde(default)]
    user_info: Option<Box<RawValue>>,
}

/// The protocol's own test vector has a number here.
#[derive(Deserialize)]
#[serde(untagged)]
enum RawId {
    Text(String),
    Number(Number),
}

impl Member {
    /// Reads `channel_data` and checks it against the limits. Other keys in it are left alone.
    pub fn parse(channel_data: &str, limits: &PresenceLimits) -> Result<Self, MemberError> {
        let raw: RawMember = json_object::parse(channel_data)
            .map_err(|error| MemberError::Malformed(error.to_string()))?;
        let user_id = raw.user_id.into_text().ok_or(MemberError::Id)?;
        Self { user_id: user_id.into(), user_info: raw.user_info }.within(limits)
    }

    /// The member, unless it breaks a limit.
    pub fn within(self, limits: &PresenceLimits) -> Result<Self, MemberError> {
        if self.user_id.chars().count() > limits.user_id_chars {
            return Err(MemberError::IdTooLong { limit: limits.user_id_chars });
        }
        let info_bytes = self.user_info.as_ref().map_or(0, |info| info.get().len());
        if info_bytes > limits.user_info_bytes {
            return Err(MemberError::InfoTooLarge { limit: limits.user_info_bytes });
        }
        // It was taken as it stands, and half a character in it (an escaped surrogate alone) would
        // make the list of members unreadable for strict clients, whoever else is in it.
        if let Some(Err(error)) = self.user_info.as_ref().map(|info| is_readable(info)) {
            return Err(MemberError::Malformed(error.to_string()));
        }
        Ok(self)
    }
}

fn is_readable(json: &RawValue) -> serde_json::Result<()> {
    serde_json::from_str::<serde_json::Value>(json.get()).map(drop)
}

impl RawId {
    /// The id as a text, as JavaScript would write it.
    fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) => (!text.is_empty()).then_some(text),
            Self::Number(number) => {
                (number.is_i64() || number.is_u64()).then(|| number.to_string())
            }
        }
    }
}
