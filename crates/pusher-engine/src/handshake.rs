//! `GET /app/{key}`: who may connect.
//!
//! A client that may not is upgraded all the same, told why in a `pusher:error` frame and closed
//! with the same code: that is the only refusal that clients understand.

use std::fmt::Display;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, SEC_WEBSOCKET_VERSION, UPGRADE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use pusher_protocol::{Code, ProtocolVersion, VersionError, server_frame};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::app::{App, AppStatus};
use crate::engine::Inner;
use crate::hub::{Hub, Seat};
use crate::session::Session;
use crate::transport::websocket::{Decoder, Inbound, Life, Upgrade, UpgradeError};
use crate::transport::{Close, Coding, Frame, Manner, Stream};

/// How large a message may be that a refused client still sends; nobody looks at it.
const MAX_LATE_BYTES: usize = 64 * 1024;

/// A client that asks to connect, and what it will be told.
pub(crate) struct Entry {
    engine: Arc<Inner>,
    verdict: Result<Admitted, Refusal>,
}

/// A connection that is let in.
pub(crate) struct Admitted {
    pub(crate) app: Arc<App>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) seat: Seat,
    pub(crate) protocol: ProtocolVersion,
    /// Taken before the request is answered, so that a shutdown waits for this connection too.
    pub(crate) token: TaskTrackerToken,
}

/// A connection that is not.
pub(crate) struct Refusal {
    code: Code,
    message: String,
}

/// The route that clients connect to.
pub(crate) fn routes() -> Router<Arc<Inner>> {
    Router::new()
        .route("/app/{key}", get(connect))
        // Addresses are put together by hand, too.
        .route("/app/{key}/", get(connect))
        .route("/app", get(connect_to_nothing))
        .route("/app/", get(connect_to_nothing))
}

async fn connect(
    State(engine): State<Arc<Inner>>,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let verdict = || admit(&engine, &key, query.as_deref().unwrap_or_default());
    upgrade(&engine, request, verdict)
}

/// A WebSocket whose path names no app. Clients that are only not found would try for ever.
async fn connect_to_nothing(State(engine): State<Arc<Inner>>, request: Request) -> Response {
    match request.headers().contains_key(UPGRADE) {
        true => {
            upgrade(&engine, request, || Err(Refusal::new(Code::PathNotFound, "Path not found")))
        }
        false => StatusCode::NOT_FOUND.into_response(),
    }
}

fn upgrade(
    engine: &Arc<Inner>,
    mut request: Request,
    verdict: impl FnOnce() -> Result<Admitted, Refusal>,
) -> Response {
    let upgrade = match Upgrade::read(request.headers(), engine.settings.compression) {
        Ok(upgrade) => upgrade,
        Err(error) => return refuse_upgrade(error),
    };
    let entry = Entry { engine: Arc::clone(engine), verdict: verdict() };
    let coding = upgrade.coding();
    let upgraded = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        if let Ok(upgraded) = upgraded.await {
            let (stream, early) = Stream::from_upgraded(upgraded);
            entry.begin(stream, coding, &early);
        }
    });
    let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
    for (name, value) in upgrade.headers() {
        let value = HeaderValue::from_str(value).expect("base64 and fixed texts are plain");
        response.headers_mut().insert(name, value);
    }
    response
}

fn refuse_upgrade(error: UpgradeError) -> Response {
    let status = match error {
        UpgradeError::NotAsked | UpgradeError::Version => StatusCode::UPGRADE_REQUIRED,
        UpgradeError::Key => StatusCode::BAD_REQUEST,
    };
    let headers = [(UPGRADE, "websocket"), (SEC_WEBSOCKET_VERSION, "13")];
    (status, headers, error.to_string()).into_response()
}

impl Entry {
    /// Decides whether a client may connect.
    pub(crate) fn new(engine: &Arc<Inner>, key: &str, query: &str) -> Self {
        Self { engine: Arc::clone(engine), verdict: admit(engine, key, query) }
    }

    /// Goes on as a WebSocket, in a task of its own, with what was read along with the request.
    pub(crate) fn begin(self, stream: Stream, coding: Coding, early: &[u8]) {
        let engine = self.engine;
        match self.verdict {
            Ok(Admitted { app, hub, seat, protocol, token }) => {
                engine.ensure_sweep();
                engine.ensure_pump(&app, &hub);
                let (receiver, wire) = stream.split();
                let manner = Manner { wire, coding, protocol };
                let session = Session::open(&engine, app, hub, seat, manner);
                tokio::spawn(Life::new(session, receiver, coding, early, token));
            }
            Err(refusal) => {
                let close_timeout = engine.settings.close_timeout;
                // A client that is gone, or does not go, needs no more.
                tokio::spawn(timeout(close_timeout, refuse(stream, refusal)));
            }
        }
    }
}

/// Lets a client in, or says why not.
pub(crate) fn admit(engine: &Inner, key: &str, query: &str) -> Result<Admitted, Refusal> {
    let app = engine
        .find_app_by_key(key)
        .ok_or_else(|| Refusal::new(Code::AppNotFound, "No app has this key"))?;
    if app.status == AppStatus::Disabled {
        return Err(Refusal::new(Code::AppDisabled, "The app is disabled"));
    }
    let protocol = protocol_in(query).map_err(|error| Refusal::new(error.code(), error))?;
    let hub = engine.hub(&app.id);
    if engine.is_draining() {
        hub.counters.refused_over_capacity.add(1);
        return Err(Refusal::new(Code::OverCapacity, "The server is going away"));
    }
    let Some(seat) = hub.take_seat(app.limits.max_connections) else {
        hub.counters.refused_over_capacity.add(1);
        return Err(Refusal::new(Code::OverCapacity, "The app has no connection left"));
    };
    Ok(Admitted { app, hub, seat, protocol, token: engine.tasks.token() })
}

/// The version that a client speaks. The client's name is in the query too, and does not matter.
fn protocol_in(query: &str) -> Result<ProtocolVersion, VersionError> {
    let parameter = |wanted: &str| {
        let mut parameters = form_urlencoded::parse(query.as_bytes());
        parameters.find(|(name, _)| name == wanted).map(|(_, value)| value)
    };
    ProtocolVersion::parse(parameter("protocol").as_deref(), parameter("version").as_deref())
}

/// Says why, closes, and reads until the client has closed too.
async fn refuse(mut stream: Stream, refusal: Refusal) -> std::io::Result<()> {
    let (error, close) = (refusal.error(), Frame::close(refusal.close()));
    stream.write_all(&[error.bytes(), close.bytes()].concat()).await?;
    stream.flush().await?;
    let (mut decoder, mut buffer) = (Decoder::new(Coding::Plain), [0; 512]);
    let mut is_over = false;
    while !is_over {
        let length = stream.read(&mut buffer).await?;
        is_over = length == 0;
        decoder.decode(&mut buffer[..length], MAX_LATE_BYTES, |inbound| match inbound {
            Inbound::Close(_) | Inbound::Refused(_) => is_over = true,
            Inbound::Text(_) | Inbound::Ping(_) | Inbound::Pong => {}
        });
    }
    Ok(())
}

impl Refusal {
    fn new(code: Code, message: impl Display) -> Self {
        let message = message.to_string();
        Self { code, message }
    }

    /// What the client is told.
    pub(crate) fn error(&self) -> Frame {
        Frame::from(server_frame::error(Some(self.code), &self.message))
    }

    /// How it is closed then.
    pub(crate) fn close(&self) -> Close {
        Close { code: self.code, reason: "Refused" }
    }
}
