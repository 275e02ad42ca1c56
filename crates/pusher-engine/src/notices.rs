//! The way from the channels to whoever watches them.

use std::sync::OnceLock;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::notice::Notice;

/// Tells one watcher what happens to an app's channels, in the order in which it happened: a
/// notice is told under the lock of its channel.
#[derive(Default)]
pub(crate) struct Notices(OnceLock<UnboundedSender<Notice>>);

impl Notices {
    /// Tells the watcher, if there is one; without one the notice is not even made.
    pub(crate) fn tell(&self, notice: impl FnOnce() -> Notice) {
        if let Some(watcher) = self.0.get() {
            // A watcher that has gone wants nothing more.
            let _ = watcher.send(notice());
        }
    }

    /// Begins to watch. Only the first watcher is told anything.
    pub(crate) fn watch(&self) -> UnboundedReceiver<Notice> {
        let (sender, receiver) = unbounded_channel();
        // Refused, the sender is dropped, and a second receiver ends at once.
        let _ = self.0.set(sender);
        receiver
    }
}
