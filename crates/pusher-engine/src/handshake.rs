//! `GET /app/{key}`: who may connect.
//!
//! A client that may not is upgraded all the same, told why in a `pusher:error` frame and closed
//! with the same code: that is the only refusal that clients understand.

use std::fmt::Display;
use std::sync::Arc;

use axum::Router;
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use axum::routing::get;
use pusher_protocol::{Code, ProtocolVersion, server_frame};
use tokio::time::timeout;

use crate::app::{App, AppLimits, AppStatus};
use crate::engine::Inner;
use crate::hub::{Hub, Seat};
use crate::session::Session;
use crate::transport::{self, Broken, Close, Frame};

/// A connection that is let in.
struct Admitted {
    app: Arc<App>,
    hub: Arc<Hub>,
    seat: Seat,
}

/// A connection that is not.
struct Refusal {
    code: Code,
    message: String,
}

/// The route that clients connect to.
pub(crate) fn routes() -> Router<Arc<Inner>> {
    Router::new().route("/app/{key}", get(connect))
}

async fn connect(
    State(engine): State<Arc<Inner>>,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
    upgrade: WebSocketUpgrade,
) -> Response {
    match admit(&engine, &key, query.as_deref().unwrap_or_default()) {
        Ok(admitted) => let_in(engine, admitted, upgrade),
        Err(refusal) => {
            let limit = AppLimits::default().max_message_bytes;
            transport::configure(upgrade, limit)
                .on_upgrade(async move |socket| refuse(&engine, socket, &refusal).await)
        }
    }
}

fn let_in(engine: Arc<Inner>, admitted: Admitted, upgrade: WebSocketUpgrade) -> Response {
    engine.ensure_sweep();
    engine.ensure_pump(&admitted.app, &admitted.hub);
    // Taken before the answer is sent, so that a shutdown waits for this connection too.
    let task = engine.tasks.token();
    let limit = admitted.app.limits.max_message_bytes;
    transport::configure(upgrade, limit).on_upgrade(async move |socket| {
        let Admitted { app, hub, seat } = admitted;
        Session::open(&engine, app, hub, seat).run(socket).await;
        drop(task);
    })
}

fn admit(engine: &Inner, key: &str, query: &str) -> Result<Admitted, Refusal> {
    let app = engine
        .find_app_by_key(key)
        .ok_or_else(|| Refusal::new(Code::AppNotFound, "No app has this key"))?;
    if app.status == AppStatus::Disabled {
        return Err(Refusal::new(Code::AppDisabled, "The app is disabled"));
    }
    // Client name and library version are in the query too, and do not matter.
    let protocol = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "protocol");
    let protocol = protocol.as_ref().map(|(_, value)| value.as_ref());
    ProtocolVersion::parse(protocol).map_err(|error| Refusal::new(error.code(), error))?;
    let hub = engine.hub(&app.id);
    if engine.is_draining() {
        hub.counters.refused_over_capacity.add(1);
        return Err(Refusal::new(Code::OverCapacity, "The server is going away"));
    }
    let Some(seat) = hub.take_seat(app.limits.max_connections) else {
        hub.counters.refused_over_capacity.add(1);
        return Err(Refusal::new(Code::OverCapacity, "The app has no connection left"));
    };
    Ok(Admitted { app, hub, seat })
}

async fn refuse(engine: &Inner, socket: WebSocket, refusal: &Refusal) {
    let (mut reader, mut writer) = transport::split(socket);
    let say_why = async {
        let error = server_frame::error(Some(refusal.code), &refusal.message);
        writer.feed(Frame::from(error)).await?;
        let reason = "Refused";
        writer.close(Close { code: refusal.code, reason }).await?;
        reader.drain().await;
        Ok::<(), Broken>(())
    };
    // A client that is gone, or does not go, needs no more.
    let _ = timeout(engine.settings.close_timeout, say_why).await;
}

impl Refusal {
    fn new(code: Code, message: impl Display) -> Self {
        let message = message.to_string();
        Self { code, message }
    }
}
