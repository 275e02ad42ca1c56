//! The server from its start to its end.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use pusher_engine::{
    App, DynamicApps, Engine, FileWebhookStore, HttpWebhooks, Listening, Server, Settings, Sharing,
    WebhookOptions, WebhookStore,
};
use tokio::net::TcpListener;
use tracing::{info, warn};

use crate::arguments::Arguments;
use crate::reload::Reloading;
use crate::signals::Stop;
use crate::{config, logging, metrics, tls};

const DEFAULT_LISTEN: SocketAddr =
    SocketAddr::V4(std::net::SocketAddrV4::new(std::net::Ipv4Addr::LOCALHOST, 6_001));

/// How long webhooks of the last moments may take to be delivered at the end.
const LAST_WEBHOOKS: Duration = Duration::from_secs(10);

/// What the command line and the settings file say together.
struct Plan {
    listen: SocketAddr,
    metrics_listen: Option<SocketAddr>,
    state_dir: Option<PathBuf>,
    /// The files with the certificates and the key.
    tls: Option<(PathBuf, PathBuf)>,
    settings: Settings,
    apps: Vec<App>,
}

/// Serves until the process is told to stop.
pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let plan = Plan::of(arguments)?;
    let tls = plan.tls.as_ref().map(|(certificates, key)| tls::read(certificates, key));
    let tls = tls.transpose()?;
    let mut stdout = std::io::stdout();
    if arguments.check {
        return Ok(writeln!(stdout, "the settings are right: {} apps", plan.apps.len())?);
    }
    logging::start()?;
    let apps = Arc::new(DynamicApps::new(plan.apps));
    let webhooks = open_webhooks(plan.state_dir.as_deref())?;
    let resumed = webhooks.resume(&*apps);
    if resumed > 0 {
        info!(events = resumed, "webhooks of an earlier process are delivered");
    }
    let registry = Arc::clone(&apps);
    let builder = Engine::builder().registry(registry).settings(plan.settings);
    let engine = builder.webhooks(Arc::new(webhooks.clone())).build();
    if let Some(path) = arguments.config.clone() {
        tokio::spawn(Reloading::new(path, apps, engine.clone())?.run());
    }
    if let Some(addr) = plan.metrics_listen {
        let listener = bind(addr).await?;
        writeln!(stdout, "metrics on http://{}/metrics", listener.local_addr()?)?;
        tokio::spawn(axum::serve(listener, metrics::router(&engine)).into_future());
    }
    let sharing = if arguments.reuse_port { Sharing::WithSuccessor } else { Sharing::Alone };
    let listening = Listening::open(plan.listen, sharing)
        .with_context(|| format!("cannot listen on {}", plan.listen))?;
    let stop = Stop::listen()?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    writeln!(stdout, "listening on {scheme}://{}", listening.socket.local_addr()?)?;
    stdout.flush()?;
    let server = match tls {
        Some(tls) => engine.server().tls(tls),
        None => engine.server(),
    };
    serve(server, listening, stop, &webhooks).await
}

/// Serves until it is told to stop, then ends in the order in which nothing is lost: connections
/// in slices and requests, then webhooks.
async fn serve(
    server: Server,
    listening: Listening,
    mut stop: Stop,
    webhooks: &HttpWebhooks,
) -> anyhow::Result<()> {
    let drained = server.run(listening, stop.wait()).await?;
    info!(closed = drained.closed, cut = drained.cut, "the connections are closed");
    let left = webhooks.finish(LAST_WEBHOOKS).await;
    if left > 0 {
        warn!(events = left, "webhooks are left undelivered");
    }
    Ok(())
}

impl Plan {
    fn of(arguments: &Arguments) -> anyhow::Result<Self> {
        let mut plan = match (&arguments.config, &arguments.app_id, &arguments.app_key) {
            (Some(path), _, _) => Self::of_file(path)?,
            (None, Some(id), Some(key)) => Self::of_app(config::single_app(id, key)?),
            (None, _, _) => bail!("give --config, or --app-id and --app-key"),
        };
        plan.listen = arguments.listen.unwrap_or(plan.listen);
        plan.metrics_listen = arguments.metrics_listen.or(plan.metrics_listen);
        let tls = arguments.tls_certificates.clone().zip(arguments.tls_key.clone());
        plan.tls = tls.or(plan.tls);
        plan.state_dir = arguments.state_dir.clone().or(plan.state_dir);
        Ok(plan)
    }

    fn of_file(path: &Path) -> anyhow::Result<Self> {
        let config = config::read(path)?;
        if config.apps.is_empty() {
            bail!("{} has no [[apps]]", path.display());
        }
        Ok(Self {
            listen: config.listen.unwrap_or(DEFAULT_LISTEN),
            metrics_listen: config.metrics_listen,
            state_dir: config.state_dir,
            tls: config.tls,
            settings: config.settings,
            apps: config.apps,
        })
    }

    fn of_app(app: App) -> Self {
        Self {
            listen: DEFAULT_LISTEN,
            metrics_listen: None,
            state_dir: None,
            tls: None,
            settings: Settings::default(),
            apps: vec![app],
        }
    }
}

fn open_webhooks(state_dir: Option<&Path>) -> anyhow::Result<HttpWebhooks> {
    let options = WebhookOptions::default();
    let Some(dir) = state_dir else {
        return Ok(HttpWebhooks::new(options)?);
    };
    let store = FileWebhookStore::open(dir)
        .with_context(|| format!("the directory for webhooks, {}", dir.display()))?;
    let store: Box<dyn WebhookStore> = Box::new(store);
    Ok(HttpWebhooks::with_store(options, store)?)
}

async fn bind(addr: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(addr).await.with_context(|| format!("cannot listen on {addr}"))
}
