//! Lays the sources over each other: for every setting the strongest value, and where it was found.

use std::collections::BTreeMap;
use std::path::Path;

use super::sources::CONFIG_VARIABLE;
use super::{Key, Problem, Source, Sources, dot_env};

/// Variables that begin like hawker's settings and are read by others: the path of the settings
/// file, what the build of the web app looks at, and what the tests tell each other.
const NOT_SETTINGS: [&str; 4] =
    [CONFIG_VARIABLE, "HAWKER_WEB", "HAWKER_BINARY", "HAWKER_TEST_POSTGRES_URL"];

/// A value as it was written, and where.
#[derive(Clone)]
pub(super) struct Found {
    pub(super) text: String,
    pub(super) source: Source,
}

/// Every setting's strongest value, and what was wrong on the way.
pub(super) struct Layers {
    pub(super) found: BTreeMap<Key, Found>,
    pub(super) problems: Vec<Problem>,
}

impl Layers {
    pub(super) fn of(sources: &Sources) -> Self {
        let mut layers = Self { found: BTreeMap::new(), problems: Vec::new() };
        // Weakest first: each layer replaces what lies below it.
        if let Some((path, text)) = &sources.file {
            layers.add_file(path, text);
        }
        if let Some(text) = &sources.dot_env {
            layers.add_dot_env(text);
        }
        for (name, value) in &sources.environment {
            layers.add_variable(name, value, Source::Environment);
        }
        for (key, flag) in &sources.flags {
            layers.put(*key, flag.value.clone(), Source::Flag(flag.name));
        }
        layers
    }

    fn add_file(&mut self, path: &Path, text: &str) {
        let origin = Source::File(path.to_owned());
        let table = match text.parse::<toml::Table>() {
            Ok(table) => table,
            Err(error) => {
                let what = toml_error(text, &error);
                self.problems.push(Problem::Unreadable { origin, what });
                return;
            }
        };
        for (name, value) in table {
            let Some(key) = Key::find_in_file(&name) else {
                self.unknown(&name, origin.clone(), Key::name_in_file);
                continue;
            };
            match plain_text(&value) {
                Some(text) => self.put(key, text, origin.clone()),
                None => self.problems.push(Problem::Invalid {
                    name,
                    origin: origin.clone(),
                    shown: format!("a TOML {}", value.type_str()),
                    allowed: key.spec().allowed,
                }),
            }
        }
    }

    fn add_dot_env(&mut self, text: &str) {
        let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
        for line in dot_env::parse(text) {
            let line = match line {
                Ok(line) => line,
                Err(bad) => {
                    let origin = Source::DotEnv(bad.line);
                    self.problems.push(Problem::Unreadable { origin, what: bad.what.to_owned() });
                    continue;
                }
            };
            let origin = Source::DotEnv(line.line);
            if let Some(first) = lines.insert(line.name, line.line)
                && Key::find(line.name).is_some()
            {
                let name = line.name.to_owned();
                self.problems.push(Problem::Repeated { name, origin, first });
                continue;
            }
            self.add_variable(line.name, &line.value, origin);
        }
    }

    /// An empty variable counts as unset: `PUSHER_HOST=` is how `.env` templates leave a line open.
    fn add_variable(&mut self, name: &str, value: &str, source: Source) {
        match Key::find(name) {
            Some(key) if !value.is_empty() => self.put(key, value.to_owned(), source),
            Some(_) => {}
            None if name.starts_with("HAWKER_") && !is_for_others(name, value) => {
                self.unknown(name, source, |key| key.name().to_owned());
            }
            None => {}
        }
    }

    fn put(&mut self, key: Key, text: String, source: Source) {
        self.found.insert(key, Found { text, source });
    }

    fn unknown(&mut self, name: &str, origin: Source, spell: impl Fn(Key) -> String) {
        let names: Vec<String> = Key::all().map(spell).collect();
        let near = names.iter().min_by_key(|known| strsim::damerau_levenshtein(known, name));
        let hint = match near {
            Some(near) if strsim::damerau_levenshtein(near, name) <= 3 => {
                format!("did you mean {near}?")
            }
            _ => format!("the settings are {}", names.join(", ")),
        };
        self.problems.push(Problem::Unknown { name: name.to_owned(), origin, hint });
    }
}

fn is_for_others(name: &str, value: &str) -> bool {
    NOT_SETTINGS.contains(&name) || is_service_link(name, value)
}

/// Whether Kubernetes set the variable: beside a service called `hawker` or `hawker-db` it gives
/// every pod `HAWKER_SERVICE_HOST`, `HAWKER_DB_PORT_5432_TCP_ADDR`, `HAWKER_PORT=tcp://...`.
fn is_service_link(name: &str, value: &str) -> bool {
    let is_port_of_protocol = ["_TCP", "_UDP", "_SCTP"].iter().any(|part| name.contains(part));
    name.ends_with("_SERVICE_HOST")
        || name.contains("_SERVICE_PORT")
        || (name.contains("_PORT_") && is_port_of_protocol)
        || (name.ends_with("_PORT") && value.contains("://"))
}

/// A value of the file as the environment would hold it; lists become comma-separated.
fn plain_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Array(items) => {
            let texts: Option<Vec<&str>> = items.iter().map(toml::Value::as_str).collect();
            texts.map(|texts| texts.join(","))
        }
        toml::Value::Float(_)
        | toml::Value::Boolean(_)
        | toml::Value::Datetime(_)
        | toml::Value::Table(_) => None,
    }
}

/// The parser's message and the line, without the line's text: it may hold a secret.
fn toml_error(text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    format!("line {line} is not TOML: {}", error.message())
}
