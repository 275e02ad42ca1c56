//! The command line. Secrets are not on it: everybody on a machine can see its command lines.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Parser;

/// A Pusher Channels server for one app or many, until Ctrl-C or SIGTERM.
///
/// Apps come from the file given by --config. Without one there is a single app: --app-id and
/// --app-key, with the secret in PUSHER_APP_SECRET or in the file named by PUSHER_APP_SECRET_FILE.
#[derive(Debug, Parser)]
#[command(name = "pusher-server", version)]
pub(crate) struct Arguments {
    /// The file with settings and apps; its apps are read again on SIGHUP and when it changes
    #[arg(long, value_name = "FILE", env = "PUSHER_SERVER_CONFIG")]
    pub(crate) config: Option<PathBuf>,

    /// Where to listen; port 0 takes a free one [default: 127.0.0.1:6001]
    #[arg(long, value_name = "ADDR:PORT", env = "PUSHER_SERVER_LISTEN")]
    pub(crate) listen: Option<SocketAddr>,

    /// Listen beside a process that does the same on this address, to take over when it ends
    #[arg(long)]
    pub(crate) reuse_port: bool,

    /// Where to answer /metrics, for the operator's tools alone [default: nowhere]
    #[arg(long, value_name = "ADDR:PORT")]
    pub(crate) metrics_listen: Option<SocketAddr>,

    /// Serve over TLS: the certificates, in PEM, the server's own first [default: no TLS]
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_certificates: Option<PathBuf>,

    /// The certificate's private key, in PEM
    #[arg(long, value_name = "FILE", requires = "tls_certificates")]
    pub(crate) tls_key: Option<PathBuf>,

    /// Where webhooks wait that must outlive the process [default: in memory]
    #[arg(long, value_name = "DIR")]
    pub(crate) state_dir: Option<PathBuf>,

    /// The single app's id; digits, or some SDKs refuse it
    #[arg(long, env = "PUSHER_APP_ID", conflicts_with = "config", requires = "app_key")]
    pub(crate) app_id: Option<String>,

    /// The single app's key
    #[arg(long, env = "PUSHER_APP_KEY", conflicts_with = "config", requires = "app_id")]
    pub(crate) app_key: Option<String>,

    /// Read the settings, say what is wrong with them, and end
    #[arg(long)]
    pub(crate) check: bool,
}
