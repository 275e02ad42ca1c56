//! Which driver announces the events, and the Pusher app it announces them for.
//!
//! The names are those that Pusher's own libraries and Laravel use, so that an operator's existing
//! `.env` works as it is.

mod read;

use std::net::Ipv6Addr;

pub(super) use read::read;

use super::Secret;

/// How events are announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broadcast {
    /// Through the real-time server in this process.
    Embedded {
        /// The app that clients connect to; `None` where it is made at the first start.
        app: Option<App>,
        /// Where browsers find it, as far as it differs from where they found the page.
        public: PublicAddress,
    },
    /// Through Pusher's service, or a server that speaks its HTTP API.
    Pusher(Hosted),
    /// Into the log.
    Log,
    /// Nowhere.
    Null,
}

/// A Pusher app: what clients and servers sign with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    /// The number in the paths of the HTTP API.
    pub id: String,
    /// The public key that browsers connect with.
    pub key: String,
    /// The secret that signs.
    pub secret: Secret,
}

/// What a proxy in front of hawker changes about the address of the embedded server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicAddress {
    /// The host's name.
    pub host: Option<String>,
    /// The port.
    pub port: Option<u16>,
    /// The scheme.
    pub scheme: Option<Scheme>,
    /// The cluster's name: nothing here depends on it, though pusher-js wants to be given one.
    pub cluster: Option<String>,
}

/// A server that speaks Pusher's HTTP API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosted {
    /// The app there.
    pub app: App,
    /// Whether the connection is encrypted.
    pub scheme: Scheme,
    /// Where its HTTP API listens.
    pub host: String,
    /// On which port.
    pub port: u16,
    /// Pusher's cluster, which browsers derive their host from.
    pub cluster: Option<String>,
    /// Whose address `host` is.
    pub service: Service,
}

/// Whose server the `pusher` driver talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Pusher's own: browsers find it by the cluster's name.
    Cluster,
    /// Somebody's own: browsers connect to the same host and port as the driver.
    OwnHost,
}

/// How a server is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// In the clear.
    Http,
    /// Over TLS.
    Https,
}

impl Scheme {
    /// The scheme as it stands in a URL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    /// The port where none is named.
    pub const fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl Hosted {
    /// The beginning of the HTTP API's URLs: `https://api-ap1.pusher.com:443`.
    pub fn base_url(&self) -> String {
        let host = match self.host.parse::<Ipv6Addr>() {
            Ok(address) => format!("[{address}]"),
            Err(_) => self.host.clone(),
        };
        format!("{}://{host}:{}", self.scheme.as_str(), self.port)
    }
}
