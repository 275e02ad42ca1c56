//! Turns the texts of the layers into values, and gathers what is wrong on the way.

use std::collections::BTreeMap;

use super::layers::{Found, Layers};
use super::{Key, Problem, Sight, Source, Sources};

/// The reader of settings. Every `read` notes its problem here and goes on, so that all of them are
/// told at once.
pub(super) struct Values {
    found: BTreeMap<Key, Found>,
    problems: Vec<Problem>,
}

/// The value is wrong or missing, and the problem is noted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noted;

impl Values {
    pub(super) fn of(sources: &Sources) -> Self {
        let Layers { found, problems } = Layers::of(sources);
        Self { found, problems }
    }

    /// Reads a setting that has a default.
    pub(super) fn read<T>(
        &mut self,
        key: Key,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Noted> {
        self.read_if_set(key, parse)?.ok_or(Noted)
    }

    /// Reads a setting that may be left out.
    pub(super) fn read_if_set<T>(
        &mut self,
        key: Key,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Noted> {
        let Found { text, source } = match self.found.get(&key) {
            Some(found) => found.clone(),
            None => match key.spec().default {
                Some(default) => Found { text: default.to_owned(), source: Source::Default },
                None => return Ok(None),
            },
        };
        match parse(text.trim()) {
            Some(value) => Ok(Some(value)),
            None => {
                let shown = shown_in_error(key, &text);
                let (name, allowed) = (name_in(key, &source), key.spec().allowed);
                Err(self.note(Problem::Invalid { name, origin: source, shown, allowed }))
            }
        }
    }

    /// Where a setting was found, unless nobody set it.
    pub(super) fn source(&self, key: Key) -> Option<&Source> {
        self.found.get(&key).map(|found| &found.source)
    }

    pub(super) fn note(&mut self, problem: Problem) -> Noted {
        self.problems.push(problem);
        Noted
    }

    pub(super) fn into_parts(self) -> (BTreeMap<Key, Found>, Vec<Problem>) {
        (self.found, self.problems)
    }
}

/// The setting's name as its source writes it.
fn name_in(key: Key, source: &Source) -> String {
    match source {
        Source::File(_) => key.name_in_file(),
        Source::Flag(_) | Source::Environment | Source::DotEnv(_) | Source::Default => {
            key.name().to_owned()
        }
    }
}

fn shown_in_error(key: Key, text: &str) -> String {
    match key.spec().sight {
        Sight::Open => format!("`{text}`"),
        // An address that cannot be read cannot be freed of its password either.
        Sight::Address | Sight::Hidden => "the value (not shown)".to_owned(),
    }
}
