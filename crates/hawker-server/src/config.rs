//! Hawker's settings: read once, at the start, from the command line, the environment, `.env` and
//! `hawker.toml`, in that order of strength.
//!
//! What is unknown or not allowed refuses to start: a hall that runs on a default because of a typo
//! is found out in the lunch rush. Nothing here looks at the process itself except
//! [`Sources::of_this_process`].

mod access;
mod broadcast;
mod database;
mod dot_env;
mod effective;
mod hall;
mod key;
mod layers;
mod log;
mod mail;
mod problem;
pub mod realtime_app;
mod secret;
mod sources;
#[cfg(test)]
mod tests;
mod values;

use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

pub use access::{Access, SecureCookies};
pub use broadcast::{App, Broadcast, Hosted, PublicAddress, Scheme, Service};
pub use database::{Database, Location};
pub use effective::Effective;
use hawker_domain::hall::Hall;
pub use key::{Key, Sight, Spec};
pub use log::{Log, LogFormat};
pub use mail::{Encryption, Mail, SmtpServer};
pub use problem::{Problem, Problems, Source};
pub use secret::Secret;
pub use sources::{CONFIG_VARIABLE, DEFAULT_FILE, Flag, Sources, SourcesError};
use values::{Noted, Values};

/// Everything an operator can choose.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the server listens.
    pub addr: SocketAddr,
    /// The directory for everything hawker keeps on disk.
    pub data_dir: PathBuf,
    /// The database.
    pub database: Database,
    /// The hall.
    pub hall: Hall,
    /// How events are announced.
    pub broadcast: Broadcast,
    /// How long a channel's events can be caught up on.
    pub event_retention: Duration,
    /// Whom the server believes.
    pub access: Access,
    /// How mail is sent.
    pub mail: Mail,
    /// What is logged.
    pub log: Log,
    effective: Vec<Effective>,
}

impl Settings {
    /// Reads the settings, or tells everything that is wrong with them.
    pub fn resolve(sources: &Sources) -> Result<Self, Problems> {
        let mut values = Values::of(sources);
        let settings = read(&mut values);
        let (found, problems) = values.into_parts();
        match settings {
            Ok(settings) if problems.is_empty() => {
                Ok(Self { effective: effective::of(&found), ..settings })
            }
            _ => Err(Problems(problems)),
        }
    }

    /// Every setting as it took effect, with its source and without secrets.
    pub fn effective(&self) -> &[Effective] {
        &self.effective
    }
}

fn read(values: &mut Values) -> Result<Settings, Noted> {
    let addr = values.read(Key::Addr, |text| text.parse().ok());
    let data_dir = values.read(Key::DataDir, path);
    let files = data_dir.clone().unwrap_or_default();
    let database = database::read(values, &files);
    let hall = hall::read(values);
    let broadcast = broadcast::read(values);
    let retention_hours = values.read(Key::EventRetentionHours, number(1..=8760));
    let access = access::read(values);
    let mail = mail::read(values);
    let log = log::read(values);
    Ok(Settings {
        addr: addr?,
        data_dir: data_dir?,
        database: database?,
        hall: hall?,
        broadcast: broadcast?,
        event_retention: Duration::from_secs(u64::from(retention_hours?) * 3600),
        access: access?,
        mail: mail?,
        log: log?,
        effective: Vec::new(),
    })
}

fn path(text: &str) -> Option<PathBuf> {
    (!text.is_empty()).then(|| PathBuf::from(text))
}

/// A parser for whole numbers within `range`.
fn number(range: RangeInclusive<u32>) -> impl Fn(&str) -> Option<u32> {
    move |text| text.parse().ok().filter(|number| range.contains(number))
}
