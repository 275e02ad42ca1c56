//! The program `pusher-server`, as a process: its settings, its reloading, its end.

// The support of the other tests is more than these need.
#[allow(dead_code, unused_imports, reason = "shared with the tests of the library")]
#[path = "../engine/support/mod.rs"]
mod support;

mod https_webhooks;
mod process;
mod reloading;
mod settings;
mod webhooks;

/// Not used: the program serves itself.
const FRONT: support::Front = support::Front::Own;
