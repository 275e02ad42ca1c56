//! The two hashes of the protocol, as lower-case hex.

use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::{Digest as _, Md5};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

/// A secret that is ready to sign. Its two blocks are hashed once and not for every signature,
/// which are short: that halves the work.
#[derive(Clone)]
pub(crate) struct SigningKey(Hmac<Sha256>);

/// An HMAC-SHA256 that is being made of parts.
pub(crate) struct Signing(Hmac<Sha256>);

impl SigningKey {
    pub(crate) fn new(secret: &[u8]) -> Self {
        Self(Hmac::new_from_slice(secret).expect("HMAC takes a key of any length"))
    }

    /// Begins a signature.
    pub(crate) fn begin(&self) -> Signing {
        Signing(self.0.clone())
    }

    /// Signs a whole text, as 64 hex digits.
    pub(crate) fn sign(&self, text: &str) -> String {
        let mut signing = self.begin();
        signing.add(text);
        signing.finish()
    }
}

impl Signing {
    /// Signs what follows what was added before.
    pub(crate) fn add(&mut self, part: &str) {
        self.0.update(part.as_bytes());
    }

    /// The signature, as 64 hex digits.
    pub(crate) fn finish(self) -> String {
        hex(&self.0.finalize().into_bytes())
    }
}

/// MD5 as 32 hex digits. The protocol uses it as a checksum; the HMAC over it is the proof.
pub(crate) fn md5_hex(bytes: &[u8]) -> String {
    hex(&Md5::digest(bytes))
}

/// Compares without telling by its duration where the texts differ.
pub(crate) fn equal_in_constant_time(given: &str, expected: &str) -> bool {
    given.as_bytes().ct_eq(expected.as_bytes()).into()
}

const HEX_DIGITS: [char; 16] =
    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(HEX_DIGITS[usize::from(byte >> 4)]);
        text.push(HEX_DIGITS[usize::from(byte & 0xf)]);
    }
    text
}
