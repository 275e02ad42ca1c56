//! One `[[apps]]` of the settings file.

use std::env;
use std::io;
use std::path::{Path, PathBuf};

use pusher_engine::{App, AppStatus};
use serde::Deserialize;

use super::limits::{FeaturesTable, LimitsTable};
use super::secret::{Hidden, SecretSource};
use super::webhook::WebhookTable;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AppTable {
    id: String,
    key: String,
    secret: Option<Hidden>,
    secret_file: Option<PathBuf>,
    secret_env: Option<String>,
    #[serde(default = "yes")]
    enabled: bool,
    #[serde(default)]
    limits: LimitsTable,
    #[serde(default)]
    features: FeaturesTable,
    #[serde(default)]
    webhooks: Vec<WebhookTable>,
}

/// What is wrong with an app.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AppProblem {
    #[error("{0} must be 1 to 100 letters, digits, `-` and `_`")]
    Name(&'static str),
    #[error("{field} is that of an app before it")]
    Twin { field: &'static str },
    #[error("it needs exactly one of secret, secret_file and secret_env")]
    SecretSource,
    #[error("its secret must be one word of visible ASCII characters")]
    Secret,
    #[error("secret_file {}: {cause}", path.display())]
    SecretFile { path: PathBuf, cause: io::Error },
    #[error("the variable {0}, which should hold its secret, is not set")]
    SecretVariable(String),
    #[error("webhook {number}: {cause}")]
    Webhook { number: usize, cause: &'static str },
}

const fn yes() -> bool {
    true
}

impl AppTable {
    pub(super) fn into_app(self, base: &Path) -> Result<App, AppProblem> {
        check_name("id", &self.id)?;
        check_name("key", &self.key)?;
        let secret = self.secret_source()?.read(base)?;
        let mut app = App::new(self.id, self.key, secret);
        app.status = if self.enabled { AppStatus::Enabled } else { AppStatus::Disabled };
        self.limits.apply_to(&mut app.limits);
        self.features.apply_to(&mut app.features);
        for (table, number) in self.webhooks.into_iter().zip(1..) {
            let endpoint = table.into_endpoint();
            let endpoint = endpoint.map_err(|cause| AppProblem::Webhook { number, cause })?;
            app.webhooks.push(endpoint);
        }
        Ok(app)
    }

    fn secret_source(&self) -> Result<SecretSource, AppProblem> {
        match (&self.secret, &self.secret_file, &self.secret_env) {
            (Some(secret), None, None) => Ok(SecretSource::Here(secret.clone())),
            (None, Some(path), None) => Ok(SecretSource::File(path.clone())),
            (None, None, Some(name)) => Ok(SecretSource::Variable(name.clone())),
            _ => Err(AppProblem::SecretSource),
        }
    }
}

/// The one app of a server without a settings file. Its secret is in the environment, or in a file
/// that the environment names.
pub(crate) fn single_app(id: &str, key: &str) -> Result<App, AppProblem> {
    check_name("id", id)?;
    check_name("key", key)?;
    let source = match env::var_os("PUSHER_APP_SECRET_FILE") {
        Some(path) => SecretSource::File(path.into()),
        None => SecretSource::Variable("PUSHER_APP_SECRET".to_owned()),
    };
    Ok(App::new(id, key, source.read(Path::new(""))?))
}

fn check_name(field: &'static str, name: &str) -> Result<(), AppProblem> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let is_name = (1..=100).contains(&name.len()) && name.bytes().all(is_part);
    if is_name { Ok(()) } else { Err(AppProblem::Name(field)) }
}
