//! The server, put together as `hawker serve` does, but for its clock and its luck.

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hawker_server::app::{App, Parts};
use hawker_server::auth::{Identities, LoginThrottle, Passwords, RateLimits};
use hawker_server::chance::Chance;
use hawker_server::config::{Settings, Sources};
use hawker_server::event_count;
use hawker_server::mail::{Carrier, Post};
use hawker_server::realtime::broadcaster::Broadcaster;
use hawker_server::realtime::{ClientAddress, LiveSockets, Realtime};
use hawker_server::server::{self, Server};
use hawker_server::telemetry::Metrics;
use hawker_store::{Conn, Store, StoreError};
use hawker_testkit::postgres::{self, TestDatabase};
use parking_lot::Mutex;
use tempfile::TempDir;

use super::{ManualClock, Person, Recorder};

const ANSWERS_WITHIN: Duration = Duration::from_secs(30);

/// A running server with a database of its own.
pub(crate) struct TestApp {
    /// `None` only while it restarts.
    server: Option<Server>,
    /// Another one after each restart, which those who call learn at once.
    addr: Arc<Mutex<SocketAddr>>,
    http: reqwest::Client,
    settings: Settings,
    recorder: Option<Arc<Recorder>>,
    starts: u64,
    pub(crate) clock: ManualClock,
    _directory: TempDir,
    _database: Option<TestDatabase>,
}

impl TestApp {
    /// On SQLite, with the embedded real-time server.
    pub(crate) fn sqlite() -> Self {
        Self::start(&[], None, None)
    }

    /// On PostgreSQL, with the embedded real-time server.
    pub(crate) fn postgres() -> Self {
        Self::start(&[], Some(postgres::database()), None)
    }

    /// On SQLite, announcing through `recorder`.
    pub(crate) fn announcing_to(recorder: &Arc<Recorder>) -> Self {
        Self::start(&[], None, Some(recorder.clone()))
    }

    /// On SQLite, with these settings.
    pub(crate) fn with_settings(settings: &[(&str, &str)]) -> Self {
        Self::start(settings, None, None)
    }

    fn start(
        extra: &[(&str, &str)],
        database: Option<TestDatabase>,
        recorder: Option<Arc<Recorder>>,
    ) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let path = directory.path().to_str().expect("a path of text");
        let mut environment = BTreeMap::from([("HAWKER_DATA_DIR".to_owned(), path.to_owned())]);
        if let Some(database) = &database {
            environment.insert("DATABASE_URL".to_owned(), database.url().to_owned());
        }
        let extra = extra.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        environment.extend(extra);
        let sources = Sources { environment, ..Sources::default() };
        let settings = Settings::resolve(&sources).expect("good settings");
        let clock = ManualClock::at_noon();
        let server = serve(&settings, &clock, recorder.as_ref(), 1);
        Self {
            addr: Arc::new(Mutex::new(server.addr)),
            server: Some(server),
            http: client(),
            settings,
            recorder,
            starts: 1,
            clock,
            _directory: directory,
            _database: database,
        }
    }

    /// Stops it in good order and starts it again on the same data.
    pub(crate) async fn restart(&mut self) {
        self.restart_after(|_| ()).await;
    }

    /// The same, but `change` is made to the data directory in between.
    pub(crate) async fn restart_after(&mut self, change: impl FnOnce(&Path)) {
        let server = self.server.take().expect("a test app runs but while it restarts");
        server.stop().await.expect("it stops");
        change(&self.settings.data_dir);
        self.starts += 1;
        let recorder = self.recorder.as_ref();
        let server = serve(&self.settings, &self.clock, recorder, self.starts);
        *self.addr.lock() = server.addr;
        self.server = Some(server);
    }

    /// Its parts.
    pub(crate) fn app(&self) -> &App {
        &self.server.as_ref().expect("a test app runs but while it restarts").app
    }

    /// Where it listens: `127.0.0.1:49152`.
    pub(crate) fn authority(&self) -> String {
        self.addr.lock().to_string()
    }

    /// Somebody who has not signed in.
    pub(crate) fn nobody(&self) -> Person {
        Person::nobody(self.http.clone(), self.addr.clone())
    }

    /// Writes to its database, past the API.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.app().write(work).await.expect("the database works")
    }

    /// Reads from its database, past the API.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.app().read(work).await.expect("the database works")
    }
}

fn serve(
    settings: &Settings,
    clock: &ManualClock,
    recorder: Option<&Arc<Recorder>>,
    start: u64,
) -> Server {
    // Another start draws other ids, or they would meet those that are stored.
    let chance = Chance::seeded(start);
    let known = event_count::known(&settings.data_dir);
    let (store, threads) = server::open_store(settings, &chance, known).expect("a database");
    let app = match recorder {
        None => server::build(settings, store, clock.for_the_server(), chance),
        Some(recorder) => announcing(settings, store, clock, chance, recorder.clone()),
    };
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    Server::start(app.expect("an app"), listener, settings, threads).expect("it starts")
}

fn announcing(
    settings: &Settings,
    store: Store,
    clock: &ManualClock,
    chance: Chance,
    broadcaster: Arc<dyn Broadcaster>,
) -> anyhow::Result<App> {
    let address = ClientAddress::Nowhere;
    Ok(App::new(Parts {
        store,
        hall: settings.hall.clone(),
        access: settings.access.clone(),
        realtime: Realtime { broadcaster, engine: None, credentials: None, address },
        live_sockets: LiveSockets::default(),
        identities: Identities::default(),
        passwords: Passwords::new(chance.clone())?,
        login_throttle: LoginThrottle::default(),
        rate_limits: RateLimits::default(),
        post: Post::new(Carrier::Nowhere),
        metrics: Metrics::new()?,
        clock: clock.for_the_server(),
        chance,
    }))
}

fn client() -> reqwest::Client {
    // Fails only when another test of this process has chosen the same provider before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().timeout(ANSWERS_WITHIN).user_agent("a test's phone");
    client.redirect(reqwest::redirect::Policy::none()).build().expect("a client")
}
