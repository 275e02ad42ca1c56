//! `hawker channels`: shows who listens to what on the real-time server.
//!
//! It asks the running server over the Pusher HTTP API, signed with the app's secret: whoever may
//! read the data directory, or the settings, may see this, and nobody else.

mod table;

use std::io::Write;
use std::process::ExitCode;

use pusher_protocol::api::Overview;
use pusher_protocol::{Credentials, query_auth};
use reqwest::StatusCode;

use super::own_server::own_server;
use crate::clock::Clock;
use crate::config::{Broadcast, Hosted, Settings};
use crate::realtime::{pusher, with_causes};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Only channels whose names begin so.
    pub prefix: String,
    /// Most channels that are shown.
    pub limit: u32,
}

/// Shows the overview of the server that the settings name; fails where there is none.
pub async fn run(
    settings: &Settings,
    request: &Request,
    clock: &Clock,
    out: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    let server = match &settings.broadcast {
        Broadcast::Pusher(server) => Ok(server.clone()),
        Broadcast::Embedded { app, .. } => own_server(settings, app.as_ref())?,
        Broadcast::Log | Broadcast::Null => {
            Err("Nobody listens while BROADCAST_DRIVER is `log` or `null`.".to_owned())
        }
    };
    let overview = match server {
        Ok(server) => ask(&server, request, clock).await?,
        Err(reason) => Err(reason),
    };
    match overview {
        Ok(overview) => {
            table::write(&overview, out)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(reason) => {
            writeln!(out, "{reason}")?;
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Asks a server; an error text where it does not answer as it should.
async fn ask(
    server: &Hosted,
    request: &Request,
    clock: &Clock,
) -> anyhow::Result<Result<Overview, String>> {
    let client = pusher::client(server.scheme)?;
    let credentials = Credentials::new(server.app.key.as_str(), server.app.secret.expose());
    let path = format!("/apps/{}/overview", server.app.id);
    let limit = request.limit.to_string();
    let parameters = [("filter_by_prefix", request.prefix.as_str()), ("limit", limit.as_str())];
    let now = u64::try_from(clock.now().as_second()).unwrap_or(0);
    let query = query_auth::sign(&credentials, "GET", &path, &parameters, b"", now);
    let url = format!("{}{path}?{query}", server.base_url());
    let answer = match client.get(url).timeout(pusher::CALL_TIMEOUT).send().await {
        Ok(answer) => answer,
        // The address holds a signature.
        Err(error) => {
            let why = with_causes(&error.without_url());
            return Ok(Err(format!("No server answers at {}: {why}", server.base_url())));
        }
    };
    let status = answer.status();
    let text = answer.text().await?;
    Ok(match status {
        StatusCode::OK => Ok(serde_json::from_str(&text)?),
        StatusCode::NOT_FOUND => {
            Err(format!("The server at {} cannot tell; hawker's own can.", server.base_url()))
        }
        status => Err(format!("The server at {} answered {status}: {text}", server.base_url())),
    })
}
