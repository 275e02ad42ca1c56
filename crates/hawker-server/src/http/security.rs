//! What browsers are told to keep pages from: being framed, being guessed at, and loading or sending
//! anything that is not the hall's.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::config::{Hosted, PublicAddress, Scheme, Service};
use crate::realtime::ClientAddress;

/// For every answer. The values are static: health checks and the orders' hot path pay for three
/// pointers.
pub(super) const FOR_ALL: [(HeaderName, HeaderValue); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
];

/// What the web app and the page of the documentation share. The app loads nothing from elsewhere;
/// a picture may stand in a style sheet as `data:`.
const FOR_PAGES: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// The documentation's page writes styles into its own elements.
const FOR_DOCS: &str = "style-src 'self' 'unsafe-inline'";

/// The policies for pages, put together once.
#[derive(Debug, Clone)]
pub(super) struct PagePolicies {
    app: HeaderValue,
    docs: HeaderValue,
}

/// Which page an answer may be.
#[derive(Debug, Clone, Copy)]
pub(super) enum PageKind {
    App,
    Docs,
}

impl PageKind {
    /// The kind of whatever page is at `path`.
    pub(super) fn at(path: &str) -> Self {
        if path.starts_with("/docs") { Self::Docs } else { Self::App }
    }
}

impl PagePolicies {
    /// Policies for a hall whose screens connect to `realtime` and which is found at `public_url`.
    pub(super) fn new(realtime: &ClientAddress, public_url: Option<&str>) -> Self {
        let own = vec!["'self'".to_owned()];
        let sources = [own, own_sockets(public_url), realtime_sources(realtime)].concat();
        let app = format!(
            "{FOR_PAGES}; script-src {}; style-src {}; connect-src {}",
            own_and(hawker_web::INLINE.scripts),
            own_and(hawker_web::INLINE.styles),
            sources.join(" ")
        );
        let docs = format!("{FOR_PAGES}; {FOR_DOCS}");
        let value = |text: &str| {
            HeaderValue::from_str(text).expect("the settings hold hosts of printable ASCII")
        };
        Self { app: value(&app), docs: value(&docs) }
    }

    /// Adds to an answer what browsers must know.
    pub(super) fn add_to(&self, headers: &mut HeaderMap, kind: PageKind) {
        for (name, value) in FOR_ALL {
            headers.insert(name, value);
        }
        if is_page(headers) && !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
            let policy = match kind {
                PageKind::App => &self.app,
                PageKind::Docs => &self.docs,
            };
            headers.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
        }
    }
}

/// Files of the hall, and what the page carries in itself: nothing that somebody wrote into it.
fn own_and(inline: &[&str]) -> String {
    [&["'self'"], inline].concat().join(" ")
}

fn is_page(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    media_type.is_some_and(|media_type| media_type.starts_with(b"text/html"))
}

/// Sockets to the page's own host. Browsers take them as `'self'`, but those before 2022 do not.
fn own_sockets(public_url: Option<&str>) -> Vec<String> {
    let sockets = |url: &str| Some(format!("ws{}", url.strip_prefix("http")?));
    public_url.and_then(sockets).into_iter().collect()
}

/// Where screens connect to, unless it is where they found the page.
fn realtime_sources(address: &ClientAddress) -> Vec<String> {
    match address {
        ClientAddress::HereOr(PublicAddress { host: None, port: None, .. })
        | ClientAddress::Nowhere => Vec::new(),
        ClientAddress::HereOr(public) => {
            let schemes = public.scheme.map_or(vec![Scheme::Http, Scheme::Https], |one| vec![one]);
            // A host that was not set is the page's own, which only the browser knows.
            let host = public.host.as_deref().unwrap_or("*");
            let one = |scheme: Scheme| {
                sources(scheme, host, public.port.unwrap_or(scheme.default_port()))
            };
            schemes.into_iter().flat_map(one).collect()
        }
        ClientAddress::Elsewhere(hosted) => match (&hosted.service, &hosted.cluster) {
            (Service::Cluster, Some(cluster)) => of_cluster(cluster),
            (Service::Cluster, None) | (Service::OwnHost, _) => of_host(hosted),
        },
    }
}

fn of_host(hosted: &Hosted) -> Vec<String> {
    sources(hosted.scheme, &hosted.host, hosted.port).to_vec()
}

/// The hosts that pusher-js makes of a cluster's name: for sockets, and for where those do not pass.
fn of_cluster(cluster: &str) -> Vec<String> {
    vec![format!("wss://ws-{cluster}.pusher.com"), format!("https://sockjs-{cluster}.pusher.com")]
}

/// A socket, and the calls that clients fall back to.
fn sources(scheme: Scheme, host: &str, port: u16) -> [String; 2] {
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    let socket = match scheme {
        Scheme::Http => "ws",
        Scheme::Https => "wss",
    };
    [socket, scheme.as_str()].map(|scheme| format!("{scheme}://{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{App, Secret};

    fn connect_src(realtime: &ClientAddress, public_url: Option<&str>) -> String {
        let policies = PagePolicies::new(realtime, public_url);
        let policy = policies.app.to_str().expect("text").to_owned();
        let (_, sources) = policy.split_once("connect-src ").expect("a part for connections");
        sources.to_owned()
    }

    fn here(host: Option<&str>, port: Option<u16>, scheme: Option<Scheme>) -> ClientAddress {
        let host = host.map(str::to_owned);
        ClientAddress::HereOr(PublicAddress { host, port, scheme, cluster: None })
    }

    fn elsewhere(service: Service, host: &str) -> ClientAddress {
        let secret = Secret::new("secret");
        ClientAddress::Elsewhere(Hosted {
            app: App { id: "1".to_owned(), key: "key".to_owned(), secret },
            scheme: Scheme::Https,
            host: host.to_owned(),
            port: 443,
            cluster: Some("ap1".to_owned()),
            service,
        })
    }

    #[test]
    fn a_page_connects_to_its_own_host_and_where_events_come_from() {
        let https = Some(Scheme::Https);
        for (address, public_url, sources) in [
            (here(None, None, https), None, "'self'"),
            (here(None, None, None), Some("https://hall.example"), "'self' wss://hall.example"),
            (
                here(Some("ws.hall.example"), None, https),
                None,
                "'self' wss://ws.hall.example:443 https://ws.hall.example:443",
            ),
            (here(None, Some(6001), https), None, "'self' wss://*:6001 https://*:6001"),
            (
                here(Some("::1"), Some(6001), Some(Scheme::Http)),
                None,
                "'self' ws://[::1]:6001 http://[::1]:6001",
            ),
            (
                elsewhere(Service::Cluster, "api-ap1.pusher.com"),
                None,
                "'self' wss://ws-ap1.pusher.com https://sockjs-ap1.pusher.com",
            ),
            (
                elsewhere(Service::OwnHost, "ws.hall.example"),
                None,
                "'self' wss://ws.hall.example:443 https://ws.hall.example:443",
            ),
            (ClientAddress::Nowhere, None, "'self'"),
        ] {
            assert_eq!(connect_src(&address, public_url), sources);
        }
    }

    #[test]
    fn a_policy_that_a_page_brings_is_left_as_it_is() {
        let policies = PagePolicies::new(&ClientAddress::Nowhere, None);
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        let own = HeaderValue::from_static("default-src 'none'");
        headers.insert(header::CONTENT_SECURITY_POLICY, own.clone());
        policies.add_to(&mut headers, PageKind::App);
        assert_eq!(headers.get(header::CONTENT_SECURITY_POLICY), Some(&own));
    }
}
