//! The secret of an access token, and the hash of it that is kept.

use sha2::{Digest, Sha256};

use crate::chance::Chance;

/// Marks a token where one turns up in a place it should not be.
const PREFIX: &str = "hwk_";

/// A new secret of 256 bits, to be given away once.
pub(super) fn draw(chance: &Chance) -> String {
    format!("{PREFIX}{}", hex(&chance.bytes::<32>()))
}

/// What is kept of a secret. A fast hash is enough for 256 unpredictable bits.
pub(super) fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = Vec::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.extend([DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    }
    String::from_utf8(text).expect("digits are ASCII")
}
