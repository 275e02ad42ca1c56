//! Keeps the table "never imports" of ARCHITECTURE.md, over what cargo itself resolved.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::process::Command;

use serde_json::Value;

/// For each crate what it must not reach, through however many others; a name that ends in `*` stands for all that begin so.
const NEVER_IMPORTS: &[(&str, &[&str])] = &[
    ("pusher-protocol", &["tokio", "axum", "hawker-*"]),
    ("pusher-engine", &["hawker-*", "diesel"]),
    // Measures any Pusher server, so it knows none of them.
    ("pusher-bench", &["tokio", "axum", "hawker-*", "pusher-engine"]),
    ("hawker-domain", &["tokio", "axum", "diesel", "pusher-*", "rand", "rand_core"]),
    ("hawker-store", &["axum", "pusher-*", "hawker-server"]),
    ("hawker-testkit", &["hawker-server"]),
    // Serves the built app, and knows nothing of the hall.
    ("hawker-web", &["hawker-*", "pusher-*", "diesel"]),
    // Compiled before every command, so it has to stay small.
    ("xtask", &["axum", "diesel", "reqwest", "hawker-*", "pusher-*"]),
];

/// What is linked: package name to the names it needs. A macro's own dependencies run in the compiler, not in hawker.
type Graph = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_crate_reaches_what_it_must_not_import() {
    let graph = normal_dependencies();
    let mut faults = Vec::new();
    for (package, forbidden) in NEVER_IMPORTS {
        assert!(graph.contains_key(*package), "{package} is in the table but not in the workspace");
        for (reached, path) in everything_reached(&graph, package) {
            if forbidden.iter().any(|pattern| matches(pattern, &reached)) {
                faults
                    .push(format!("{package} must never import {reached}: {}", path.join(" -> ")));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn nothing_imports_the_server_or_the_test_fixtures() {
    for (package, dependencies) in normal_dependencies() {
        for top in ["hawker-server", "hawker-testkit"] {
            assert!(!dependencies.contains(top), "{package} must not depend on {top}");
        }
    }
}

/// Breadth first, so that each path is a shortest one.
fn everything_reached(graph: &Graph, start: &str) -> BTreeMap<String, Vec<String>> {
    let mut reached = BTreeMap::new();
    let mut paths = vec![vec![start.to_owned()]];
    while !paths.is_empty() {
        let mut longer = Vec::new();
        for path in &paths {
            let last = path.last().expect("a path has its start");
            for next in graph.get(last).into_iter().flatten() {
                if !reached.contains_key(next) {
                    let path: Vec<String> = path.iter().chain([next]).cloned().collect();
                    reached.insert(next.clone(), path.clone());
                    longer.push(path);
                }
            }
        }
        paths = longer;
    }
    reached
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => name == pattern,
    }
}

fn normal_dependencies() -> Graph {
    let metadata = metadata();
    let linked: BTreeMap<&str, &str> = array(&metadata["packages"])
        .iter()
        .filter(|package| !is_macro(package))
        .map(|package| (text(&package["id"]), text(&package["name"])))
        .collect();
    let mut graph = Graph::new();
    for node in array(&metadata["resolve"]["nodes"]) {
        let Some(name) = linked.get(text(&node["id"])) else { continue };
        let needed = array(&node["deps"]).iter().filter(|dependency| is_normal(dependency));
        let needed = needed.filter_map(|dependency| linked.get(text(&dependency["pkg"])));
        graph.entry((*name).to_owned()).or_default().extend(needed.map(|name| (*name).to_owned()));
    }
    graph
}

fn is_macro(package: &Value) -> bool {
    array(&package["targets"])
        .iter()
        .any(|target| array(&target["kind"]).iter().any(|kind| kind == "proc-macro"))
}

fn is_normal(dependency: &Value) -> bool {
    array(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null())
}

fn metadata() -> Value {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON")
}

fn array(value: &Value) -> &[Value] {
    value.as_array().expect("cargo metadata has a list here")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("cargo metadata has a text here")
}
