//! Reads the apps again on SIGHUP and when the file changes, while the server runs.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use std::{fs, io};

use pusher_engine::{Drain, DynamicApps, Engine};
use tokio::time::{MissedTickBehavior, interval};
use tracing::{error, info};

use crate::config;
use crate::hang_ups::HangUps;

/// How often the file is looked at. Only its date is, which costs nothing.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Keeps the apps as the file says.
pub(crate) struct Reloading {
    path: PathBuf,
    apps: Arc<DynamicApps>,
    engine: Engine,
    hang_ups: HangUps,
    seen: Option<Mark>,
}

/// What tells one state of a file from another.
#[derive(PartialEq, Eq)]
struct Mark {
    modified: Option<SystemTime>,
    bytes: u64,
}

impl Reloading {
    /// Listens for SIGHUP from now on.
    pub(crate) fn new(path: PathBuf, apps: Arc<DynamicApps>, engine: Engine) -> io::Result<Self> {
        let seen = mark(&path);
        Ok(Self { path, apps, engine, hang_ups: HangUps::listen()?, seen })
    }

    /// Runs as long as the server.
    pub(crate) async fn run(mut self) {
        let mut looks = interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = self.hang_ups.next() => {}
                _ = looks.tick() => if mark(&self.path) == self.seen {
                    continue;
                },
            }
            self.reload();
        }
    }

    /// A file that is broken, or half written, changes nothing.
    fn reload(&mut self) {
        self.seen = mark(&self.path);
        let apps = match config::read(&self.path) {
            Ok(config) => config.apps,
            Err(problem) => {
                error!(%problem, "the apps stay as they were");
                return;
            }
        };
        info!(apps = apps.len(), "the apps were read again; other settings need a restart");
        self.apps.replace(apps);
        let engine = self.engine.clone();
        tokio::spawn(async move {
            let drained = engine.close_refused(Drain::default()).await;
            if drained.closed > 0 {
                info!(closed = drained.closed, "connections of apps that are gone were closed");
            }
        });
    }
}

fn mark(path: &std::path::Path) -> Option<Mark> {
    let metadata = fs::metadata(path).ok()?;
    Some(Mark { modified: metadata.modified().ok(), bytes: metadata.len() })
}
