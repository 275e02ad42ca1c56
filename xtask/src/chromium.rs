//! The browser that the web app is tested in, photographed with and measured by.

use std::env;
use std::path::PathBuf;

use anyhow::Context;

use crate::debian;
use crate::workspace::Workspace;

/// What distributions call it.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// The browser on this machine, installing it first where it is missing and this machine's packages can be had.
pub(crate) fn provide(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    if find(workspace)?.is_none() && debian::can_install() {
        debian::install(workspace, "chromium")?;
    }
    find(workspace)?.context(
        "no Chromium on PATH: install the distribution's package, `apt-get install chromium`",
    )
}

fn find(workspace: &Workspace) -> anyhow::Result<Option<PathBuf>> {
    let path = workspace.search_path()?;
    let mut files = env::split_paths(&path).flat_map(|folder| NAMES.map(|name| folder.join(name)));
    Ok(files.find(|file| file.is_file()))
}
