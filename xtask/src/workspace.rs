//! Where things are: the repository, cargo's output, the tools installed beside it.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// The repository that these commands work on.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// The repository in which cargo was called. Two clones may share cargo's output directory, and then this program
    /// was perhaps built from the other one; so cargo's word counts, and what was true at build time only without it.
    pub(crate) fn here() -> anyhow::Result<Self> {
        let manifest =
            env::var_os("CARGO_MANIFEST_DIR").unwrap_or(env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&manifest)
            .parent()
            .context("xtask lies in the root of the repository")?
            .to_path_buf();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(directory) => root.join(directory),
            None => root.join("target"),
        };
        Ok(Self { root, target })
    }

    /// A file or directory of the repository.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Something below cargo's output directory, such as `debug/hawker`.
    pub(crate) fn target(&self, relative: &str) -> PathBuf {
        self.target.join(relative)
    }

    /// `PATH` with the tools that these commands installed behind those that were there before.
    pub(crate) fn search_path(&self) -> anyhow::Result<OsString> {
        let inherited = env::var_os("PATH").unwrap_or_default();
        let own = std::iter::once(self.target("tools/bin"));
        Ok(env::join_paths(env::split_paths(&inherited).chain(own))?)
    }
}
