//! Puts an engine together.

use std::sync::Arc;

use rand::rngs::StdRng;
use rand::{CryptoRng, Rng as _, SeedableRng};

use crate::app::{App, AppRegistry, StaticApps};
use crate::engine::{Chance, Engine};
use crate::history::{History, MemoryHistory, MemoryLimits};
use crate::settings::{Clock, Settings, system_clock};
use crate::webhook::WebhookSink;

/// Builds an [`Engine`]; made by [`Engine::builder`].
#[derive(Default)]
pub struct EngineBuilder {
    apps: StaticApps,
    registry: Option<Arc<dyn AppRegistry>>,
    settings: Settings,
    clock: Option<Clock>,
    chance: Option<Chance>,
    history: Option<Arc<dyn History>>,
    webhooks: Option<Arc<dyn WebhookSink>>,
}

impl EngineBuilder {
    /// Adds an app.
    #[must_use]
    pub fn app(mut self, app: App) -> Self {
        self.apps.add(app);
        self
    }

    /// Looks apps up in a registry instead of those given to [`app`](Self::app).
    #[must_use]
    pub fn registry(mut self, registry: Arc<dyn AppRegistry>) -> Self {
        self.registry = Some(registry);
        self
    }

    /// Sets the times that hold for every connection.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Tells the time instead of the computer's clock.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Draws socket ids, and who leaves when in a shutdown. Socket ids are what signatures are
    /// bound to, so whoever can guess the draws can reuse signatures.
    #[must_use]
    pub fn chance(mut self, chance: impl CryptoRng + Send + 'static) -> Self {
        self.chance = Some(Box::new(chance));
        self
    }

    /// Remembers what was sent, for the apps that have replay. Without one the engine remembers
    /// the last events in memory.
    #[must_use]
    pub fn history(mut self, history: Arc<dyn History>) -> Self {
        self.history = Some(history);
        self
    }

    /// Tells apps of what happens on their channels; without it no app is told.
    #[must_use]
    pub fn webhooks(mut self, sink: Arc<dyn WebhookSink>) -> Self {
        self.webhooks = Some(sink);
        self
    }

    /// Builds the engine. It starts no task before the first client connects.
    pub fn build(self) -> Engine {
        let registry = self.registry.unwrap_or_else(|| Arc::new(self.apps));
        let clock = self.clock.unwrap_or_else(system_clock);
        let mut chance = self.chance.unwrap_or_else(real_chance);
        let history = self.history.unwrap_or_else(|| memory(&mut chance));
        Engine::new(registry, self.settings, clock, chance, history, self.webhooks)
    }
}

fn memory(chance: &mut Chance) -> Arc<dyn History> {
    let epoch = format!("{:08x}", chance.next_u32());
    Arc::new(MemoryHistory::new(epoch, MemoryLimits::default()))
}

#[expect(clippy::disallowed_methods, reason = "the one place where real chance comes in")]
pub(crate) fn real_chance() -> Chance {
    Box::new(StdRng::from_rng(&mut rand::rng()))
}
