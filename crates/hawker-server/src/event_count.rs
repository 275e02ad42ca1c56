//! How many events the hall has had, kept beside the database.
//!
//! A database that has had fewer was restored from a backup. It counts again through places that screens
//! have seen, and they would drop what is new there: its log needs another name.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hawker_store::outbox;
use tokio_util::sync::CancellationToken;

use crate::app::App;

/// The file's name in the data directory.
const FILE_NAME: &str = "event-count";
/// How late the count may be. A backup that is younger than this cannot be told from a crash.
const PERIOD: Duration = Duration::from_secs(1);

/// How many events are known; `None` where nothing can be read.
pub fn known(data_dir: &Path) -> Option<i64> {
    fs::read_to_string(data_dir.join(FILE_NAME)).ok()?.trim().parse().ok()
}

/// Keeps the count as the hall goes on.
pub struct EventCount {
    app: App,
    path: PathBuf,
    /// How many commits there were when it was written.
    commits: Option<u64>,
}

impl EventCount {
    /// The count in `data_dir`, which is written as soon as it runs.
    pub fn new(app: App, data_dir: &Path) -> Self {
        Self { app, path: data_dir.join(FILE_NAME), commits: None }
    }

    /// Writes it now and then until `shutdown`, and once more.
    pub async fn run(mut self, shutdown: CancellationToken) {
        loop {
            let is_last = shutdown.is_cancelled();
            self.update().await;
            if is_last {
                return;
            }
            shutdown.run_until_cancelled(tokio::time::sleep(PERIOD)).await;
        }
    }

    async fn update(&mut self) {
        let commits = Some(self.app.store.commits());
        if self.commits == commits {
            return;
        }
        // What failed was logged where it was found, and is tried again the next time.
        let Ok(count) = self.app.read(outbox::count_ever).await else { return };
        match self.write(count) {
            Ok(()) => self.commits = commits,
            Err(error) => {
                tracing::error!(path = %self.path.display(), %error, "cannot be written");
            }
        }
    }

    /// Whole or not at all. It is not flushed: the orders' commits would wait for that, and a count
    /// that a power cut takes is as good as none, so that every screen loads anew.
    fn write(&self, count: i64) -> std::io::Result<()> {
        let draft = self.path.with_extension("draft");
        fs::write(&draft, format!("{count}\n"))?;
        fs::rename(&draft, &self.path)
    }
}
