//! The settings as they took effect, each with its source and fit to be shown.

use std::collections::BTreeMap;

use super::layers::Found;
use super::{Key, Sight, Source};

/// One setting as it took effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// The setting.
    pub key: Key,
    /// Its value with secrets taken out; `None` where nothing is set.
    pub shown: Option<String>,
    /// Where the value came from.
    pub source: Source,
}

/// Every setting in the order of the documentation.
pub(super) fn of(found: &BTreeMap<Key, Found>) -> Vec<Effective> {
    let of_key = |key: Key| match found.get(&key) {
        Some(Found { text, source }) => {
            Effective { key, shown: Some(shown(key, text)), source: source.clone() }
        }
        None => {
            let shown = key.spec().default.map(str::to_owned);
            Effective { key, shown, source: Source::Default }
        }
    };
    Key::all().map(of_key).collect()
}

fn shown(key: Key, text: &str) -> String {
    match key.spec().sight {
        Sight::Open => text.to_owned(),
        Sight::Address => without_credentials(text),
        Sight::Hidden => "***".to_owned(),
    }
}

/// The address without user, password and parameters: PostgreSQL takes a password in either place.
pub(super) fn without_credentials(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let (rest, query) = rest.split_once('?').map_or((rest, ""), |(rest, _)| (rest, "?***"));
    match rest.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://***@{host}{query}"),
        None => format!("{scheme}://{rest}{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        for (url, shown) in [
            ("postgres://hall:p@ss@db:5432/hawker", "postgres://***@db:5432/hawker"),
            ("postgres://db/hawker?password=x", "postgres://db/hawker?***"),
            ("postgres://hall:a?b@db/hawker", "postgres://hall:a?***"),
            ("sqlite:./hall.db", "sqlite:./hall.db"),
        ] {
            assert_eq!(without_credentials(url), shown);
        }
    }
}
