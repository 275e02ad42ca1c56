//! Collects what is wrong with a request's fields, so that all of it is told at once.

use std::fmt::Display;

use crate::problem::{FieldError, Problem};

/// The problems found so far.
#[derive(Debug, Default)]
pub struct Fields(Vec<FieldError>);

impl Fields {
    /// Notes an error under `field`, whose name is made only then, and goes on without the value.
    pub fn take<T, E: ToString>(&mut self, field: impl Display, parsed: Result<T, E>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(error) => {
                self.note(field.to_string(), error);
                None
            }
        }
    }

    /// Notes that `field` is not as it must be.
    pub fn note(&mut self, field: impl Into<String>, message: impl ToString) {
        self.0.push(FieldError::new(field, message));
    }

    /// The value made of all fields, if every one of them was good.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Problem> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(Problem::invalid(self.0)),
        }
    }
}

/// The field that serde says is missing. Its message is the only place where that stands.
pub(super) fn missing_field(message: &str) -> Option<&str> {
    message.strip_prefix("missing field `")?.strip_suffix('`')
}
