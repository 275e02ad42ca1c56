//! Builds the web app and writes the table of its files that the crate serves from, and what the page carries in itself.
//!
//! `HAWKER_WEB` says what to do: unset, the app is built where Node is installed and a page that says how to get it is
//! served where it is not; `require` (releases) fails where it cannot be built; `skip` (work on Rust alone) builds
//! nothing. Cargo runs this only when a source of the app, its lock or that variable has changed.

#[path = "build/app.rs"]
mod app;
#[path = "build/inline.rs"]
mod inline;
#[path = "build/table.rs"]
mod table;

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// What the app is built from, seen from its folder.
const SOURCES: &[&str] = &[
    "src",
    "public",
    "index.html",
    "package-lock.json",
    "vite.config.ts",
    "tsconfig.json",
    "tools/compiledAhead.ts",
    "tools/compressed.ts",
    "tools/draw-first-frame.js",
    "tools/firstFrame.ts",
    "tools/firstPage.ts",
    "tools/menuPieces.ts",
    "tools/texts.ts",
];

fn main() -> anyhow::Result<()> {
    println!("cargo::rerun-if-env-changed=HAWKER_WEB");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    let out = PathBuf::from(env::var_os("OUT_DIR").context("cargo names OUT_DIR")?);
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;

    let built = match env::var("HAWKER_WEB").as_deref() {
        Ok("skip") => None,
        Ok("require") => {
            Some(build(&web, &out)?.context("Node is not installed, and HAWKER_WEB=require")?)
        }
        Ok("") | Err(_) => build(&web, &out)?,
        Ok(other) => bail!("HAWKER_WEB is `{other}`; it can be `require`, `skip` or unset"),
    };
    let page = built.as_deref().map_or(table::PLACEHOLDER.into(), |dist| dist.join("index.html"));
    inline::write(&page, &out.join("inline.rs"))?;
    table::write(built.as_deref(), &out.join("files.rs"))
}

/// The folder of the built app; none without Node.
fn build(web: &Path, out: &Path) -> anyhow::Result<Option<PathBuf>> {
    for source in SOURCES {
        println!("cargo::rerun-if-changed={}", web.join(source).display());
    }
    if !app::has_node() {
        println!(
            "cargo::warning=Node is not installed: the binary serves a page that says so in place of the web app"
        );
        return Ok(None);
    }
    app::install(web)?;
    let dist = out.join("dist");
    app::build(web, &dist)?;
    Ok(Some(dist))
}
