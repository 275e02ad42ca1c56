//! The demo's accounts with their passwords, kept in a file that only its owner can read.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::Context;
use hawker_domain::permission::Role;
use serde::{Deserialize, Serialize};

/// The file's name in the data directory.
pub const FILE_NAME: &str = "demo-accounts.json";

/// An account to try the hall with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// What it is for.
    pub role: Role,
    /// The address to sign in with.
    pub email: String,
    /// The password.
    pub password: String,
    /// The stall, for staff.
    pub vendor_id: Option<i64>,
}

/// The accounts of an earlier start.
pub(super) fn load(data_dir: &Path) -> anyhow::Result<Vec<Account>> {
    let path = data_dir.join(FILE_NAME);
    match fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str(&text)
            .with_context(|| format!("{} is not as it was written", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error).with_context(|| path.display().to_string()),
    }
}

/// Keeps the accounts, whole or not at all.
pub(super) fn save(data_dir: &Path, accounts: &[Account]) -> anyhow::Result<()> {
    let path = data_dir.join(FILE_NAME);
    let draft = data_dir.join(format!("{FILE_NAME}.draft"));
    write_private(&draft, accounts)
        .and_then(|()| fs::rename(&draft, &path))
        .with_context(|| path.display().to_string())
}

fn write_private(path: &Path, accounts: &[Account]) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(serde_json::to_string_pretty(accounts)?.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}
