//! `hawker migrate`: brings the database to this version's schema. `serve` does the same at its
//! start; this is for those who want it done before.

use std::io::Write;

use crate::chance::Chance;
use crate::config::Settings;
use crate::server;

/// Migrates, and says what was done.
pub fn run(settings: &Settings, out: &mut impl Write) -> anyhow::Result<()> {
    server::make_data_dir(&settings.data_dir)?;
    let (store, threads) = server::open_store(settings, &Chance::system(), Some(0))?;
    match store.migrated() {
        [] => writeln!(out, "The database is up to date.")?,
        migrated => writeln!(out, "Migrated: {}.", migrated.join(", "))?,
    }
    drop(store);
    threads.join();
    Ok(())
}
