//! Webhooks over HTTP.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use parking_lot::Mutex;
use pusher_protocol::{AppId, WebhookEvent};
use rand::CryptoRng;
use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;
use tracing::error;

use super::backoff::Backoff;
use super::error::WebhookError;
use super::lane::{Lane, Waiting};
use super::poster::Poster;
use super::{KeptEvent, WebhookCounts, WebhookSink, WebhookStore, sender};
use crate::app::{App, AppRegistry};
use crate::builder::real_chance;
use crate::engine::Chance;
use crate::settings::{Clock, system_clock};

/// How webhooks are posted.
#[derive(Debug, Clone, Copy)]
pub struct WebhookOptions {
    /// Most events that wait for one endpoint; one more, and the oldest is dropped.
    pub queued_events: usize,
    /// How calls are tried again.
    pub backoff: Backoff,
    /// How long one call may take.
    pub call_timeout: Duration,
}

impl Default for WebhookOptions {
    fn default() -> Self {
        Self {
            queued_events: 10_000,
            backoff: Backoff::default(),
            call_timeout: Duration::from_secs(10),
        }
    }
}

/// Posts webhooks to the endpoints of each app, in the order in which things happened.
///
/// Clones are the same; when the last is dropped, or with it the engine, nothing more is posted.
#[derive(Clone)]
pub struct HttpWebhooks {
    shared: Arc<Shared>,
    _stop_with_the_last: Arc<DropGuard>,
}

/// What every sender needs.
pub(super) struct Shared {
    pub(super) poster: Poster,
    /// Told whenever a call was done with.
    pub(super) finished: Notify,
    options: WebhookOptions,
    store: Option<Box<dyn WebhookStore>>,
    clock: Clock,
    chance: Mutex<Chance>,
    next_number: AtomicU64,
    /// What an earlier process left in the store, until it is resumed.
    left: Mutex<Vec<KeptEvent>>,
    lanes: Mutex<HashMap<(AppId, String), Arc<Lane>>>,
    senders: TaskTracker,
    stop: CancellationToken,
}

impl HttpWebhooks {
    /// Webhooks that are posted by the computer's clock and wait in memory.
    pub fn new(options: WebhookOptions) -> Result<Self, WebhookError> {
        Self::with(options, system_clock(), real_chance(), None)
    }

    /// The same, but what waits is in a store and outlives the process.
    pub fn with_store(
        options: WebhookOptions,
        store: Box<dyn WebhookStore>,
    ) -> Result<Self, WebhookError> {
        Self::with(options, system_clock(), real_chance(), Some(store))
    }

    /// Webhooks that tell the time by `clock`, draw their pauses from `chance`, and wait in `store`,
    /// if there is one.
    pub fn with(
        options: WebhookOptions,
        clock: Clock,
        chance: impl CryptoRng + Send + 'static,
        store: Option<Box<dyn WebhookStore>>,
    ) -> Result<Self, WebhookError> {
        let left = store.as_ref().map_or(Ok(Vec::new()), |store| store.load())?;
        let next_number = left.iter().map(|kept| kept.number).max().unwrap_or(0) + 1;
        let stop = CancellationToken::new();
        let shared = Shared {
            poster: Poster::new(options.call_timeout)?,
            finished: Notify::new(),
            options,
            store,
            clock,
            chance: Mutex::new(Box::new(chance)),
            next_number: AtomicU64::new(next_number),
            left: Mutex::new(left),
            lanes: Mutex::default(),
            senders: TaskTracker::new(),
            stop: stop.clone(),
        };
        Ok(Self { shared: Arc::new(shared), _stop_with_the_last: Arc::new(stop.drop_guard()) })
    }

    /// Posts what an earlier process has left in the store, and answers how many events that is.
    /// Called within a Tokio runtime. What is for an app or an endpoint that is not there any more
    /// is forgotten.
    pub fn resume(&self, apps: &dyn AppRegistry) -> usize {
        let left = std::mem::take(&mut *self.shared.left.lock());
        let mut resumed = 0;
        for kept in left {
            let is_wanted = |app: &Arc<App>| app.webhooks.iter().any(|e| e.url == kept.url);
            let app = apps.find_by_id(&kept.app_id).filter(is_wanted);
            let waiting = Waiting { number: kept.number, event: kept.event };
            if let Some(app) = app {
                self.queue(&app, &kept.url, waiting);
                resumed += 1;
            } else {
                self.shared.forget([waiting.number]);
            }
        }
        resumed
    }

