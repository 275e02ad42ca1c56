//! Reading JSON where only an object will do: a struct would also be read from an array.

use serde::de::{Deserialize, Error};

/// Reads an object.
pub(crate) fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, serde_json::Error> {
    check(text.as_bytes())?;
    serde_json::from_str(text)
}

/// Reads an object from bytes that need not be text.
pub(crate) fn parse_bytes<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, serde_json::Error> {
    check(bytes)?;
    serde_json::from_slice(bytes)
}

fn check(bytes: &[u8]) -> Result<(), serde_json::Error> {
    if bytes.trim_ascii_start().starts_with(b"{") {
        return Ok(());
    }
    Err(Error::custom("expected an object"))
}
