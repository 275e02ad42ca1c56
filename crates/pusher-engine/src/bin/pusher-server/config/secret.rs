//! Texts that must not be seen.

use std::path::Path;
use std::{env, fmt, fs};

use serde::de::{Deserialize, Deserializer, Error as _};

use super::AppProblem;

/// A text that no message holds, also if it is not the text that it should be.
#[derive(Clone)]
pub(super) struct Hidden(pub(super) String);

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden(..)")
    }
}

impl<'de> Deserialize<'de> for Hidden {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match toml::Value::deserialize(deserializer)? {
            toml::Value::String(text) => Ok(Self(text)),
            _ => Err(D::Error::custom("this must be a text, in quotes")),
        }
    }
}

/// Where an app's secret is.
#[derive(Debug, Clone)]
pub(super) enum SecretSource {
    Here(Hidden),
    File(std::path::PathBuf),
    Variable(String),
}

impl SecretSource {
    /// Reads the secret; a file is looked for beside the settings file.
    pub(super) fn read(&self, base: &Path) -> Result<String, AppProblem> {
        let text = match self {
            Self::Here(secret) => secret.0.clone(),
            Self::File(path) => {
                let path = base.join(path);
                let text = fs::read_to_string(&path);
                text.map_err(|cause| AppProblem::SecretFile { path, cause })?.trim().to_owned()
            }
            Self::Variable(name) => {
                env::var(name).map_err(|_| AppProblem::SecretVariable(name.clone()))?
            }
        };
        let is_secret = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        if is_secret { Ok(text) } else { Err(AppProblem::Secret) }
    }
}
