//! Where settings come from, gathered before any of them is read.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::{Key, dot_env};

/// The name of the variable that holds the settings file's path.
pub const CONFIG_VARIABLE: &str = "HAWKER_CONFIG";
/// The settings file that is read when no other is named.
pub const DEFAULT_FILE: &str = "hawker.toml";

/// Every place that settings come from, strongest first.
#[derive(Clone, Default)]
pub struct Sources {
    /// Values of command-line flags.
    pub flags: BTreeMap<Key, Flag>,
    /// The environment's variables, those of other programs among them.
    pub environment: BTreeMap<String, String>,
    /// The text of `.env`, if there is one.
    pub dot_env: Option<String>,
    /// The path and text of the TOML file, if there is one.
    pub file: Option<(PathBuf, String)>,
}

/// A setting that was given on the command line.
#[derive(Debug, Clone)]
pub struct Flag {
    /// The flag as people write it: `--addr`.
    pub name: &'static str,
    /// Its value.
    pub value: String,
}

/// A source that exists, or was named, and could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SourcesError {
    /// A file could not be read.
    #[error("the settings file {path} cannot be read ({named_by}): {cause}")]
    File {
        /// Its path.
        path: PathBuf,
        /// Who asked for it.
        named_by: &'static str,
        /// Why not.
        cause: io::Error,
    },
}

impl Sources {
    /// Reads this process's environment, `.env` in the current directory, and the TOML file: the one
    /// that `config` names, else the one that `HAWKER_CONFIG` names, else `hawker.toml` if it is there.
    pub fn of_this_process(
        flags: BTreeMap<Key, Flag>,
        config: Option<&Path>,
    ) -> Result<Self, SourcesError> {
        // A variable that is not text cannot be one of hawker's; those are all ASCII.
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
        };
        let environment: BTreeMap<_, _> = std::env::vars_os().filter_map(text).collect();
        let dot_env = read_if_present(Path::new(".env"), "it stands in the current directory")?;
        let file = settings_file(config, &environment, dot_env.as_deref())?;
        Ok(Self { flags, environment, dot_env, file })
    }
}

// By hand: the environment and `.env` hold secrets.
impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources")
            .field("flags", &self.flags)
            .field("file", &self.file.as_ref().map(|(path, _)| path))
            .finish_non_exhaustive()
    }
}

fn settings_file(
    config: Option<&Path>,
    environment: &BTreeMap<String, String>,
    dot_env: Option<&str>,
) -> Result<Option<(PathBuf, String)>, SourcesError> {
    if let Some(path) = config {
        return read(path, "named by --config").map(Some);
    }
    if let Some(path) = environment.get(CONFIG_VARIABLE).filter(|path| !path.is_empty()) {
        return read(Path::new(path), "named by HAWKER_CONFIG in the environment").map(Some);
    }
    if let Some(path) = dot_env.and_then(path_in_dot_env) {
        return read(Path::new(&path), "named by HAWKER_CONFIG in .env").map(Some);
    }
    let path = Path::new(DEFAULT_FILE);
    let text = read_if_present(path, "it stands in the current directory")?;
    Ok(text.map(|text| (path.to_owned(), text)))
}

fn path_in_dot_env(text: &str) -> Option<String> {
    let is_path = |line: &dot_env::Assignment<'_>| line.name == CONFIG_VARIABLE;
    let line = dot_env::parse(text).flatten().find(is_path)?;
    Some(line.value).filter(|path| !path.is_empty())
}

fn read(path: &Path, named_by: &'static str) -> Result<(PathBuf, String), SourcesError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok((path.to_owned(), text)),
        Err(cause) => Err(SourcesError::File { path: path.to_owned(), named_by, cause }),
    }
}

fn read_if_present(path: &Path, named_by: &'static str) -> Result<Option<String>, SourcesError> {
    match read(path, named_by) {
        Ok((_, text)) => Ok(Some(text)),
        Err(SourcesError::File { cause, .. }) if cause.kind() == io::ErrorKind::NotFound => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of the file that is taken where these places name one each.
    fn taken(config: Option<&Path>, variable: &str, dot_env: &str) -> Option<String> {
        let environment = BTreeMap::from([(CONFIG_VARIABLE.to_owned(), variable.to_owned())]);
        let file = settings_file(config, &environment, Some(dot_env)).expect("a readable file");
        file.map(|(_, text)| text)
    }

    #[test]
    fn the_flag_names_the_file_before_the_environment_before_dot_env() {
        let dir = tempfile::tempdir().expect("a directory");
        let [flag, variable, dot_env] = ["flag", "variable", "dot_env"].map(|name| {
            let path = dir.path().join(name);
            std::fs::write(&path, name).expect("written");
            path
        });
        let variable = variable.to_str().expect("a path in ASCII");
        let dot_env = format!("A=1\nexport {CONFIG_VARIABLE}='{}'", dot_env.display());
        assert_eq!(taken(Some(&flag), variable, &dot_env).as_deref(), Some("flag"));
        assert_eq!(taken(None, variable, &dot_env).as_deref(), Some("variable"));
        assert_eq!(taken(None, "", &dot_env).as_deref(), Some("dot_env"));
    }

    #[test]
    fn a_file_that_was_named_and_is_not_there_is_an_error_that_says_who_named_it() {
        let dir = tempfile::tempdir().expect("a directory");
        let gone = dir.path().join("gone.toml");
        let error = settings_file(Some(&gone), &BTreeMap::new(), None).expect_err("it is gone");
        let text = error.to_string();
        assert!(text.contains("gone.toml") && text.contains("--config"), "{text}");
    }
}
