//! One task for each app that has webhooks: takes what its channels tell, in order, to the sink.

use std::future::pending;
use std::sync::{Arc, Weak};

use pusher_protocol::{AppId, WebhookEvent};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::settle::Settling;
use super::sink::WebhookSink;
use crate::app::App;
use crate::engine::Inner;
use crate::hub::Hub;
use crate::notice::Notice;

/// The pumps of an engine, and where they pump to.
pub(crate) struct Pumps {
    sink: Arc<dyn WebhookSink>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

/// One app's pump.
struct Pump {
    engine: Weak<Inner>,
    app_id: AppId,
    sink: Arc<dyn WebhookSink>,
    settling: Settling,
}

impl Pumps {
    pub(crate) fn new(sink: Arc<dyn WebhookSink>) -> Self {
        Self { sink, tasks: TaskTracker::new(), stop: CancellationToken::new() }
    }

    pub(crate) fn sink(&self) -> &dyn WebhookSink {
        &*self.sink
    }

    /// Starts an app's pump with its first connection after it got webhooks.
    pub(crate) fn ensure(&self, engine: &Arc<Inner>, app: &App, hub: &Hub) {
        if app.webhooks.is_empty() {
            return;
        }
        hub.pumping.call_once(|| {
            let pump = Pump {
                engine: Arc::downgrade(engine),
                app_id: app.id.clone(),
                sink: Arc::clone(&self.sink),
                settling: Settling::new(engine.settings.leave_delay),
            };
            let run = pump.run(hub.notices.watch(), self.stop.clone());
            self.tasks.spawn_on(run, &engine.home());
        });
    }

    /// Once nobody is connected any more: tells at once what was held back, and ends the pumps.
    pub(crate) async fn finish(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

impl Drop for Pumps {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Pump {
    async fn run(mut self, mut notices: UnboundedReceiver<Notice>, stop: CancellationToken) {
        loop {
            tokio::select! {
                notice = notices.recv() => match notice {
                    Some(notice) => self.take(notice),
                    None => break,
                },
                () = until(self.settling.next_at()) => self.tell_what_is_due(),
                () = stop.cancelled() => break,
            }
        }
        while let Ok(notice) = notices.try_recv() {
            self.take(notice);
        }
        while let Some(event) = self.settling.give_up() {
            self.tell(&event);
        }
    }

    fn take(&mut self, notice: Notice) {
        // Whose time is over left before this happened.
        self.tell_what_is_due();
        if let Some(event) = self.settling.take(notice, Instant::now()) {
            self.tell(&event);
        }
    }

    fn tell_what_is_due(&mut self) {
        while let Some(event) = self.settling.due(Instant::now()) {
            self.tell(&event);
        }
    }

    /// Tells the app as it is now: its webhooks may have changed since the pump was started.
    fn tell(&self, event: &WebhookEvent) {
        let app = self.engine.upgrade().and_then(|engine| engine.find_app(self.app_id.as_str()));
        if let Some(app) = app {
            self.sink.take(&app, event);
        }
    }
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => pending().await,
    }
}
