//! Who is on the other end of the connection, as far as it can be believed.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, header};

use crate::app::App;
use crate::config::SecureCookies;
use crate::problem::Problem;

/// The client, behind however many proxies the operator trusts.
#[derive(Debug, Clone)]
pub struct Peer {
    /// Its address.
    pub ip: IpAddr,
    /// Whether it came over https, as far as we can tell.
    pub is_https: bool,
    /// The name it called us by: a host, and a port where it is not the scheme's own.
    pub host: Option<String>,
}

impl Peer {
    /// The origin of the page that it looks at, as far as we can tell: `https://hall.example`.
    pub fn origin(&self) -> String {
        let scheme = if self.is_https { "https" } else { "http" };
        let authority = self.host.as_deref().and_then(|host| host.parse::<Authority>().ok());
        let host = authority.as_ref().map_or("localhost", Authority::as_str);
        format!("{scheme}://{host}")
    }

    /// Whether its session cookie must not travel in the clear.
    pub fn wants_secure_cookie(&self, setting: SecureCookies) -> bool {
        match setting {
            SecureCookies::Auto => self.is_https,
            SecureCookies::Always => true,
            SecureCookies::Never => false,
        }
    }
}

impl FromRequestParts<App> for Peer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let ConnectInfo(address) = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .ok_or_else(|| Problem::internal(&"the listener does not tell its peers"))?;
        let proxies = &app.access.trusted_proxies;
        let direct = address.ip().to_canonical();
        let is_proxied = proxies.contains(&direct);
        let headers = &parts.headers;
        let scheme = text(headers, "x-forwarded-proto").filter(|_| is_proxied);
        let origin = text(headers, header::ORIGIN.as_str()).unwrap_or_default();
        Ok(Self {
            ip: if is_proxied { client_ip(headers, proxies, direct) } else { direct },
            is_https: scheme.map_or(origin.starts_with("https://"), |scheme| scheme == "https"),
            host: text(headers, header::HOST.as_str()).map(str::to_owned),
        })
    }
}

/// The last address of `X-Forwarded-For` that none of our own proxies wrote about another one:
/// everything before it is the client's own claim.
fn client_ip(headers: &HeaderMap, proxies: &[IpAddr], direct: IpAddr) -> IpAddr {
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let hops: Vec<IpAddr> = lines
        .flat_map(|line| line.split(','))
        .filter_map(|hop| hop.trim().parse::<IpAddr>().ok())
        .map(|hop| hop.to_canonical())
        .collect();
    hops.into_iter().rev().find(|hop| !proxies.contains(hop)).unwrap_or(direct)
}

/// What the client says it is, cut to what history keeps.
pub fn device(headers: &HeaderMap) -> Option<String> {
    const MAX_CHARS: usize = 200;
    let agent = text(headers, header::USER_AGENT.as_str())?;
    Some(agent.chars().take(MAX_CHARS).collect())
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_trusted_proxy_wrote_is_believed() {
        let proxy: IpAddr = "10.0.0.1".parse().expect("an address");
        let inner: IpAddr = "10.0.0.2".parse().expect("an address");
        let mut headers = HeaderMap::new();
        let forged = "1.1.1.1, 203.0.113.7, 10.0.0.2";
        headers.insert("x-forwarded-for", forged.parse().expect("a header"));
        let found = client_ip(&headers, &[proxy, inner], proxy);
        assert_eq!(found, "203.0.113.7".parse::<IpAddr>().expect("an address"));
    }
}
