//! What tells an operator's tools how the server does: `/healthz`, `/readyz`, `/metrics`.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use hawker_store::outbox;
use serde_json::json;

use crate::app::App;
use crate::problem::Problem;

/// How long the oldest event may wait before the server counts as not ready: screens fall behind.
const MAX_LAG_SECONDS: i64 = 30;

/// The routes of this feature. They are for tools of the operator, not for clients of the API.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
}

/// The process answers.
async fn healthz() -> &'static str {
    "ok"
}

/// The database answers and events are announced in time.
async fn readyz(State(app): State<App>) -> Response {
    let lag = match Lag::read(&app).await {
        Ok(lag) => lag,
        Err(problem) => return problem.into_response(),
    };
    let is_ready = lag.seconds <= MAX_LAG_SECONDS;
    let status = if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({
        "ready": is_ready,
        "database": "ok",
        "driver": app.realtime.broadcaster.name(),
        "relay": { "waiting_events": lag.events, "oldest_waits_seconds": lag.seconds },
    });
    (status, Json(body)).into_response()
}

/// The server's numbers, in Prometheus' text format.
async fn metrics(State(app): State<App>) -> Result<Response, Problem> {
    let lag = Lag::read(&app).await?;
    let metrics = &app.metrics;
    metrics.relay_lag_events.set(as_number(lag.events));
    metrics.relay_lag_seconds.set(as_number(lag.seconds));
    metrics.commits.set(as_number(i64::try_from(app.store.commits()).unwrap_or(i64::MAX)));
    if let Some(engine) = &app.realtime.engine {
        let stats = engine.stats();
        let count = |count: usize| as_number(i64::try_from(count).unwrap_or(i64::MAX));
        metrics.connections.set(count(stats.connections));
        metrics.channels.set(count(stats.channels));
        let slow = i64::try_from(stats.slow_readers_closed).unwrap_or(i64::MAX);
        metrics.slow_readers.set(as_number(slow));
    }
    let mut text = metrics.render();
    if let Some(engine) = &app.realtime.engine {
        text.push_str(&engine.prometheus());
    }
    let headers = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    Ok((headers, text).into_response())
}

/// Prometheus' numbers are floats; counts are exact in them up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "the text format has nothing but floats")]
fn as_number(count: i64) -> f64 {
    count as f64
}

struct Lag {
    events: i64,
    seconds: i64,
}

impl Lag {
    async fn read(app: &App) -> Result<Self, Problem> {
        let (events, oldest) = app.read(outbox::lag).await?;
        let now = app.clock.now().as_millisecond();
        let seconds = oldest.map_or(0, |oldest| (now - oldest).max(0) / 1_000);
        Ok(Self { events, seconds })
    }
}
