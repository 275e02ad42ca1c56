//! The running hawker, as another process of the same data directory reaches it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::config::{App, Hosted, Scheme, Service, Settings, realtime_app};

/// The embedded server of the settings' hall, by its front door; a text where none was ever started.
pub(super) fn own_server(
    settings: &Settings,
    app: Option<&App>,
) -> anyhow::Result<Result<Hosted, String>> {
    let kept = match app {
        Some(app) => Some(app.clone()),
        None => realtime_app::load(&settings.data_dir)?,
    };
    let Some(app) = kept else {
        return Ok(Err(format!(
            "{} holds no {} yet and PUSHER_APP_ID is not set: no server was ever started \
             with this data directory. Start it with `hawker serve`, then try again.",
            settings.data_dir.display(),
            realtime_app::FILE_NAME,
        )));
    };
    let addr = reachable(settings.addr);
    Ok(Ok(Hosted {
        app,
        scheme: Scheme::Http,
        host: addr.ip().to_string(),
        port: addr.port(),
        cluster: None,
        service: Service::OwnHost,
    }))
}

/// Nobody can connect to "every address"; a server that listens there is found on this machine.
pub(super) fn reachable(addr: SocketAddr) -> SocketAddr {
    let ip = match addr.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(ip, addr.port())
}
