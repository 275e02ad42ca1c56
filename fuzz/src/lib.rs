//! What must hold whatever a stranger sends: one function per target, which takes any bytes and panics when something
//! does not hold.
//!
//! The fuzzer looks for such bytes. `pusher-protocol` includes this file in a test of its own and replays what the fuzzer
//! has collected, so that neither the functions nor the corpora can rot.

pub mod api_bodies;
pub mod client_frames;
pub mod query_auth;
