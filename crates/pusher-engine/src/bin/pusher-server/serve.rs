//! The server from its start to its end.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use anyhow::Context as _;
use pusher_engine::{
    DynamicApps, Engine, FileWebhookStore, HttpWebhooks, Listening, Server, Sharing,
    WebhookOptions, WebhookStore, stop_signal,
};
use tokio::net::TcpListener;
use tracing::{info, warn};

use crate::arguments::Arguments;
use crate::plan::Plan;
use crate::reload::Reloading;
use crate::{logging, metrics, tls};

/// How long webhooks of the last moments may take to be delivered at the end.
const LAST_WEBHOOKS: Duration = Duration::from_secs(10);

/// Serves until the process is told to stop.
pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let plan = Plan::of(arguments)?;
    let tls = plan.tls.as_ref().map(|(certificates, key)| tls::read(certificates, key));
    let tls = tls.transpose()?;
    if arguments.check {
        let apps = plan.apps.len();
        return Ok(writeln!(std::io::stdout(), "the settings are right, apps: {apps}")?);
    }
    logging::start()?;
    let apps = Arc::new(DynamicApps::new(plan.apps));
    let webhooks = open_webhooks(plan.state_dir.as_deref())?;
    let resumed = webhooks.resume(&*apps);
    if resumed > 0 {
        info!(events = resumed, "webhooks of an earlier process are delivered");
    }
    let builder = Engine::builder().registry(Arc::clone(&apps) as _).settings(plan.settings);
    let engine = builder.webhooks(Arc::new(webhooks.clone())).build();
    if let Some(path) = arguments.config.clone() {
        tokio::spawn(Reloading::new(path, apps, engine.clone())?.run());
    }
    if let Some(addr) = plan.metrics_listen {
        serve_metrics(&engine, addr).await?;
    }
    let (scheme, server) = match tls {
        Some(tls) => ("https", engine.server().tls(tls)),
        None => ("http", engine.server()),
    };
    let server = server.workers(available_parallelism()?);
    let sharing = if arguments.reuse_port { Sharing::WithSuccessor } else { Sharing::Alone };
    let listening = Listening::open(plan.listen, sharing)
        .with_context(|| format!("cannot listen on {}", plan.listen))?;
    serve(server, scheme, listening, &webhooks).await
}

/// Serves until it is told to stop, then ends in the order in which nothing is lost: connections
/// in slices and requests, then webhooks.
async fn serve(
    server: Server,
    scheme: &str,
    listening: Listening,
    webhooks: &HttpWebhooks,
) -> anyhow::Result<()> {
    // Before anybody is told that it listens, so that it cannot be told too early to stop.
    let stop = stop_signal()?;
    let mut stdout = std::io::stdout();
    writeln!(stdout, "listening on {scheme}://{}", listening.socket.local_addr()?)?;
    stdout.flush()?;
    let drained = server.run(listening, stop).await?;
    info!(closed = drained.closed, cut = drained.cut, "the connections are closed");
    let left = webhooks.finish(LAST_WEBHOOKS).await;
    if left > 0 {
        warn!(events = left, "webhooks are left undelivered");
    }
    Ok(())
}

async fn serve_metrics(engine: &Engine, addr: SocketAddr) -> anyhow::Result<()> {
    let listener = TcpListener::bind(addr).await;
    let listener = listener.with_context(|| format!("cannot listen on {addr}"))?;
    writeln!(std::io::stdout(), "metrics on http://{}/metrics", listener.local_addr()?)?;
    tokio::spawn(axum::serve(listener, metrics::router(engine)).into_future());
    Ok(())
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
