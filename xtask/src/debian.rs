//! Installs what a machine lacks from its own packages, where that is possible without asking anybody.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::process;
use crate::workspace::Workspace;

/// Root on a machine with apt; anybody else has to be told what to install.
pub(crate) fn can_install() -> bool {
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    is_root && Path::new("/usr/bin/apt-get").exists()
}

/// Installs a package with what it needs.
pub(crate) fn install(workspace: &Workspace, package: &str) -> anyhow::Result<()> {
    println!("{package} is missing; installing it");
    for arguments in
        [&["update"][..], &["install", "--yes", "--no-install-recommends", package][..]]
    {
        let mut apt = process::command(workspace, "apt-get")?;
        process::run(apt.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))?;
    }
    Ok(())
}
