//! Which database the hall keeps its orders in.

use std::path::{Path, PathBuf};

use super::effective::without_credentials;
use super::values::{Noted, Values};
use super::{Key, Secret, number};

/// The database, and how many connections may be open to it.
#[derive(Debug, Clone)]
pub struct Database {
    /// Where it is.
    pub location: Location,
    /// How many connections may be open at once: the pool on PostgreSQL, the readers on SQLite.
    pub connections: u32,
}

/// Where a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file of SQLite's.
    Sqlite(PathBuf),
    /// A PostgreSQL server's URL, with its password.
    Postgres(Secret),
}

impl Location {
    /// The location as a person may see it: without user and password.
    pub fn shown(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("sqlite:{}", path.display()),
            Self::Postgres(url) => without_credentials(url.expose()),
        }
    }
}

/// The file's name in the data directory where `DATABASE_URL` is not set.
const DEFAULT_FILE: &str = "hawker.db";

pub(super) fn read(values: &mut Values, data_dir: &Path) -> Result<Database, Noted> {
    let location = values.read_if_set(Key::DatabaseUrl, location);
    let connections = values.read(Key::DatabaseConnections, number(1..=200));
    let location = location?.unwrap_or_else(|| Location::Sqlite(data_dir.join(DEFAULT_FILE)));
    Ok(Database { location, connections: connections? })
}

fn location(url: &str) -> Option<Location> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        // `sqlite:hall.db`, `sqlite://hall.db` and `sqlite:///var/lib/hall.db` are all in use.
        let path = path.strip_prefix("//").unwrap_or(path);
        return (!path.is_empty()).then(|| Location::Sqlite(path.into()));
    }
    let (scheme, rest) = url.split_once("://")?;
    let is_postgres = matches!(scheme, "postgres" | "postgresql") && !rest.is_empty();
    is_postgres.then(|| Location::Postgres(Secret::new(url)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_a_file_or_a_postgresql_server() {
        for (url, path) in [
            ("sqlite:hall.db", "hall.db"),
            ("sqlite://hall.db", "hall.db"),
            ("sqlite:///var/lib/hall.db", "/var/lib/hall.db"),
            ("sqlite:/var/lib/hall.db", "/var/lib/hall.db"),
        ] {
            assert_eq!(location(url), Some(Location::Sqlite(path.into())), "{url}");
        }
        let postgres = "postgresql://hall:pw@db/hawker";
        assert_eq!(location(postgres), Some(Location::Postgres(Secret::new(postgres))));
        for url in ["", "sqlite:", "sqlite://", "mysql://db/hawker", "postgres://", "hall.db"] {
            assert_eq!(location(url), None, "{url}");
        }
    }

    #[test]
    fn a_location_is_shown_and_debugged_without_its_password() {
        let location = location("postgres://hall:hunter2@db/hawker").expect("a location");
        assert_eq!(location.shown(), "postgres://***@db/hawker");
        assert!(!format!("{location:?}").contains("hunter2"));
    }
}
