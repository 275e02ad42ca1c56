//! Connections over plain HTTP, for clients that no WebSocket reaches: pusher-js's
//! `xhr_streaming` and `xhr_polling`.
//!
//! A client draws the id of a session and names it in every request's path. It receives by a
//! request that stays open, and sends by others:
//!
//! - `POST /app/{key}/{server}/{session}/xhr_streaming` is answered line by line for as long as
//!   the client reads;
//! - `POST .../xhr` is answered once there is something, and asked again;
//! - `POST .../xhr_send` has messages in its body.
//!
//! All of it is there below `/pusher` too, where pusher-js looks for it by default.
//!
//! Behind the lines, a [`Visit`] is a connection like every other: only that it has no task, and
//! its frames are taken by whichever request receives at the moment.

mod answer;
mod desk;
mod receive;
mod send;
mod visit;
mod visits;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use axum::routing::post;

use crate::engine::Inner;
use crate::handshake::{self, Refusal};
use crate::transport::{Frame, Lines};
use answer::{not_found, preflight};
use receive::Receive;
use visit::Visit;
use visits::VisitId;
pub(crate) use visits::Visits;

/// Where the routes are: beside those of WebSockets, and where pusher-js looks by default.
const PREFIXES: [&str; 2] = ["", "/pusher"];

/// What a path names: key, server and session.
type Named = Path<(String, String, String)>;

/// The routes of the fallbacks.
pub(crate) fn routes() -> Router<Arc<Inner>> {
    PREFIXES.into_iter().fold(Router::new(), |router, prefix| {
        let at = |call: &str| format!("{prefix}/app/{{key}}/{{server}}/{{session}}/{call}");
        router
            .route(&at("xhr_streaming"), post(stream).options(preflight))
            .route(&at("xhr"), post(poll).options(preflight))
            .route(&at("xhr_send"), post(send::send).options(preflight))
    })
}

async fn stream(
    State(engine): State<Arc<Inner>>,
    Path(named): Named,
    RawQuery(query): RawQuery,
) -> Response {
    match begin(&engine, &named, query.as_deref()) {
        Begun::Receive(receive) => answer::stream(receive),
        Begun::Answer(response) => response,
    }
}

async fn poll(
    State(engine): State<Arc<Inner>>,
    Path(named): Named,
    RawQuery(query): RawQuery,
) -> Response {
    match begin(&engine, &named, query.as_deref()) {
        Begun::Receive(mut receive) => answer::lines(receive.next().await.unwrap_or_default()),
        Begun::Answer(response) => response,
    }
}

/// What comes of a request that wants to receive.
enum Begun {
    Receive(Receive),
    Answer(Response),
}

/// Goes on with a session, or opens one.
fn begin(engine: &Arc<Inner>, named: &(String, String, String), query: Option<&str>) -> Begun {
    let (key, server, session) = named;
    let Some(id) = VisitId::new(key, server, session) else {
        return Begun::Answer(not_found());
    };
    if let Some(receive) = engine.visits.find(&id).and_then(Visit::receive) {
        return Begun::Receive(receive);
    }
    let admitted = match handshake::admit(engine, key, query.unwrap_or_default()) {
        Ok(admitted) => admitted,
        Err(refusal) => return Begun::Answer(refuse(&refusal)),
    };
    let visit = Visit::open(engine, id, admitted);
    match engine.visits.add(visit).receive() {
        Some(receive) => Begun::Receive(receive),
        // Another had this id at this moment, and is over.
        None => Begun::Answer(not_found()),
    }
}

/// All that a client has to be told for it to stay away or to come back later, in one answer:
/// nothing of it is kept.
fn refuse(refusal: &Refusal) -> Response {
    let mut lines = Lines::default();
    lines.open();
    lines.push(&refusal.error());
    lines.push(&Frame::close(refusal.close()));
    answer::lines(lines.into_text())
}
