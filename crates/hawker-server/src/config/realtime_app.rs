//! The embedded server's app where the operator names none: made at the first start, kept in the
//! data directory, the same from then on, so that a restart cuts nobody off.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rand::RngExt;
use serde::{Deserialize, Serialize};

use super::{App, Secret};

/// The file's name in the data directory.
pub const FILE_NAME: &str = "realtime-app.json";

/// The app could not be kept, or not be read again.
#[derive(Debug, thiserror::Error)]
pub enum RealtimeAppError {
    /// The file cannot be read or written.
    #[error("{path}: {cause}")]
    File {
        /// Its path.
        path: PathBuf,
        /// Why not.
        cause: io::Error,
    },
    /// The file is not what hawker wrote.
    #[error(
        "{path} is damaged; restore it from a backup, or delete it and have every client load its \
         page again: the next start makes a new app"
    )]
    Damaged {
        /// Its path.
        path: PathBuf,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    app_id: String,
    key: String,
    secret: String,
}

/// The app kept in `data_dir`, made of `chance` and written (readable to its owner only) where there
/// is none. Two processes that start at once agree on one.
pub fn load_or_make(data_dir: &Path, chance: &mut impl rand::Rng) -> Result<App, RealtimeAppError> {
    if let Some(app) = load(data_dir)? {
        return Ok(app);
    }
    let path = data_dir.join(FILE_NAME);
    let file_error = |cause| RealtimeAppError::File { path: path.clone(), cause };
    keep(data_dir, &path, &make(chance)).map_err(file_error)?;
    load(data_dir)?.ok_or_else(|| file_error(io::ErrorKind::NotFound.into()))
}

/// The app kept in `data_dir`, if a server has been started there before.
pub fn load(data_dir: &Path) -> Result<Option<App>, RealtimeAppError> {
    let path = data_dir.join(FILE_NAME);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(RealtimeAppError::File { path, cause }),
    };
    // The parser's message could quote the secret.
    let damaged = |_| RealtimeAppError::Damaged { path };
    let stored: Stored = serde_json::from_str(&text).map_err(damaged)?;
    Ok(Some(App { id: stored.app_id, key: stored.key, secret: Secret::new(stored.secret) }))
}

fn make(chance: &mut impl rand::Rng) -> Stored {
    Stored {
        app_id: chance.random_range(100_000..1_000_000_u32).to_string(),
        key: hex(chance.random::<[u8; 10]>()),
        secret: hex(chance.random::<[u8; 32]>()),
    }
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes the file whole or not at all. Whoever was faster stays: a link never replaces a file.
fn keep(data_dir: &Path, path: &Path, app: &Stored) -> io::Result<()> {
    fs::create_dir_all(data_dir)?;
    let draft = data_dir.join(format!("{FILE_NAME}.{}.draft", app.key));
    let written = write_private(&draft, app).and_then(|()| fs::hard_link(&draft, path));
    fs::remove_file(&draft)?;
    match written {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

fn write_private(path: &Path, app: &Stored) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(serde_json::to_string_pretty(app)?.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    fn chance(seed: u64) -> StdRng {
        StdRng::seed_from_u64(seed)
    }

    #[test]
    fn the_second_start_finds_the_app_of_the_first() {
        let dir = tempfile::tempdir().expect("a directory");
        let data_dir = dir.path().join("not-there-yet");
        let first = load_or_make(&data_dir, &mut chance(1)).expect("an app");
        let second = load_or_make(&data_dir, &mut chance(2)).expect("an app");
        assert_eq!(first, second);
        assert!(first.id.bytes().all(|byte| byte.is_ascii_digit()), "SDKs want a number");
        assert_eq!((first.key.len(), first.secret.expose().len()), (20, 64));
        assert_eq!(fs::read_dir(&data_dir).expect("a directory").count(), 1, "no draft is left");
    }

    #[test]
    fn two_halls_have_two_apps() {
        let (one, other) = (tempfile::tempdir().expect("one"), tempfile::tempdir().expect("two"));
        let one = load_or_make(one.path(), &mut chance(1)).expect("an app");
        let other = load_or_make(other.path(), &mut chance(2)).expect("an app");
        assert_ne!((one.key, one.secret), (other.key, other.secret));
    }

    #[test]
    fn whoever_writes_second_takes_the_app_of_the_first() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join(FILE_NAME);
        let (first, second) = (make(&mut chance(1)), make(&mut chance(2)));
        keep(dir.path(), &path, &first).expect("written");
        keep(dir.path(), &path, &second).expect("left as it is");
        let kept = load_or_make(dir.path(), &mut chance(3)).expect("an app");
        assert_eq!(kept.key, first.key);
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_can_read_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().expect("a directory");
        load_or_make(dir.path(), &mut chance(1)).expect("an app");
        let metadata = fs::metadata(dir.path().join(FILE_NAME)).expect("the file");
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_file_is_named_and_neither_shown_nor_replaced() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join(FILE_NAME);
        fs::write(&path, r#"{"app_id":"1","key":"k","secret":hunter2"#).expect("written");
        let error = load_or_make(dir.path(), &mut chance(1)).expect_err("damaged");
        assert!(error.to_string().contains(FILE_NAME) && !error.to_string().contains("hunter2"));
        assert!(fs::read_to_string(&path).expect("the file").contains("hunter2"));
    }
}
