//! What every handler can reach: the parts of a running server, put together once.

use std::convert::Infallible;
use std::sync::Arc;

use hawker_domain::hall::Hall;
use hawker_store::{Conn, Failure, Store, StoreError};

use crate::auth::{Identities, LoginThrottle, Passwords, RateLimits};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::Access;
use crate::mail::Post;
use crate::problem::Problem;
use crate::realtime::{LiveSockets, Realtime};
use crate::telemetry::Metrics;

/// The server's parts. Cloning it clones a handle.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts themselves.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// The hall.
    pub hall: Hall,
    /// The time.
    pub clock: Clock,
    /// Unpredictable bytes.
    pub chance: Chance,
    /// Whom the server believes.
    pub access: Access,
    /// How events are announced.
    pub realtime: Realtime,
    /// Which sockets were let in by which token.
    pub live_sockets: LiveSockets,
    /// Who was recognised a moment ago.
    pub identities: Identities,
    /// Passwords, hashed a few at a time.
    pub passwords: Passwords,
    /// Who has guessed too often.
    pub login_throttle: LoginThrottle,
    /// How often what costs the hall work is done.
    pub rate_limits: RateLimits,
    /// Outgoing mail.
    pub post: Post,
    /// The numbers that `/metrics` shows.
    pub metrics: Metrics,
}

impl App {
    /// A server of these parts.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Reads what cannot be refused.
    pub async fn read<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let read = move |tx: &mut Conn| work(tx).map_err(Failure::<Infallible>::Store);
        Ok(self.store.read(read).await?)
    }

    /// Writes what cannot be refused.
    pub async fn write<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let write = move |tx: &mut Conn| work(tx).map_err(Failure::<Infallible>::Store);
        Ok(self.store.write(write).await?)
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
