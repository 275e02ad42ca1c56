//! SIGHUP, which tells a program to read its settings again.

use std::future::pending;

/// SIGHUP, as often as it comes.
pub(crate) struct HangUps {
    #[cfg(unix)]
    signal: tokio::signal::unix::Signal,
}

impl HangUps {
    /// Listens from now on: the signal ends the process no more.
    pub(crate) fn listen() -> std::io::Result<Self> {
        Ok(Self {
            #[cfg(unix)]
            signal: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup())?,
        })
    }

    /// Waits for the next.
    pub(crate) async fn next(&mut self) {
        #[cfg(unix)]
        if self.signal.recv().await.is_some() {
            return;
        }
        pending::<()>().await;
    }
}
