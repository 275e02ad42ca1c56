//! The settings file.
//!
//! What is unknown or cannot be is refused, with the line or the field that is wrong. No message
//! holds the text of a line, because it could be the one with a secret.

mod app;
mod limits;
mod problem;
mod secret;
mod webhook;

use std::collections::HashSet;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use pusher_engine::{App, Compression, Settings};
use serde::Deserialize;

use app::AppTable;
pub(crate) use app::{AppProblem, single_app};
pub(crate) use problem::Problem;

/// What the file says.
pub(crate) struct Config {
    pub(crate) listen: Option<SocketAddr>,
    pub(crate) metrics_listen: Option<SocketAddr>,
    pub(crate) state_dir: Option<PathBuf>,
    pub(crate) tls: Option<(PathBuf, PathBuf)>,
    pub(crate) settings: Settings,
    pub(crate) apps: Vec<App>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    listen: Option<SocketAddr>,
    metrics_listen: Option<SocketAddr>,
    state_dir: Option<PathBuf>,
    tls_certificates: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    activity_timeout_seconds: Option<u64>,
    pong_timeout_seconds: Option<u64>,
    http_heartbeat_seconds: Option<u64>,
    http_absence_seconds: Option<u64>,
    compression: Option<bool>,
    #[serde(default)]
    apps: Vec<AppTable>,
}

/// Reads a file whole, and the files with secrets that it names.
pub(crate) fn read(path: &Path) -> Result<Config, Problem> {
    let text = fs::read_to_string(path)
        .map_err(|cause| Problem::Unreadable { path: path.to_owned(), cause })?;
    let file: File =
        toml::from_str(&text).map_err(|error| Problem::malformed(path, &text, &error))?;
    let base = path.parent().unwrap_or(Path::new(""));
    let in_app = |number: usize, cause| Problem::App { path: path.to_owned(), number, cause };
    let mut apps = Vec::new();
    for (table, number) in file.apps.into_iter().zip(1..) {
        let app = table.into_app(base).map_err(|cause| in_app(number, cause))?;
        apps.push(app);
    }
    if let Some((number, cause)) = find_twin(&apps) {
        return Err(in_app(number, cause));
    }
    let tls = match (file.tls_certificates, file.tls_key) {
        (Some(certificates), Some(key)) => Some((base.join(certificates), base.join(key))),
        (None, None) => None,
        _ => return Err(Problem::HalfTls { path: path.to_owned() }),
    };
    let mut settings = Settings::default();
    set_seconds(&mut settings.activity_timeout, file.activity_timeout_seconds);
    set_seconds(&mut settings.pong_timeout, file.pong_timeout_seconds);
    set_seconds(&mut settings.http_heartbeat, file.http_heartbeat_seconds);
    set_seconds(&mut settings.http_absence, file.http_absence_seconds);
    if file.compression == Some(true) {
        settings.compression = Compression::PerMessage;
    }
    Ok(Config {
        listen: file.listen,
        metrics_listen: file.metrics_listen,
        state_dir: file.state_dir.map(|dir| base.join(dir)),
        tls,
        settings,
        apps,
    })
}

fn set_seconds(time: &mut Duration, seconds: Option<u64>) {
    if let Some(seconds) = seconds {
        *time = Duration::from_secs(seconds.max(1));
    }
}

/// The first app that has the id or the key of one before it.
fn find_twin(apps: &[App]) -> Option<(usize, AppProblem)> {
    let (mut ids, mut keys) = (HashSet::new(), HashSet::new());
    for (app, number) in apps.iter().zip(1..) {
        if !ids.insert(app.id.as_str()) {
            return Some((number, AppProblem::Twin { field: "id" }));
        }
        if !keys.insert(app.credentials.key.as_str()) {
            return Some((number, AppProblem::Twin { field: "key" }));
        }
    }
    None
}

#[cfg(test)]
mod tests;
