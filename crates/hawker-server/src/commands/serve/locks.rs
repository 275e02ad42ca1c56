//! What keeps a second server away from the data of one that runs.

use std::fs::{File, TryLockError};
use std::mem;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use hawker_store::DatabaseLock;
use pusher_engine::Successor;
use tokio::time::{Instant, sleep};

use crate::config::Settings;
use crate::server;

/// How long a process that was just killed may take to let go of its data.
const LOCK_PATIENCE: Duration = Duration::from_secs(5);
const LOCK_RETRY: Duration = Duration::from_millis(50);

/// How long a successor waits for the process before it: from before that one is told to end.
const SUCCESSION_PATIENCE: Duration = Duration::from_secs(120);

/// Held while a server runs. The system lets go of them when its process ends, however it ends.
pub(super) struct Locks {
    _directory: File,
    _database: DatabaseLock,
}

impl Locks {
    /// Takes them, or waits until the process before this one lets go of them.
    pub(super) async fn take(settings: &Settings, successor: Successor) -> anyhow::Result<Self> {
        let patience = patience(successor);
        Ok(Self {
            _directory: lock_directory(&settings.data_dir, patience).await?,
            _database: lock_database(settings, patience).await?,
        })
    }
}

fn patience(successor: Successor) -> Duration {
    match successor {
        Successor::None => LOCK_PATIENCE,
        // It may itself be one.
        Successor::Listening => SUCCESSION_PATIENCE,
    }
}

/// Two servers with one data directory would share an app and take each other's events for their own.
async fn lock_directory(data_dir: &Path, patience: Duration) -> anyhow::Result<File> {
    let path = data_dir.join("hawker.lock");
    let file = File::create(&path).with_context(|| path.display().to_string())?;
    let try_to_take = || match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| path.display().to_string()),
    };
    if !patiently(patience, try_to_take).await? {
        bail!("another hawker runs on {} (HAWKER_DATA_DIR)", data_dir.display());
    }
    Ok(file)
}

async fn lock_database(settings: &Settings, patience: Duration) -> anyhow::Result<DatabaseLock> {
    let mut lock = DatabaseLock::of(&server::database(settings))?;
    if !patiently(patience, || Ok(lock.try_take()?)).await? {
        let shown = settings.database.location.shown();
        bail!("another hawker runs on the database {shown} (DATABASE_URL)");
    }
    Ok(lock)
}

/// Tries to take what another process may have, until that one lets go of it or patience ends; and tells
/// whether it has it.
async fn patiently(
    patience: Duration,
    mut try_to_take: impl FnMut() -> anyhow::Result<bool>,
) -> anyhow::Result<bool> {
    let patience = Instant::now() + patience;
    let mut has_said = false;
    loop {
        let is_taken = try_to_take()?;
        if is_taken || Instant::now() >= patience {
            return Ok(is_taken);
        }
        if !mem::replace(&mut has_said, true) {
            tracing::info!("another hawker runs on this data: waiting for it to end");
        }
        sleep(LOCK_RETRY).await;
    }
}