    /// Waits until everything is delivered or given up, though not longer than `patience`, and ends.
    /// Answers how many events are left; they are lost unless there is a store.
    pub async fn finish(&self, patience: Duration) -> usize {
        let all_done = async {
            loop {
                let finished = self.shared.finished.notified();
                tokio::pin!(finished);
                // Registered before the look, so that nothing is missed between the two.
                finished.as_mut().enable();
                if self.waiting() == 0 {
                    return;
                }
                finished.await;
            }
        };
        // What is left when the time is over is counted below.
        let _ = timeout(patience, all_done).await;
        self.shared.stop.cancel();
        self.shared.senders.close();
        self.shared.senders.wait().await;
        self.waiting()
    }

    fn waiting(&self) -> usize {
        self.shared.lanes.lock().values().map(|lane| lane.len()).sum()
    }

    fn queue(&self, app: &Arc<App>, url: &str, event: Waiting) {
        let lane = self.lane(app, url);
        let dropped = lane.push(app, event, self.shared.options.queued_events);
        self.shared.forget(dropped.map(|dropped| dropped.number));
    }

    /// The lane to an endpoint; its sender is started with it.
    fn lane(&self, app: &Arc<App>, url: &str) -> Arc<Lane> {
        let mut lanes = self.shared.lanes.lock();
        let lane = lanes.entry((app.id.clone(), url.to_owned())).or_insert_with(|| {
            let lane = Arc::new(Lane::new(Arc::clone(app), url));
            let shared = Arc::clone(&self.shared);
            let stop = self.shared.stop.clone();
            self.shared.senders.spawn(sender::run(shared, Arc::clone(&lane), stop));
            lane
        });
        Arc::clone(lane)
    }
}

impl WebhookSink for HttpWebhooks {
    fn take(&self, app: &Arc<App>, event: &WebhookEvent) {
        let mut encoded = None;
        for endpoint in app.webhooks.iter().filter(|endpoint| endpoint.wants(event)) {
            let event = encoded.get_or_insert_with(|| event.to_json()).clone();
            let number = self.shared.next_number.fetch_add(1, Ordering::Relaxed);
            self.shared.keep(app, &endpoint.url, number, &event);
            self.queue(app, &endpoint.url, Waiting { number, event });
        }
    }

    fn counts(&self, app_id: &AppId) -> WebhookCounts {
        let mut counts = WebhookCounts::default();
        let lanes = self.shared.lanes.lock();
        let own = lanes.iter().filter(|((id, _), _)| id == app_id);
        own.for_each(|(_, lane)| lane.add_to(&mut counts));
        counts
    }
}

impl Shared {
    /// The pause before the next try, if there is to be one.
    pub(super) fn pause(&self, tries: u32, elapsed: Duration) -> Option<Duration> {
        self.options.backoff.pause(tries, elapsed, &mut **self.chance.lock())
    }

    /// Milliseconds since 1970.
    pub(super) fn unix_millis(&self) -> u64 {
        let since = (self.clock)().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }

    /// Forgets events in the store. One that it cannot forget is delivered again after a restart.
    pub(super) fn forget(&self, numbers: impl IntoIterator<Item = u64>) {
        let Some(store) = &self.store else {
            return;
        };
        let numbers: Vec<u64> = numbers.into_iter().collect();
        if numbers.is_empty() {
            return;
        }
        if let Err(error) = store.forget(&numbers) {
            error!(%error, "the store of webhooks cannot be written");
        }
    }

    /// Keeps an event in the store. One that it cannot keep is delivered all the same, unless the
    /// process ends before.
    fn keep(&self, app: &App, url: &str, number: u64, event: &str) {
        let Some(store) = &self.store else {
            return;
        };
        let kept = KeptEvent {
            number,
            app_id: app.id.to_string(),
            url: url.to_owned(),
            event: event.to_owned(),
        };
        if let Err(error) = store.keep(&kept) {
            error!(%error, "the store of webhooks cannot be written");
        }
    }
}
