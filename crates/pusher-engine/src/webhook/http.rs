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

use super::backoff::Backoff;
use super::error::WebhookError;
use super::keeper::{Fresh, Keeper};
use super::lane::{Lane, Waiting};
use super::poster::Poster;
use super::{KeptEvent, WebhookCounts, WebhookSink, WebhookStore, keeper, sender};
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
    /// Where there is a store.
    pub(super) keeper: Option<Keeper>,
    options: WebhookOptions,
    clock: Clock,
    chance: Mutex<Chance>,
    next_number: AtomicU64,
    /// What an earlier process left in the store, until it is resumed.
    left: Mutex<Vec<KeptEvent>>,
    lanes: Mutex<HashMap<(AppId, String), Arc<Lane>>>,
    /// The senders, and the keeper.
    tasks: TaskTracker,
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
            keeper: store.map(|store| Keeper::new(store.into())),
            options,
            clock,
            chance: Mutex::new(Box::new(chance)),
            next_number: AtomicU64::new(next_number),
            left: Mutex::new(left),
            lanes: Mutex::default(),
            tasks: TaskTracker::new(),
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
                self.shared.queue(&app, &kept.url, waiting);
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
        self.shared.tasks.close();
        self.shared.tasks.wait().await;
        self.waiting()
    }

    fn waiting(&self) -> usize {
        let queued: usize = self.shared.lanes.lock().values().map(|lane| lane.len()).sum();
        queued + self.shared.keeper.as_ref().map_or(0, Keeper::waiting)
    }
}

impl WebhookSink for HttpWebhooks {
    fn take(&self, app: &Arc<App>, event: &WebhookEvent) {
        let mut encoded = None;
        for endpoint in app.webhooks.iter().filter(|endpoint| endpoint.wants(event)) {
            let event = encoded.get_or_insert_with(|| event.to_json()).clone();
            let number = self.shared.next_number.fetch_add(1, Ordering::Relaxed);
            self.shared.take(app, &endpoint.url, Waiting { number, event });
        }
    }

    fn counts(&self, app_id: &AppId) -> WebhookCounts {
        let mut counts = WebhookCounts::default();
        let lanes = self.shared.lanes.lock();
        let own = lanes.iter().filter(|((id, _), _)| id == app_id);
        own.for_each(|(_, lane)| lane.add_to(&mut counts));
        drop(lanes);
        let unkept = self.shared.keeper.as_ref().map_or(0, |keeper| keeper.waiting_of(app_id));
        counts.waiting += unkept as u64;
        counts
    }
}

impl Shared {
    /// Takes an event of an endpoint in: it is queued at once, or once it is kept.
    fn take(self: &Arc<Self>, app: &Arc<App>, url: &str, event: Waiting) {
        let Some(keeper) = self.keeper() else {
            return self.queue(app, url, event);
        };
        let fresh = Fresh { app: Arc::clone(app), url: url.to_owned(), event };
        if let Some(Fresh { app, url, .. }) = keeper.keep(fresh, self.options.queued_events) {
            self.lane(&app, &url).note_dropped(self.options.queued_events);
        }
    }

    /// Queues an event. Where there is no room the oldest makes some.
    pub(super) fn queue(self: &Arc<Self>, app: &Arc<App>, url: &str, event: Waiting) {
        let dropped = self.lane(app, url).push(app, event, self.options.queued_events);
        self.forget(dropped.map(|dropped| dropped.number));
    }

    /// Forgets events in the store, if there is one.
    pub(super) fn forget(self: &Arc<Self>, numbers: impl IntoIterator<Item = u64>) {
        if let Some(keeper) = self.keeper() {
            keeper.forget(numbers);
        }
    }

    /// What keeps events, where there is a store; its task is started with the first need of it.
    fn keeper(self: &Arc<Self>) -> Option<&Keeper> {
        let keeper = self.keeper.as_ref()?;
        keeper.started.call_once(|| {
            self.tasks.spawn(keeper::run(Arc::clone(self), self.stop.clone()));
        });
        Some(keeper)
    }

    /// The lane to an endpoint; its sender is started with it.
    fn lane(self: &Arc<Self>, app: &Arc<App>, url: &str) -> Arc<Lane> {
        let mut lanes = self.lanes.lock();
        let lane = lanes.entry((app.id.clone(), url.to_owned())).or_insert_with(|| {
            let lane = Arc::new(Lane::new(Arc::clone(app), url));
            let (shared, stop) = (Arc::clone(self), self.stop.clone());
            self.tasks.spawn(sender::run(shared, Arc::clone(&lane), stop));
            lane
        });
        Arc::clone(lane)
    }

    /// The pause before the next try, if there is to be one.
    pub(super) fn pause(&self, tries: u32, elapsed: Duration) -> Option<Duration> {
        self.options.backoff.pause(tries, elapsed, &mut **self.chance.lock())
    }

    /// Milliseconds since 1970.
    pub(super) fn unix_millis(&self) -> u64 {
        let since = (self.clock)().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }
}
