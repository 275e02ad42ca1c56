//! A Python with Pusher's server SDK, for the tests with real SDKs.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;

use crate::workspace::Workspace;
use crate::{debian, process};

/// The file that names what is installed, and in which versions.
const REQUIREMENTS: &str = "conformance/python/requirements.txt";

/// The Python of an environment below cargo's output directory, made anew when the requirements changed.
pub(crate) fn provide(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let requirements = fs::read(workspace.path(REQUIREMENTS))
        .with_context(|| format!("cannot read {REQUIREMENTS}"))?;
    let environment = workspace.target("tools/python");
    let python = environment.join("bin/python");
    let installed = environment.join("installed-requirements.txt");
    if fs::read(&installed).is_ok_and(|copy| copy == requirements) {
        println!("the packages of {REQUIREMENTS} are installed");
        return Ok(python);
    }
    create(workspace, &environment)?;
    let mut pip = process::command(workspace, &python)?;
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    process::run(pip.arg("--requirement").arg(workspace.path(REQUIREMENTS)))?;
    fs::write(installed, requirements).context("cannot note what was installed")?;
    Ok(python)
}

fn create(workspace: &Workspace, environment: &PathBuf) -> anyhow::Result<()> {
    // Debian's Python can make an environment only with a package of its own.
    let can_create = process::succeeds(
        process::command(workspace, "python3")?.args(["-c", "import venv, ensurepip"]),
    );
    if !can_create && debian::can_install() {
        debian::install(workspace, "python3-venv")?;
    }
    let mut venv = process::command(workspace, "python3")?;
    process::run(venv.args(["-m", "venv", "--clear"]).arg(environment)).context(
        "the tests with Pusher's SDK for Python need Python 3 with venv: `apt-get install python3-venv`",
    )
}
