//! Finds PostgreSQL's programs where distributions put them.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// The directory that holds `initdb`, `postgres` and `psql`.
#[derive(Debug, Clone)]
pub struct Binaries {
    directory: PathBuf,
}

/// PostgreSQL's server is not installed.
#[derive(Debug, thiserror::Error)]
#[error(
    "PostgreSQL's server programs (initdb, postgres, psql) are neither on PATH nor in /usr/lib/postgresql/*/bin. \
     Install them: `apt-get install postgresql` (Debian, Ubuntu), `dnf install postgresql-server` (Fedora), \
     `brew install postgresql` (macOS)."
)]
pub struct BinariesMissing;

impl Binaries {
    /// Looks on `PATH` first, then for the newest version in Debian's versioned directories.
    ///
    /// # Errors
    /// [`BinariesMissing`], whose text says how to install them.
    pub fn find() -> Result<Self, BinariesMissing> {
        directories_on_path()
            .chain(debian_directories("/usr/lib/postgresql"))
            .find(|directory| has_server(directory))
            .map(|directory| Self { directory })
            .ok_or(BinariesMissing)
    }

    /// The path of one program.
    #[must_use]
    pub fn program(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }
}

/// Every place on `PATH` that has an `initdb`, with links followed: a link alone in `/usr/local/bin` lacks the
/// programs beside it.
fn directories_on_path() -> impl Iterator<Item = PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let directories: Vec<PathBuf> = env::split_paths(&path).collect();
    directories.into_iter().filter_map(|directory| {
        let initdb = fs::canonicalize(directory.join("initdb")).ok()?;
        initdb.parent().map(Path::to_path_buf)
    })
}

fn debian_directories(root: &str) -> impl Iterator<Item = PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir(root)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    versions.into_iter().map(|(_, directory)| directory)
}

fn has_server(directory: &Path) -> bool {
    ["initdb", "postgres", "psql"].iter().all(|program| directory.join(program).is_file())
}
