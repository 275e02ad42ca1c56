//! The engine as its owner sees it.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Once, OnceLock};

use axum::Router;
use parking_lot::{Mutex, RwLock};
use pusher_protocol::limits::PublishLimits;
use pusher_protocol::{AppId, ChannelName, Code, Position, SocketId};
use rand::{CryptoRng, RngExt};
use tokio::runtime::Handle;
use tokio_util::task::TaskTracker;

use crate::app::{App, AppRegistry};
use crate::builder::EngineBuilder;
use crate::connection::Connection;
use crate::fallback::{self, Visits};
use crate::history::{AppHistory, History};
use crate::hub::Hub;
use crate::publish::{Event, PublishError, Published};
use crate::server::Server;
use crate::settings::{Clock, Settings, unix_seconds};
use crate::shutdown::{Drain, Drained};
use crate::stats::Stats;
use crate::transport::Close;
use crate::webhook::{Pumps, WebhookSink};
use crate::{handshake, metrics, publish, rest, shutdown, sweep};

/// Where unpredictable numbers come from.
pub(crate) type Chance = Box<dyn CryptoRng + Send>;

/// Each half of a socket id is drawn below this, as other servers of the protocol do.
const SOCKET_ID_LIMIT: u64 = 10_000_000_000;

/// Told to the connections of a user that the app wants gone.
pub(crate) const USER_TERMINATED: Close =
    Close { code: Code::Unauthorized, reason: "The user's connections were terminated" };

/// A Pusher server that lives inside another program. Clones are the same engine.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

/// What all of an engine's tasks share.
pub(crate) struct Inner {
    pub(crate) settings: Settings,
    pub(crate) tasks: TaskTracker,
    pub(crate) sweeping: Once,
    home: OnceLock<Handle>,
    registry: Arc<dyn AppRegistry>,
    pumps: Option<Pumps>,
    hubs: RwLock<HashMap<AppId, Arc<Hub>>>,
    /// Clients that receive over HTTP.
    pub(crate) visits: Visits,
    clock: Clock,
    history: Arc<dyn History>,
    chance: Mutex<Chance>,
    /// Milliseconds of the sweep's time, as of the last sweep. Noting that a client was heard
    /// then costs no look at a clock.
    now: AtomicU64,
    is_draining: AtomicBool,
}

impl Engine {
    /// Begins an engine.
    pub fn builder() -> EngineBuilder {
        EngineBuilder::default()
    }

    pub(crate) fn new(
        registry: Arc<dyn AppRegistry>,
        settings: Settings,
        clock: Clock,
        chance: Chance,
        history: Arc<dyn History>,
        webhooks: Option<Arc<dyn WebhookSink>>,
    ) -> Self {
        Self(Arc::new(Inner {
            settings,
            tasks: TaskTracker::new(),
            sweeping: Once::new(),
            home: OnceLock::new(),
            registry,
            pumps: webhooks.map(Pumps::new),
            hubs: RwLock::default(),
            visits: Visits::default(),
            clock,
            history,
            chance: Mutex::new(chance),
            now: AtomicU64::new(0),
            is_draining: AtomicBool::new(false),
        }))
    }

    /// The routes that clients and servers call: `GET /app/{key}` (WebSocket), the HTTP fallbacks
    /// below it and below `/pusher/app/{key}`, the HTTP API under `/apps/{app_id}/`, and
    /// `POST /users/{user_id}/terminate_connections`.
    ///
    /// They can be merged into another router, or nested under a path; the path is then part of
    /// what callers of the HTTP API sign. Serve them with `TCP_NODELAY`, or small frames wait.
    pub fn router(&self) -> Router {
        let routes = handshake::routes().merge(fallback::routes()).merge(rest::routes());
        routes.with_state(Arc::clone(&self.0))
    }

    /// A server for these routes, for whoever needs no other: it takes WebSockets in without
    /// going through an HTTP server, which saves time and memory.
    pub fn server(&self) -> Server {
        Server::new(self.clone())
    }

