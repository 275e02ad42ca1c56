//! One empty database per test, made and dropped with `psql`.

use std::io::Write;
use std::process::{Command, Stdio};

use super::{Binaries, PostgresError};

/// Lets the server choose the name, so that no two test processes can choose the same.
const CREATE: &str = r#"
SELECT 'hawker_test_' || replace(gen_random_uuid()::text, '-', '') AS name \gset
CREATE DATABASE :"name";
\echo :name
"#;

/// An empty database of its own; dropping the value drops the database and ends what is connected to it.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    name: String,
    server_url: String,
    binaries: Binaries,
}

impl TestDatabase {
    /// Makes a database on the server that `server_url` names (any database there, by a user who may create others).
    ///
    /// # Errors
    /// When `psql` is missing or the server refuses.
    pub fn create_on(server_url: &str) -> Result<Self, PostgresError> {
        Self::create_with(Binaries::find()?, server_url)
    }

    pub(super) fn create_with(binaries: Binaries, server_url: &str) -> Result<Self, PostgresError> {
        let name = psql(&binaries, server_url, CREATE)?.trim().to_owned();
        Ok(Self {
            url: with_database(server_url, &name),
            name,
            server_url: server_url.to_owned(),
            binaries,
        })
    }

    /// The address to connect to, as `postgres://user@127.0.0.1:port/name`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let statement = format!("DROP DATABASE \"{}\" WITH (FORCE);", self.name);
        // Fails when the whole server has gone already, and then there is nothing left to drop.
        let _ = psql(&self.binaries, &self.server_url, &statement);
    }
}

fn psql(binaries: &Binaries, url: &str, script: &str) -> Result<String, PostgresError> {
    let mut child = Command::new(binaries.program("psql"))
        .args(["--no-psqlrc", "--no-password", "--quiet", "--set=ON_ERROR_STOP=1"])
        .arg(url)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(PostgresError::io("start psql"))?;
    let mut stdin = child.stdin.take().expect("stdin was asked for as a pipe");
    // A psql that could not connect has gone before it read this; its exit status tells why.
    let _ = stdin.write_all(script.as_bytes());
    drop(stdin);

    let output = child.wait_with_output().map_err(PostgresError::io("wait for psql"))?;
    if !output.status.success() {
        return Err(PostgresError::Failed {
            program: "psql",
            output: String::from_utf8_lossy(&output.stderr).into_owned(),
        });
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The same server address with another database, keeping parameters such as `?sslmode=require`.
fn with_database(server_url: &str, name: &str) -> String {
    let (address, parameters) = match server_url.split_once('?') {
        Some((address, parameters)) => (address, format!("?{parameters}")),
        None => (server_url, String::new()),
    };
    let authority_start = address.find("://").map_or(0, |at| at + 3);
    let authority_end =
        address[authority_start..].find('/').map_or(address.len(), |at| authority_start + at);
    format!("{}/{name}{parameters}", &address[..authority_end])
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn the_database_of_an_address_is_replaced_and_its_parameters_kept() {
        let replaced = [
            "postgres://u@127.0.0.1:5432/postgres",
            "postgres://u:p@db",
            "postgres://db/main?sslmode=require",
        ]
        .map(|url| with_database(url, "fresh"));

        assert_eq!(
            replaced,
            [
                "postgres://u@127.0.0.1:5432/fresh",
                "postgres://u:p@db/fresh",
                "postgres://db/fresh?sslmode=require",
            ]
        );
    }
}
