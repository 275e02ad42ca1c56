//! A running server: its parts, its background work, its start and its end.

use std::fs::DirBuilder;
use std::net::SocketAddr;
use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::serve::ListenerExt as _;
use hawker_store::{Database, Store, StoreOptions, StoreThreads};
use pusher_engine::{Drained, Listening};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::{App, Parts};
use crate::auth::{Identities, LoginThrottle, Passwords, RateLimits};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::{Location, Settings};
use crate::event_count::EventCount;
use crate::http::PublishingCalls;
use crate::mail::{Carrier, Post};
use crate::orders::sweep;
use crate::realtime::relay::Relay;
use crate::realtime::{LiveSockets, Realtime};
use crate::telemetry::Metrics;
use crate::{housekeeping, router};

/// How long requests that are under way may take to end when the server stops.
const REQUESTS_MAY_TAKE: Duration = Duration::from_secs(5);

/// A server that listens.
pub struct Server {
    /// Its parts.
    pub app: App,
    /// Where it listens.
    pub addr: SocketAddr,
    stop_serving: CancellationToken,
    serving: JoinHandle<std::io::Result<Option<Drained>>>,
    background: TaskTracker,
    stop_background: CancellationToken,
    threads: StoreThreads,
}

/// Makes the data directory where it is missing: for its owner alone, because what is kept there
/// holds secrets and addresses.
pub fn make_data_dir(path: &Path) -> anyhow::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(path)
        .with_context(|| format!("the data directory {} (HAWKER_DATA_DIR)", path.display()))
}

/// The database that the settings name.
pub fn database(settings: &Settings) -> Database {
    match &settings.database.location {
        Location::Sqlite(path) => Database::Sqlite(path.clone()),
        Location::Postgres(url) => Database::Postgres(url.expose().to_owned()),
    }
}

/// Opens the database that the settings name, which is known to have had so many events
/// ([`StoreOptions::event_count`]). With `Some(0)` its log goes on in any case: that it does not is for
/// `hawker serve` to say.
pub fn open_store(
    settings: &Settings,
    chance: &Chance,
    event_count: Option<i64>,
) -> anyhow::Result<(Store, StoreThreads)> {
    let connections = usize::try_from(settings.database.connections)?;
    let options = StoreOptions {
        connections: NonZero::new(connections).context("at least one connection is needed")?,
        new_epoch: crate::auth::hex(&chance.bytes::<4>()),
        event_count,
    };
    Ok(Store::open(&database(settings), &options)?)
}

/// Puts the parts of a server together.
pub fn build(
    settings: &Settings,
    store: Store,
    clock: Clock,
    chance: Chance,
) -> anyhow::Result<App> {
    let realtime = Realtime::new(&settings.broadcast, &settings.data_dir, &store, &clock, &chance)?;
    Ok(App::new(Parts {
        store,
        hall: settings.hall.clone(),
        access: settings.access.clone(),
        realtime,
        live_sockets: LiveSockets::default(),
        identities: Identities::default(),
        passwords: Passwords::new(chance.clone())?,
        login_throttle: LoginThrottle::default(),
        rate_limits: RateLimits::default(),
        post: Post::new(Carrier::new(&settings.mail, &clock, &chance)?),
        metrics: Metrics::new()?,
        clock,
        chance,
    }))
}

impl Server {
    /// Starts answering on `listening`, and the work in the background.
    pub fn start(
        app: App,
        listening: impl Into<Listening>,
        settings: &Settings,
        threads: StoreThreads,
    ) -> anyhow::Result<Self> {
        let listening = listening.into();
        let addr = listening.socket.local_addr()?;
        let stop_serving = CancellationToken::new();
        let serving = tokio::spawn(serve(app.clone(), listening, stop_serving.clone()));
        let background = TaskTracker::new();
        let stop_background = CancellationToken::new();
        background.spawn(Relay::new(app.clone()).run(stop_background.clone()));
        background.spawn(sweep::run(app.clone(), stop_background.clone()));
        let retention = settings.event_retention;
        background.spawn(housekeeping::run(app.clone(), retention, stop_background.clone()));
        let event_count = EventCount::new(app.clone(), &settings.data_dir);
        background.spawn(event_count.run(stop_background.clone()));
        background.close();
        Ok(Self { app, addr, stop_serving, serving, background, stop_background, threads })
    }

    /// Stops in the order in which nothing is lost: sockets first, in slices; then no new requests;
    /// then mail that is under way; then the relay, once it has published what is stored; then the
    /// database.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.stop_serving.cancel();
        if let Some(Drained { closed, cut }) = self.serving.await?? {
            tracing::info!(closed, cut, "the sockets are closed");
        }
        self.app.post.finish().await;
        self.stop_background.cancel();
        self.background.wait().await;
        drop(self.app);
        let threads = self.threads;
        tokio::task::spawn_blocking(move || threads.join()).await?;
        Ok(())
    }
}

/// Serves until `stop`, and then what is under way. Where the real-time server is in this process,
/// its own server takes the connections, and leaves to the router what is not its own; it accepts
/// nobody any more before it sends screens on to a successor.
async fn serve(
    app: App,
    listening: Listening,
    stop: CancellationToken,
) -> std::io::Result<Option<Drained>> {
    let router = router::router(&app);
    let Some(engine) = &app.realtime.engine else {
        return serve_without_engine(router, listening.socket, stop).await.map(|()| None);
    };
    let calls = Arc::new(PublishingCalls::new(&app));
    let server = engine.server().router(router).witness(calls).patience(REQUESTS_MAY_TAKE);
    let server = server.workers(available_parallelism()?);
    server.run(listening, stop.cancelled_owned()).await.map(Some)
}

async fn serve_without_engine(
    router: Router,
    socket: std::net::TcpListener,
    stop: CancellationToken,
) -> std::io::Result<()> {
    socket.set_nonblocking(true)?;
    let listener = TcpListener::from_std(socket)?.tap_io(|socket| {
        let _ = socket.set_nodelay(true);
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let stopped = stop.clone().cancelled_owned();
    let serving = axum::serve(listener, service).with_graceful_shutdown(stopped).into_future();
    let too_late = async {
        stop.cancelled().await;
        sleep(REQUESTS_MAY_TAKE).await;
    };
    tokio::select! {
        result = serving => result,
        () = too_late => Ok(()),
    }
}
