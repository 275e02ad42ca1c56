//! Names of events.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::limits::EVENT_NAME_CHARS;

/// The name of an event: 1 to 200 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EventName(Box<str>);

/// Why a text is not an event name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventNameError {
    /// The name is missing or empty.
    #[error("an event needs a name")]
    Empty,
    /// The name is too long.
    #[error("an event name has at most {EVENT_NAME_CHARS} characters, this one has {0}")]
    TooLong(usize),
}

impl EventName {
    /// Checks a name.
    pub fn parse(text: &str) -> Result<Self, EventNameError> {
        match text.chars().count() {
            0 => Err(EventNameError::Empty),
            1..=EVENT_NAME_CHARS => Ok(Self(text.into())),
            chars => Err(EventNameError::TooLong(chars)),
        }
    }

    /// The name as it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EventName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for EventName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_name_has_one_to_two_hundred_characters() {
        let longest = "é".repeat(EVENT_NAME_CHARS);
        assert_eq!(EventName::parse(&longest).map(|n| n.to_string()), Ok(longest.clone()));
        assert_eq!(EventName::parse(""), Err(EventNameError::Empty));
        let longer = format!("{longest}e");
        assert_eq!(EventName::parse(&longer), Err(EventNameError::TooLong(201)));
    }
}
