//! Sends mail in the background, and again where it failed.

use std::time::Duration;

use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{Carrier, Mail};

/// How long to wait before each further try.
const PAUSES: [Duration; 4] = [
    Duration::from_millis(500),
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_secs(120),
];

/// How long mail that is under way may take when the server stops.
const MAIL_MAY_TAKE: Duration = Duration::from_secs(5);

/// The hall's outgoing mail.
pub struct Post {
    carrier: Carrier,
    /// Where mail is sent: the thread that a request is answered on may end before its mail is gone.
    runtime: Handle,
    under_way: TaskTracker,
    stop: CancellationToken,
}

impl Post {
    /// Outgoing mail that `carrier` takes away, sent by the runtime that this is called on.
    pub fn new(carrier: Carrier) -> Self {
        let (under_way, stop) = (TaskTracker::new(), CancellationToken::new());
        Self { carrier, runtime: Handle::current(), under_way, stop }
    }

    /// Whether mail leaves the hall at all.
    pub fn is_open(&self) -> bool {
        match self.carrier {
            Carrier::Nowhere => false,
            Carrier::Log | Carrier::Smtp(_) => true,
        }
    }

    /// Does `work`, which ends with a mail, while the request that wants it is answered.
    pub fn in_background(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.under_way.spawn_on(work, &self.runtime);
    }

    /// Sends `mail`, and tries again where that may help. What cannot be sent is logged without
    /// saying whom it was for.
    pub async fn deliver(&self, mail: &Mail) {
        let mut pauses = PAUSES.iter();
        loop {
            let Err(error) = self.carrier.send(mail).await else { return };
            let Some(pause) = pauses.next().filter(|_| error.may_pass()) else {
                tracing::error!(%error, "a mail was not sent");
                return;
            };
            tracing::warn!(%error, retry_ms = pause.as_millis(), "a mail was not sent yet");
            let waited = self.stop.run_until_cancelled(tokio::time::sleep(*pause)).await;
            if waited.is_none() {
                tracing::error!("a mail was not sent before the server stopped");
                return;
            }
        }
    }

    /// Waits for the mail that is under way; what waits for another try is given up.
    pub async fn finish(&self) {
        self.stop.cancel();
        self.under_way.close();
        let ended = tokio::time::timeout(MAIL_MAY_TAKE, self.under_way.wait()).await;
        if ended.is_err() {
            tracing::error!(count = self.under_way.len(), "mail was under way for too long");
        }
    }
}
