//! The pickup code that is called out at the counter: `B-042`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The letters that a vendor's order numbers begin with; one vendor's alone within the hall.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct LetterCode(String);

/// What was given is not one to three capital letters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a letter code is one to three capital letters, such as B")]
pub struct InvalidLetterCode;

impl LetterCode {
    /// The letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LetterCode {
    type Err = InvalidLetterCode;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let fits = (1..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_uppercase());
        if fits { Ok(Self(code.to_owned())) } else { Err(InvalidLetterCode) }
    }
}

/// An order's number: unique within its vendor and business day, never given out twice.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct OrderNumber(String);

impl OrderNumber {
    /// The number of the vendor's `count`th order of the day, counted from 1.
    pub fn new(code: &LetterCode, count: i64) -> Self {
        Self(format!("{}-{count:03}", code.as_str()))
    }

    /// A number as it was stored.
    pub fn from_stored(number: String) -> Self {
        Self(number)
    }

    /// The number as it is called out.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_has_the_letters_and_at_least_three_digits() {
        let code: LetterCode = "B".parse().expect("a code");
        assert_eq!(OrderNumber::new(&code, 42).as_str(), "B-042");
        assert_eq!(OrderNumber::new(&code, 1_042).as_str(), "B-1042");
    }

    proptest! {
        #[test]
        fn numbers_never_repeat_within_a_hall_and_day(
            one in ("[A-Z]{1,3}", 1_i64..1_000_000),
            other in ("[A-Z]{1,3}", 1_i64..1_000_000),
        ) {
            let number = |(code, count): &(String, i64)| {
                OrderNumber::new(&code.parse().expect("a code"), *count)
            };
            prop_assert_eq!(one == other, number(&one) == number(&other));
        }
    }
}