    /// Publishes an event to everybody who is subscribed to its channels.
    ///
    /// It does not wait: when this returns, the event is written to every subscriber whose socket
    /// takes it at once, or in its queue. Events that are published one after the other arrive in
    /// that order. Called within a tokio runtime, it shares a large fan-out out among tasks.
    pub fn publish(&self, app_id: &AppId, event: &Event<'_>) -> Result<Published, PublishError> {
        let app = self.0.find_app(app_id.as_str()).ok_or(PublishError::UnknownApp)?;
        publish::publish(&self.0.hub(&app.id), &app, &app.limits.publish_in_process, event)
    }

    /// Publishes an event that has a place in its one channel already, which its data must carry
    /// (see [`Position::within`]). Where the app has no replay, or the channel none, it is an
    /// event like any other.
    ///
    /// The events of a channel must be published in the order of their places.
    pub fn publish_at(
        &self,
        app_id: &AppId,
        position: &Position,
        event: &Event<'_>,
    ) -> Result<Published, PublishError> {
        let app = self.0.find_app(app_id.as_str()).ok_or(PublishError::UnknownApp)?;
        let limits = PublishLimits { channels_per_event: 1, ..app.limits.publish_in_process };
        publish::publish_at(&self.0.hub(&app.id), &app, &limits, event, Some(position))
    }

    /// Closes one connection after what is queued for it; false if there is no such connection,
    /// or it is closing already.
    pub fn terminate(&self, app_id: &AppId, socket_id: &SocketId, code: Code) -> bool {
        let reason = "Closed by the application";
        self.find_connection(app_id, socket_id)
            .is_some_and(|connection| connection.close(Close { code, reason }))
    }

    /// Closes every connection that is signed in as a user with 4009, after which clients stay
    /// away, and returns how many.
    pub fn terminate_user(&self, app_id: &AppId, user_id: &str) -> usize {
        self.0.find_hub(app_id).map_or(0, |hub| hub.users.terminate(user_id, USER_TERMINATED))
    }

    /// Whether this connection exists.
    pub fn is_connected(&self, app_id: &AppId, socket_id: &SocketId) -> bool {
        self.find_connection(app_id, socket_id).is_some()
    }

    /// How many connections are subscribed to a channel.
    pub fn subscribers(&self, app_id: &AppId, channel: &ChannelName) -> usize {
        self.0
            .find_hub(app_id)
            .and_then(|hub| hub.channels.find(channel))
            .map_or(0, |channel| channel.len())
    }

    /// Whether anybody is subscribed to a channel, or waits to be until it was told what it missed. What
    /// is published while nobody is reaches nobody, and only a cache channel keeps it.
    pub fn is_heard(&self, app_id: &AppId, channel: &ChannelName) -> bool {
        self.0.find_hub(app_id).is_some_and(|hub| hub.channels.find(channel).is_some())
    }

    /// Who is present on a presence channel, each user once; `None` for any other channel, and for
    /// one without subscribers.
    pub fn members(&self, app_id: &AppId, channel: &ChannelName) -> Option<Vec<String>> {
        self.0.find_hub(app_id)?.channels.find(channel)?.user_ids()
    }

    /// The channels with subscribers whose name begins with `prefix`, in no order.
    pub fn channels(&self, app_id: &AppId, prefix: &str) -> Vec<ChannelName> {
        self.0.find_hub(app_id).map_or_else(Vec::new, |hub| hub.channels.names_with_prefix(prefix))
    }

    /// How many connections an app has.
    pub fn connections(&self, app_id: &AppId) -> usize {
        self.0.find_hub(app_id).map_or(0, |hub| hub.connection_count())
    }

    /// The numbers of all apps together.
    pub fn stats(&self) -> Stats {
        self.0.hubs().iter().map(|hub| Stats::of(hub)).sum()
    }

    /// The numbers of each app, and of each type of channel, in the text format of Prometheus.
    pub fn write_prometheus(&self, out: &mut impl fmt::Write) -> fmt::Result {
        metrics::write(&self.0, out)
    }

    /// The same as a text.
    pub fn prometheus(&self) -> String {
        let mut text = String::new();
        self.write_prometheus(&mut text).expect("writing to a String cannot fail");
        text
    }

    /// Refuses new connections with 4100, closes the others slice by slice, and waits until all
    /// are gone or the time is over. Publishing goes on working for those still connected.
    pub async fn shutdown(&self, drain: Drain) -> Drained {
        shutdown::shutdown(&self.0, drain).await
    }

