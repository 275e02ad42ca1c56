//! What can be wrong with the settings file.

use std::io;
use std::path::{Path, PathBuf};

use super::AppProblem;

/// Why the file is not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error("{}: {cause}", path.display())]
    Unreadable { path: PathBuf, cause: io::Error },
    #[error("{}, line {line}: {message}", path.display())]
    Malformed { path: PathBuf, line: usize, message: String },
    #[error("{}: tls_certificates and tls_key are set together or not at all", path.display())]
    HalfTls { path: PathBuf },
    #[error("{}, app {number}: {cause}", path.display())]
    App {
        path: PathBuf,
        /// Counted from 1, as the `[[apps]]` stand in the file.
        number: usize,
        cause: AppProblem,
    },
}

impl Problem {
    /// Only the parser's message, because its whole text quotes the line.
    pub(super) fn malformed(path: &Path, text: &str, error: &toml::de::Error) -> Self {
        let at = error.span().map_or(0, |span| span.start).min(text.len());
        let line = text.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
        let message = error.message().to_owned();
        Self::Malformed { path: path.to_owned(), line, message }
    }
}
