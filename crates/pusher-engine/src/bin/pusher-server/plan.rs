//! What is to be served: the command line and the settings file together.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::bail;
use pusher_engine::{App, Settings};

use crate::arguments::Arguments;
use crate::config;

const DEFAULT_LISTEN: SocketAddr =
    SocketAddr::V4(std::net::SocketAddrV4::new(std::net::Ipv4Addr::LOCALHOST, 6_001));

/// What the command line and the settings file say together.
pub(super) struct Plan {
    pub(super) listen: SocketAddr,
    pub(super) metrics_listen: Option<SocketAddr>,
    pub(super) state_dir: Option<PathBuf>,
    /// The files with the certificates and the key.
    pub(super) tls: Option<(PathBuf, PathBuf)>,
    pub(super) settings: Settings,
    pub(super) apps: Vec<App>,
}

impl Plan {
    /// The command line counts where both say something.
    pub(super) fn of(arguments: &Arguments) -> anyhow::Result<Self> {
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