    /// Closes the connections that could not be made any more: with 4001 where the app is gone or
    /// has another key, with 4003 where it is disabled. To be called after the apps have changed.
    /// It does not wait until they are gone.
    pub async fn close_refused(&self, drain: Drain) -> Drained {
        shutdown::close_refused(&self.0, drain).await
    }

    pub(crate) fn inner(&self) -> &Arc<Inner> {
        &self.0
    }

    fn find_connection(&self, app_id: &AppId, socket_id: &SocketId) -> Option<Arc<Connection>> {
        self.0.find_hub(app_id)?.find(socket_id)
    }
}

impl Inner {
    pub(crate) fn find_app(&self, id: &str) -> Option<Arc<App>> {
        self.registry.find_by_id(id)
    }

    pub(crate) fn find_app_by_key(&self, key: &str) -> Option<Arc<App>> {
        self.registry.find_by_key(key)
    }

    /// Where webhooks go, if anywhere.
    pub(crate) fn pumps(&self) -> Option<&Pumps> {
        self.pumps.as_ref()
    }

    /// Says which runtime is there for as long as the engine is used.
    pub(crate) fn settle_on(&self, runtime: Handle) {
        // Who runs it a second time finds the work of the first under way.
        let _ = self.home.set(runtime);
    }

    /// The runtime for work that outlives the connection that gives rise to it.
    pub(crate) fn home(&self) -> Handle {
        self.home.get().cloned().unwrap_or_else(Handle::current)
    }

    /// Begins to watch an app's channels, if somebody wants to be told of them.
    pub(crate) fn ensure_pump(self: &Arc<Self>, app: &App, hub: &Hub) {
        if let Some(pumps) = &self.pumps {
            pumps.ensure(self, app, hub);
        }
    }

    /// The hub of an app that the registry knows.
    pub(crate) fn hub(&self, app_id: &AppId) -> Arc<Hub> {
        if let Some(hub) = self.find_hub(app_id) {
            return hub;
        }
        let new = || {
            let history = Arc::clone(&self.history);
            let history = AppHistory { app_id: app_id.clone(), history };
            Arc::new(Hub::new(Arc::clone(&self.clock), history))
        };
        Arc::clone(self.hubs.write().entry(app_id.clone()).or_insert_with(new))
    }

    /// The hub of an app, if it was ever used.
    pub(crate) fn find_hub(&self, app_id: &AppId) -> Option<Arc<Hub>> {
        self.hubs.read().get(app_id).cloned()
    }

    /// Every hub that there is.
    pub(crate) fn hubs(&self) -> Vec<Arc<Hub>> {
        self.hubs.read().values().cloned().collect()
    }

    /// Every app that was ever used.
    pub(crate) fn apps_in_use(&self) -> Vec<(AppId, Arc<Hub>)> {
        self.hubs.read().iter().map(|(id, hub)| (id.clone(), Arc::clone(hub))).collect()
    }

    /// Seconds since 1970.
    pub(crate) fn unix_now(&self) -> u64 {
        unix_seconds(&self.clock)
    }

    /// The sweep's time of the last sweep.
    pub(crate) fn now(&self) -> u64 {
        self.now.load(Ordering::Relaxed)
    }

    pub(crate) fn set_now(&self, now: u64) {
        self.now.store(now, Ordering::Relaxed);
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.is_draining.load(Ordering::SeqCst)
    }

    pub(crate) fn start_draining(&self) {
        self.is_draining.store(true, Ordering::SeqCst);
    }

    /// Draws a socket id that nobody can guess.
    pub(crate) fn draw_socket_id(&self) -> SocketId {
        let mut chance = self.chance.lock();
        SocketId::from_numbers(
            chance.random_range(0..SOCKET_ID_LIMIT),
            chance.random_range(0..SOCKET_ID_LIMIT),
        )
    }

    /// Lets `draw` use the engine's chance; it must not wait.
    pub(crate) fn with_chance<T>(&self, draw: impl FnOnce(&mut Chance) -> T) -> T {
        draw(&mut self.chance.lock())
    }

    /// Starts the sweep with the first connection, because only then a runtime is certain.
    pub(crate) fn ensure_sweep(self: &Arc<Self>) {
        self.sweeping.call_once(|| sweep::start(self));
    }
}
