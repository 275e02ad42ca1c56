//! Reads the driver's settings, and knows which driver needs which.

use std::net::IpAddr;
use std::path::Path;

use super::{App, Broadcast, Hosted, PublicAddress, Scheme, Service};
use crate::config::values::{Noted, Values};
use crate::config::{Key, Problem, Secret, number};

#[derive(Clone, Copy)]
enum Driver {
    Embedded,
    Pusher,
    Log,
    Null,
}

/// Reads the driver and everything it needs.
pub(in crate::config) fn read(values: &mut Values) -> Result<Broadcast, Noted> {
    // All of them are read whichever driver it is, so that a wrong one is told before it matters.
    let driver = values.read(Key::BroadcastDriver, driver);
    let app = app(values, driver);
    let scheme = values.read_if_set(Key::PusherScheme, scheme);
    let port = values.read_if_set(Key::PusherPort, number(1..=65_535));
    let host = values.read_if_set(Key::PusherHost, host);
    let cluster = values.read_if_set(Key::PusherAppCluster, cluster);
    let (driver, scheme, host, cluster) = (driver?, scheme?, host?, cluster?);
    let port = port?.and_then(|port| u16::try_from(port).ok());
    match driver {
        Driver::Embedded => {
            let public = PublicAddress { host, port, scheme, cluster };
            Ok(Broadcast::Embedded { app: app?, public })
        }
        Driver::Pusher => {
            let public = PublicAddress { host, port, scheme, cluster };
            hosted(values, app, public).map(Broadcast::Pusher)
        }
        Driver::Log => Ok(Broadcast::Log),
        Driver::Null => Ok(Broadcast::Null),
    }
}

fn hosted(
    values: &mut Values,
    app: Result<Option<App>, Noted>,
    address: PublicAddress,
) -> Result<Hosted, Noted> {
    let PublicAddress { host, port, scheme, cluster } = address;
    let scheme = scheme.unwrap_or(Scheme::Https);
    let (host, service) = match (host, &cluster) {
        (Some(host), _) => (host, Service::OwnHost),
        (None, Some(cluster)) => (format!("api-{cluster}.pusher.com"), Service::Cluster),
        (None, None) => {
            let needed_by = "BROADCAST_DRIVER=pusher needs it, or PUSHER_HOST".to_owned();
            let name = Key::PusherAppCluster.name();
            return Err(values.note(Problem::Missing { name, needed_by }));
        }
    };
    let app = app?.ok_or(Noted)?;
    let port = port.unwrap_or(scheme.default_port());
    Ok(Hosted { app, scheme, host, port, cluster, service })
}

/// The app, if it is given whole. Given in part it is a mistake whichever driver runs; not given at
/// all it is one only where the app is somebody else's.
fn app(values: &mut Values, driver: Result<Driver, Noted>) -> Result<Option<App>, Noted> {
    let id = values.read_if_set(Key::PusherAppId, app_id);
    let key = values.read_if_set(Key::PusherAppKey, app_key);
    let secret = secret(values);
    let needed_by = match (&id, &key, &secret, driver) {
        (_, _, _, Ok(Driver::Pusher)) => "BROADCAST_DRIVER=pusher needs it",
        (Ok(None), Ok(None), Ok(None), _) => return Ok(None),
        _ => "PUSHER_APP_ID, PUSHER_APP_KEY and PUSHER_APP_SECRET are set together or not at all",
    };
    let id = require(values, id, Key::PusherAppId, needed_by);
    let key = require(values, key, Key::PusherAppKey, needed_by);
    let secret = require(values, secret, Key::PusherAppSecret, needed_by);
    Ok(Some(App { id: id?, key: key?, secret: secret? }))
}

fn require<T>(
    values: &mut Values,
    value: Result<Option<T>, Noted>,
    key: Key,
    needed_by: &str,
) -> Result<T, Noted> {
    let missing = Problem::Missing { name: key.name(), needed_by: needed_by.to_owned() };
    value?.ok_or_else(|| values.note(missing))
}

fn secret(values: &mut Values) -> Result<Option<Secret>, Noted> {
    let (text, file) = (Key::PusherAppSecret, Key::PusherAppSecretFile);
    if let (Some(_), Some(origin)) = (values.source(text), values.source(file)) {
        let (name, origin, other) = (file.name(), origin.clone(), text.name());
        return Err(values.note(Problem::Excluded { name, origin, other }));
    }
    let from_text = values.read_if_set(text, secret_text)?;
    let read_file = |path: &str| secret_text(std::fs::read_to_string(Path::new(path)).ok()?.trim());
    let from_file = values.read_if_set(file, read_file)?;
    Ok(from_text.or(from_file))
}

fn driver(text: &str) -> Option<Driver> {
    match text {
        "embedded" => Some(Driver::Embedded),
        "pusher" => Some(Driver::Pusher),
        "log" => Some(Driver::Log),
        "null" => Some(Driver::Null),
        _ => None,
    }
}

fn scheme(text: &str) -> Option<Scheme> {
    match text {
        "http" => Some(Scheme::Http),
        "https" => Some(Scheme::Https),
        _ => None,
    }
}

/// Digits only: three of Pusher's own SDKs refuse other ids.
fn app_id(text: &str) -> Option<String> {
    let is_number = (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.to_owned())
}

fn app_key(text: &str) -> Option<String> {
    let is_key_byte = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let is_key = (1..=100).contains(&text.len()) && text.bytes().all(is_key_byte);
    is_key.then(|| text.to_owned())
}

fn secret_text(text: &str) -> Option<Secret> {
    let is_secret = !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
    is_secret.then(|| Secret::new(text))
}

fn cluster(text: &str) -> Option<String> {
    let is_cluster = is_label(text);
    is_cluster.then(|| text.to_owned())
}

fn host(text: &str) -> Option<String> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let is_host = bare.parse::<IpAddr>().is_ok() || bare.split('.').all(is_label);
    (is_host && bare.len() <= 253).then(|| bare.to_owned())
}

/// One part of a host's name. `_` is in use for the names of containers.
fn is_label(text: &str) -> bool {
    let is_label_byte = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    (1..=63).contains(&text.len()) && text.bytes().all(is_label_byte)
}
