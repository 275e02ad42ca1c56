//! `GET /api/realtime/config`: all that a browser must know to listen, and no secret.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::setup::ClientAddress;
use crate::app::App;
use crate::config::{Hosted, PublicAddress, Scheme, Service};
use crate::http::Peer;

/// What pusher-js and laravel-echo are made with.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ClientConfig {
    /// Which driver announces events; `log` and `null` announce nothing.
    driver: &'static str,
    /// The app's public key.
    key: Option<String>,
    /// Pusher's cluster. pusher-js wants one even where it is given a host.
    cluster: Option<String>,
    /// Where to connect; null for the cluster's own host.
    host: Option<String>,
    port: Option<u16>,
    /// `http` or `https`; the socket is `ws` or `wss` accordingly.
    scheme: Option<&'static str>,
    /// Where subscriptions are authorised.
    auth_endpoint: &'static str,
}

const AUTH_ENDPOINT: &str = "/broadcasting/auth";
/// What a client of our own server is told where nothing is set: nothing depends on it.
const OWN_CLUSTER: &str = "hawker";

/// How to listen.
#[utoipa::path(
    get,
    path = "/api/realtime/config",
    tag = "realtime",
    responses((status = 200, body = ClientConfig))
)]
pub(super) async fn client_config(State(app): State<App>, peer: Peer) -> Json<ClientConfig> {
    let realtime = &app.realtime;
    let key = realtime.credentials.as_ref().map(|app| app.key.as_str().to_owned());
    let blank = ClientConfig {
        driver: realtime.broadcaster.name(),
        key,
        cluster: None,
        host: None,
        port: None,
        scheme: None,
        auth_endpoint: AUTH_ENDPOINT,
    };
    Json(match &realtime.address {
        ClientAddress::HereOr(public) => here(blank, public, &peer),
        ClientAddress::Elsewhere(hosted) => elsewhere(blank, hosted),
        ClientAddress::Nowhere => blank,
    })
}

fn here(blank: ClientConfig, public: &PublicAddress, peer: &Peer) -> ClientConfig {
    let found_by = if peer.is_https { Scheme::Https } else { Scheme::Http };
    let scheme = public.scheme.unwrap_or(found_by);
    let authority = peer.host.as_deref().and_then(|host| host.parse().ok());
    let authority: Option<http::uri::Authority> = authority;
    let port = authority.as_ref().and_then(http::uri::Authority::port_u16);
    let host = authority.map(|authority| authority.host().to_owned());
    ClientConfig {
        cluster: Some(public.cluster.clone().unwrap_or_else(|| OWN_CLUSTER.to_owned())),
        host: public.host.clone().or(host),
        port: Some(public.port.or(port).unwrap_or(scheme.default_port())),
        scheme: Some(scheme.as_str()),
        ..blank
    }
}

fn elsewhere(blank: ClientConfig, hosted: &Hosted) -> ClientConfig {
    let scheme = Some(hosted.scheme.as_str());
    match hosted.service {
        Service::Cluster => ClientConfig { cluster: hosted.cluster.clone(), scheme, ..blank },
        Service::OwnHost => ClientConfig {
            cluster: Some(hosted.cluster.clone().unwrap_or_else(|| OWN_CLUSTER.to_owned())),
            host: Some(hosted.host.clone()),
            port: Some(hosted.port),
            scheme,
            ..blank
        },
    }
}
