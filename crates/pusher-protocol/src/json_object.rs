//! Reading JSON where only an object will do: a struct would also be read from an array.

use serde::de::{DeserializeOwned, Error};

/// Reads an object.
pub(crate) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, serde_json::Error> {
    if text.trim_start().starts_with('{') {
        serde_json::from_str(text)
    } else {
        Err(Error::custom("expected an object"))
    }
}
