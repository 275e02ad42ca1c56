//! What a server's owner sees of the calls that it answers itself.

use std::time::Duration;

/// Sees the publishing calls that a [`Server`](super::Server) answers itself, which no layer around
/// its router sees.
pub trait CallWitness: Send + Sync {
    /// A call was published, in so much time, and is about to be answered with 200. Headers of the
    /// answer may be added, each a whole line with its `\r\n`.
    fn published(&self, took: Duration, headers: &mut String);
}
