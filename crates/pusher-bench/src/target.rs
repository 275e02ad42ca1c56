//! The server that is measured: where it listens and what signs for its app.

use std::net::{SocketAddr, ToSocketAddrs};

use anyhow::{Context, bail};
use pusher_protocol::{AppId, Credentials};

/// A Pusher server and one of its apps.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    /// As it is named in `Host`.
    pub(crate) host: String,
    pub(crate) app_id: AppId,
    pub(crate) credentials: Credentials,
}

impl Target {
    /// A server at `http://HOST:PORT`.
    pub(crate) fn new(
        url: &str,
        app_id: impl Into<AppId>,
        credentials: Credentials,
    ) -> anyhow::Result<Self> {
        let host = match url.split_once("://") {
            Some(("http" | "ws", host)) => host.trim_end_matches('/'),
            Some((scheme, _)) => bail!("{scheme} is not spoken here: give http://HOST:PORT"),
            None => url,
        };
        let address = host
            .to_socket_addrs()
            .ok()
            .and_then(|mut addresses| addresses.next())
            .with_context(|| format!("{url} is not http://HOST:PORT"))?;
        Ok(Self { address, host: host.to_owned(), app_id: app_id.into(), credentials })
    }

    /// Where clients connect.
    pub(crate) fn socket_path(&self) -> String {
        let key = &self.credentials.key;
        format!("/app/{key}?protocol=7&client=pusher-bench&version=1.0.0&flash=false")
    }
}

#[cfg(test)]
mod tests {
    use pusher_protocol::Credentials;

    use super::Target;

    #[test]
    fn a_server_is_given_by_its_address_with_or_without_a_scheme() {
        let target = |url| Target::new(url, "1", Credentials::new("key", "secret"));
        for url in ["http://127.0.0.1:6001", "ws://127.0.0.1:6001/", "127.0.0.1:6001"] {
            assert_eq!(target(url).expect("an address").host, "127.0.0.1:6001");
        }
        assert!(target("https://127.0.0.1:6001").is_err());
        assert!(target("http://127.0.0.1").is_err());
    }
}
