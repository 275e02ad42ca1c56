//! Money in minor units (centavos, cents). No floats come near it, and no sum overflows unnoticed.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An amount in the hall's minor units, never a fraction of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Money(i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount of `minor` units.
    pub const fn from_minor(minor: i64) -> Self {
        Self(minor)
    }

    /// The amount in minor units.
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// The sum, or `None` where it does not fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The amount `count` times over, or `None` where it does not fit.
    pub fn checked_times(self, count: u32) -> Option<Self> {
        self.0.checked_mul(i64::from(count)).map(Self)
    }

    /// The sum of many amounts, or `None` where it does not fit.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }
}

/// A currency by its ISO 4217 code, such as `PHP`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency([u8; 3]);

/// What was given is not three capital letters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a currency is an ISO 4217 code of three capital letters, such as PHP")]
pub struct InvalidCurrency;

/// Currencies whose minor unit is the unit itself (ISO 4217, exponent 0).
const WITHOUT_MINOR_UNITS: [&str; 15] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
    "XAF", "XOF",
];
/// Currencies with a thousand minor units to the unit (ISO 4217, exponent 3).
const WITH_THREE_DIGITS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

impl Currency {
    /// The three-letter code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a currency is made of ASCII letters only")
    }

    /// How many digits its minor unit has (ISO 4217's exponent).
    pub fn minor_digits(&self) -> u32 {
        if WITHOUT_MINOR_UNITS.contains(&self.code()) {
            0
        } else if WITH_THREE_DIGITS.contains(&self.code()) {
            3
        } else {
            2
        }
    }

    /// The amount as a person reads it: `PHP 450.00`.
    pub fn format(&self, amount: Money) -> String {
        let digits = self.minor_digits();
        let unit = 10_u64.pow(digits);
        let sign = if amount.minor() < 0 { "-" } else { "" };
        let minor = amount.minor().unsigned_abs();
        if digits == 0 {
            return format!("{sign}{self} {minor}");
        }
        let width = digits as usize;
        format!("{sign}{self} {}.{:0width$}", minor / unit, minor % unit)
    }
}

impl FromStr for Currency {
    type Err = InvalidCurrency;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let bytes: [u8; 3] = code.as_bytes().try_into().map_err(|_| InvalidCurrency)?;
        if bytes.iter().all(u8::is_ascii_uppercase) {
            Ok(Self(bytes))
        } else {
            Err(InvalidCurrency)
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_written_with_the_digits_of_its_currency() {
        let php: Currency = "PHP".parse().expect("a code");
        let jpy: Currency = "JPY".parse().expect("a code");
        let kwd: Currency = "KWD".parse().expect("a code");
        assert_eq!(php.format(Money::from_minor(45_005)), "PHP 450.05");
        assert_eq!(php.format(Money::from_minor(-5)), "-PHP 0.05");
        assert_eq!(jpy.format(Money::from_minor(450)), "JPY 450");
        assert_eq!(kwd.format(Money::from_minor(1_050)), "KWD 1.050");
    }

    #[test]
    fn a_code_of_other_than_three_capitals_is_refused() {
        for code in ["", "PH", "php", "PESO", "P P", "ÄÖ"] {
            assert_eq!(code.parse::<Currency>(), Err(InvalidCurrency), "{code}");
        }
    }

    #[test]
    fn a_sum_that_does_not_fit_is_none() {
        let most = Money::from_minor(i64::MAX);
        assert_eq!(most.checked_add(Money::from_minor(1)), None);
        assert_eq!(most.checked_times(2), None);
    }
}
