//! An app's id, key and secret.

use std::fmt;
use std::sync::Arc;

use crate::digest::{SigningKey, equal_in_constant_time};

/// Makes a newtype over shared text that may be shown.
macro_rules! shown_text {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The text on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

shown_text! {
    /// Names an app in the HTTP API. Three official SDKs take only digits.
    AppId
}

shown_text! {
    /// Names an app where clients connect, and in signatures. It is public.
    AppKey
}

/// What signatures are made with. It is never shown, not even by `Debug`.
#[derive(Clone)]
pub struct AppSecret(Arc<Secret>);

struct Secret {
    text: Box<str>,
    key: SigningKey,
}

impl AppSecret {
    /// The secret, ready to sign.
    pub(crate) fn key(&self) -> &SigningKey {
        &self.0.key
    }
}

impl From<&str> for AppSecret {
    fn from(text: &str) -> Self {
        Self(Arc::new(Secret { text: text.into(), key: SigningKey::new(text.as_bytes()) }))
    }
}

impl From<String> for AppSecret {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl PartialEq for AppSecret {
    fn eq(&self, other: &Self) -> bool {
        equal_in_constant_time(&self.0.text, &other.0.text)
    }
}

impl Eq for AppSecret {}

impl fmt::Debug for AppSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppSecret(..)")
    }
}

/// A key and its secret: signs and verifies for one app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Which app this is; part of every signature on the wire.
    pub key: AppKey,
    /// What signs.
    pub secret: AppSecret,
}

impl Credentials {
    /// Puts a key and its secret together.
    pub fn new(key: impl Into<AppKey>, secret: impl Into<AppSecret>) -> Self {
        Self { key: key.into(), secret: secret.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_never_holds_the_secret() {
        let shown = format!("{:?}", Credentials::new("the-key", "the-secret"));
        assert!(shown.contains("the-key"), "{shown}");
        assert!(!shown.contains("the-secret"), "{shown}");
    }
}
