//! What the page carries in itself: its style and its first script. A policy of content has to name them by their
//! hashes, and nobody could keep those up by hand.

use std::fs;
use std::path::Path;

use anyhow::Context;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest, Sha256};

/// Writes the sources of the page's own parts, as a policy of content names them, as Rust source.
pub(crate) fn write(page: &Path, table: &Path) -> anyhow::Result<()> {
    let html = fs::read_to_string(page).with_context(|| page.display().to_string())?;
    let source = format!(
        "Inline {{ styles: &{:?}, scripts: &{:?} }}",
        sources(&html, "style"),
        sources(&html, "script")
    );
    fs::write(table, source).with_context(|| table.display().to_string())
}

/// The source of every element of this name that has no attributes: one with `src` is not the page's own.
fn sources(html: &str, name: &str) -> Vec<String> {
    let (start, end) = (format!("<{name}>"), format!("</{name}>"));
    let parts = html.split(&start).skip(1).filter_map(|rest| rest.split_once(&end));
    parts
        .map(|(text, _)| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text))))
        .collect()
}
