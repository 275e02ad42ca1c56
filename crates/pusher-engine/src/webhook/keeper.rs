//! Between an event and its lane, where there is a store: an event is queued once it is kept.
//!
//! To keep one means to wait for the disk, which neither the channels nor the senders may do. So a
//! task of its own takes whatever came while the disk was busy, and has a thread keep all of it
//! with one wait. What is done with is forgotten on the way.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Once};

use parking_lot::Mutex;
use pusher_protocol::AppId;
use tokio::sync::Notify;
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;
use tracing::error;

use super::http::Shared;
use super::lane::Waiting;
use super::{KeptEvent, WebhookStore};
use crate::app::App;

/// The way into a store.
pub(super) struct Keeper {
    store: Arc<dyn WebhookStore>,
    inbox: Mutex<Inbox>,
    /// Told when something came in.
    filled: Notify,
    pub(super) started: Once,
}

/// An event on its way to an endpoint.
pub(super) struct Fresh {
    pub(super) app: Arc<App>,
    pub(super) url: String,
    pub(super) event: Waiting,
}

#[derive(Default)]
struct Inbox {
    fresh: VecDeque<Fresh>,
    done: Vec<u64>,
    /// How many events of each app are not queued yet.
    waiting: HashMap<AppId, usize>,
}

/// What is done with one wait for the disk.
struct Batch {
    fresh: VecDeque<Fresh>,
    done: Vec<u64>,
}

impl Keeper {
    pub(super) fn new(store: Arc<dyn WebhookStore>) -> Self {
        let inbox = Mutex::default();
        Self { store, inbox, filled: Notify::new(), started: Once::new() }
    }

    /// Takes an event in. Where there is no room the oldest makes some, and is answered.
    pub(super) fn keep(&self, fresh: Fresh, room: usize) -> Option<Fresh> {
        let mut inbox = self.inbox.lock();
        let oldest = if inbox.fresh.len() < room { None } else { inbox.fresh.pop_front() };
        if let Some(oldest) = &oldest {
            inbox.no_longer_waits(&oldest.app.id);
        }
        *inbox.waiting.entry(fresh.app.id.clone()).or_default() += 1;
        inbox.fresh.push_back(fresh);
        drop(inbox);
        self.filled.notify_one();
        oldest
    }

    /// Notes that events are done with.
    pub(super) fn forget(&self, numbers: impl IntoIterator<Item = u64>) {
        self.inbox.lock().done.extend(numbers);
        self.filled.notify_one();
    }

    /// How many events are not queued yet.
    pub(super) fn waiting(&self) -> usize {
        self.inbox.lock().waiting.values().sum()
    }

    /// How many of an app's events are not queued yet.
    pub(super) fn waiting_of(&self, app_id: &AppId) -> usize {
        self.inbox.lock().waiting.get(app_id).copied().unwrap_or_default()
    }

    fn take(&self) -> Option<Batch> {
        let mut inbox = self.inbox.lock();
        let (fresh, done) = (std::mem::take(&mut inbox.fresh), std::mem::take(&mut inbox.done));
        let is_empty = fresh.is_empty() && done.is_empty();
        (!is_empty).then_some(Batch { fresh, done })
    }

    /// Works through what came in, and through what comes meanwhile.
    async fn work_off(&self, shared: &Arc<Shared>) {
        while let Some(batch) = self.take() {
            let store = Arc::clone(&self.store);
            let Ok(batch) = spawn_blocking(move || batch.write_to(&*store)).await else {
                error!("the store of webhooks failed");
                continue;
            };
            for Fresh { app, url, event } in batch.fresh {
                shared.queue(&app, &url, event);
                // Only now: it counts in one place or the other, and at no time in none.
                self.inbox.lock().no_longer_waits(&app.id);
            }
            shared.finished.notify_waiters();
        }
    }
}

/// Keeps events until it is stopped, and then what came before.
pub(super) async fn run(shared: Arc<Shared>, stop: CancellationToken) {
    let Some(keeper) = &shared.keeper else { return };
    loop {
        let is_stopped = stop.run_until_cancelled(keeper.filled.notified()).await.is_none();
        keeper.work_off(&shared).await;
        if is_stopped {
            return;
        }
    }
}

impl Inbox {
    fn no_longer_waits(&mut self, app_id: &AppId) {
        if let Some(count) = self.waiting.get_mut(app_id) {
            *count -= 1;
        }
    }
}

impl Batch {
    /// Writes it down. What cannot be kept is delivered all the same, unless the process ends
    /// before; what cannot be forgotten is delivered again after a restart.
    fn write_to(self, store: &dyn WebhookStore) -> Self {
        let kept: Vec<KeptEvent> = self.fresh.iter().map(Fresh::to_kept).collect();
        let result = if kept.is_empty() { Ok(()) } else { store.keep(&kept) };
        let forgotten = if self.done.is_empty() { Ok(()) } else { store.forget(&self.done) };
        if let Err(error) = result.and(forgotten) {
            error!(%error, "the store of webhooks cannot be written");
        }
        self
    }
}

impl Fresh {
    fn to_kept(&self) -> KeptEvent {
        KeptEvent {
            number: self.event.number,
            app_id: self.app.id.to_string(),
            url: self.url.clone(),
            event: self.event.event.clone(),
        }
    }
}
