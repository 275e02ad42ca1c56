//! Text that a person typed, trimmed and bounded before anything else sees it.

use serde::{Deserialize, Serialize};

/// A text of 1 to `MAX` characters, without surrounding blanks or control characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text<const MAX: usize>(String);

/// A remark of a customer on a line or a checkout.
pub type Note = Text<255>;
/// The table a customer sits at, as it stands on the table.
pub type TableNumber = Text<16>;
/// A person's, a stall's or a product's name.
pub type Name = Text<120>;

/// Why a text was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing was left after trimming.
    #[error("must not be empty")]
    Empty,
    /// More characters than the field holds.
    #[error("must have at most {max} characters")]
    TooLong {
        /// How many are allowed.
        max: usize,
    },
    /// A control character other than a line break.
    #[error("must not hold control characters")]
    ControlCharacter,
}

/// A word that is none of those a field allows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be one of {}", allowed.join(", "))]
pub struct UnknownWord {
    /// The words that are allowed.
    pub allowed: Vec<&'static str>,
}

impl<const MAX: usize> Text<MAX> {
    /// Trims and checks `raw`.
    pub fn parse(raw: &str) -> Result<Self, TextError> {
        let trimmed = raw.trim();
        if trimmed.is_empty() {
            return Err(TextError::Empty);
        }
        if trimmed.chars().count() > MAX {
            return Err(TextError::TooLong { max: MAX });
        }
        if trimmed.chars().any(|c| c.is_control() && c != '\n') {
            return Err(TextError::ControlCharacter);
        }
        Ok(Self(trimmed.to_owned()))
    }

    /// As `parse`, but nothing where nothing but blanks was given.
    pub fn parse_optional(raw: Option<&str>) -> Result<Option<Self>, TextError> {
        match raw.map(Self::parse) {
            None | Some(Err(TextError::Empty)) => Ok(None),
            Some(Ok(text)) => Ok(Some(text)),
            Some(Err(error)) => Err(error),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> TryFrom<String> for Text<MAX> {
    type Error = TextError;

    fn try_from(raw: String) -> Result<Self, TextError> {
        Self::parse(&raw)
    }
}

impl<const MAX: usize> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> Self {
        text.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_trimmed_and_bounded_in_characters_not_bytes() {
        assert_eq!(TableNumber::parse("  12 ").map(String::from), Ok("12".into()));
        assert!(TableNumber::parse(&"ñ".repeat(16)).is_ok());
        assert_eq!(TableNumber::parse(&"ñ".repeat(17)), Err(TextError::TooLong { max: 16 }));
        assert_eq!(TableNumber::parse(" \t"), Err(TextError::Empty));
        assert_eq!(Note::parse("a\u{0}b"), Err(TextError::ControlCharacter));
        assert_eq!(Note::parse_optional(Some("  ")), Ok(None));
    }
}
