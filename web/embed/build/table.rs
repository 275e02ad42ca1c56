//! The table of files, as Rust source.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};

/// Served in place of an app that was not built.
pub(crate) const PLACEHOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/placeholder.html");

/// Writes the files of `dist` as an array that is sorted by path.
pub(crate) fn write(dist: Option<&Path>, table: &Path) -> anyhow::Result<()> {
    let mut files = match dist {
        Some(dist) => files_of(dist)?,
        None => vec![("/index.html".to_owned(), PathBuf::from(PLACEHOLDER))],
    };
    files.sort();
    let mut source = "&[\n".to_owned();
    for (path, file) in &files {
        source.push_str(&entry(path, file)?);
    }
    source.push(']');
    println!("cargo::rerun-if-changed={PLACEHOLDER}");
    fs::write(table, source).with_context(|| table.display().to_string())
}

/// Every file with the path that it is served at; what is compressed belongs to the file that it was made of.
fn files_of(dist: &Path) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let mut files = Vec::new();
    let mut folders = vec![dist.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if !matches!(extension(&path), "br" | "gz") {
                let name = path.strip_prefix(dist)?.to_str().context("names are UTF-8")?;
                files.push((format!("/{}", name.replace('\\', "/")), path));
            }
        }
    }
    Ok(files)
}

fn entry(path: &str, file: &Path) -> anyhow::Result<String> {
    let bytes = fs::read(file)?;
    let hash = Sha256::digest(&bytes);
    let mut tag = String::new();
    for byte in &hash[..12] {
        write!(tag, "{byte:02x}")?;
    }
    Ok(format!(
        "File {{ path: {path:?}, media_type: {:?}, tag: {tag:?}, plain: include_bytes!({file:?}), brotli: {}, gzip: {} }},\n",
        media_type(file)?,
        compressed(file, "br"),
        compressed(file, "gz"),
    ))
}

fn compressed(file: &Path, extension: &str) -> String {
    let mut path = file.as_os_str().to_owned();
    path.push(format!(".{extension}"));
    let path = PathBuf::from(path);
    if path.exists() { format!("Some(include_bytes!({path:?}))") } else { "None".to_owned() }
}

/// A kind of file that nobody thought of fails the build, rather than being served as something else.
fn media_type(file: &Path) -> anyhow::Result<&'static str> {
    Ok(match extension(file) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "wav" => "audio/wav",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        "woff2" => "font/woff2",
        _ => bail!("{} is of no kind that is served", file.display()),
    })
}

fn extension(path: &Path) -> &str {
    path.extension().and_then(|extension| extension.to_str()).unwrap_or_default()
}
