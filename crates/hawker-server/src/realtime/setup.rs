//! Puts the configured driver together, and what a browser must know of it.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use hawker_store::Store;
use pusher_engine::Engine;
use pusher_protocol::Credentials;

use super::broadcaster::Broadcaster;
use super::embedded::{Embedded, engine_app};
use super::history::OutboxHistory;
use super::{log, null, pusher};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::{App as PusherApp, Broadcast, Hosted, PublicAddress, realtime_app};

/// How events are announced, and how clients are let in.
pub struct Realtime {
    /// The driver.
    pub broadcaster: Arc<dyn Broadcaster>,
    /// The real-time server in this process, if that is the driver.
    pub engine: Option<Engine>,
    /// What subscriptions are signed with; the drivers that announce nothing have none.
    pub credentials: Option<Credentials>,
    /// Where clients connect to.
    pub address: ClientAddress,
}

/// Where clients find the real-time server.
#[derive(Debug, Clone)]
pub enum ClientAddress {
    /// Where they found the page, but for what a proxy changes.
    HereOr(PublicAddress),
    /// At somebody else's.
    Elsewhere(Hosted),
    /// Nowhere: nothing is announced.
    Nowhere,
}

impl Realtime {
    /// The driver that `broadcast` names. An app for the embedded server that is not in the
    /// settings is made at the first start and kept in `data_dir`. What was sent through it is looked
    /// up in `store`.
    pub fn new(
        broadcast: &Broadcast,
        data_dir: &Path,
        store: &Store,
        clock: &Clock,
        chance: &Chance,
    ) -> anyhow::Result<Self> {
        match broadcast {
            Broadcast::Embedded { app, public } => {
                let app = match app {
                    Some(app) => app.clone(),
                    None => realtime_app::load_or_make(data_dir, &mut chance.fork())?,
                };
                Ok(Self::embedded(&app, public, store, clock, chance))
            }
            Broadcast::Pusher(hosted) => Self::hosted(hosted, clock),
            Broadcast::Log => Ok(Self::nowhere(log::Log)),
            Broadcast::Null => Ok(Self::nowhere(null::Null)),
        }
    }

    fn embedded(
        app: &PusherApp,
        public: &PublicAddress,
        store: &Store,
        clock: &Clock,
        chance: &Chance,
    ) -> Self {
        let time = clock.clone();
        let engine = Engine::builder()
            .app(engine_app(app))
            .clock(Arc::new(move || time.now().into()))
            .chance(chance.fork())
            .history(Arc::new(OutboxHistory::new(store.clone())))
            .build();
        Self {
            broadcaster: Arc::new(Embedded::new(engine.clone(), app.id.as_str(), store.epoch())),
            engine: Some(engine),
            credentials: Some(credentials(app)),
            address: ClientAddress::HereOr(public.clone()),
        }
    }

    fn hosted(hosted: &Hosted, clock: &Clock) -> anyhow::Result<Self> {
        let driver =
            pusher::Pusher::new(hosted, clock.clone()).context("the pusher driver cannot start")?;
        Ok(Self {
            broadcaster: Arc::new(driver),
            engine: None,
            credentials: Some(credentials(&hosted.app)),
            address: ClientAddress::Elsewhere(hosted.clone()),
        })
    }

    fn nowhere(driver: impl Broadcaster + 'static) -> Self {
        Self {
            broadcaster: Arc::new(driver),
            engine: None,
            credentials: None,
            address: ClientAddress::Nowhere,
        }
    }
}

fn credentials(app: &PusherApp) -> Credentials {
    Credentials::new(app.key.as_str(), app.secret.expose())
}
