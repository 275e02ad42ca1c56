//! What an operator sees: structured logs and the numbers behind `/metrics`.

use std::time::Duration;

use axum::http::StatusCode;
use hawker_domain::order::MoveKind;
use metrics::{Counter, Gauge, Histogram, Key, Label, Level, Metadata, Recorder, Unit};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Sends the log to standard error, as `log` says.
pub fn start_logging(log: &Log) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&log.filter)?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match log.format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    }
    .map_err(|error| anyhow::anyhow!("cannot start the log: {error}"))
}

/// The numbers of one server. The handles are looked up once: counting is an atomic addition.
pub struct Metrics {
    prometheus: PrometheusHandle,
    requests: [Counter; 5],
    request_seconds: Histogram,
    orders_placed: Counter,
    moves: Vec<(MoveKind, Counter)>,
    /// Events that the relay has published.
    pub events_published: Counter,
    /// Tries of the relay that failed.
    pub publish_failures: Counter,
    /// Events that wait to be published.
    pub relay_lag_events: Gauge,
    /// How long the oldest of them has waited, in seconds.
    pub relay_lag_seconds: Gauge,
    /// Commits of the database.
    pub commits: Gauge,
    /// Sockets that are connected to the embedded real-time server.
    pub connections: Gauge,
    /// Channels that somebody listens to there.
    pub channels: Gauge,
    /// Sockets that were closed because they did not read.
    pub slow_readers: Gauge,
}

impl Metrics {
    /// Numbers that all stand at zero.
    pub fn new() -> anyhow::Result<Self> {
        let buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];
        let recorder = PrometheusBuilder::new().set_buckets(&buckets)?.build_recorder();
        let moves = MoveKind::ALL.iter().map(|kind| {
            let label = Label::new("move", kind.as_str());
            (*kind, counter(&recorder, "hawker_order_moves_total", vec![label]))
        });
        describe(&recorder);
        Ok(Self {
            requests: ["1xx", "2xx", "3xx", "4xx", "5xx"].map(|class| {
                counter(&recorder, "hawker_http_requests_total", vec![Label::new("status", class)])
            }),
            request_seconds: histogram(&recorder, "hawker_http_request_seconds"),
            orders_placed: counter(&recorder, "hawker_orders_placed_total", vec![]),
            moves: moves.collect(),
            events_published: counter(&recorder, "hawker_events_published_total", vec![]),
            publish_failures: counter(&recorder, "hawker_publish_failures_total", vec![]),
            relay_lag_events: gauge(&recorder, "hawker_relay_lag_events"),
            relay_lag_seconds: gauge(&recorder, "hawker_relay_lag_seconds"),
            commits: gauge(&recorder, "hawker_store_commits"),
            connections: gauge(&recorder, "hawker_realtime_connections"),
            channels: gauge(&recorder, "hawker_realtime_channels"),
            slow_readers: gauge(&recorder, "hawker_realtime_slow_readers_closed"),
            prometheus: recorder.handle(),
        })
    }

    /// Notes an answered request.
    pub fn request(&self, status: StatusCode, took: Duration) {
        let class = usize::from(status.as_u16() / 100).clamp(1, 5) - 1;
        self.requests[class].increment(1);
        self.request_seconds.record(took.as_secs_f64());
    }

    /// Notes placed orders.
    pub fn orders_placed(&self, count: usize) {
        self.orders_placed.increment(count as u64);
    }

    /// Notes a move.
    pub fn moved(&self, made: MoveKind) {
        if let Some((_, counter)) = self.moves.iter().find(|(kind, _)| *kind == made) {
            counter.increment(1);
        }
    }

    /// All numbers in Prometheus' text format.
    pub fn render(&self) -> String {
        self.prometheus.run_upkeep();
        self.prometheus.render()
    }
}

const METADATA: Metadata<'static> =
    Metadata::new(module_path!(), Level::INFO, Some(module_path!()));

fn counter(recorder: &PrometheusRecorder, name: &'static str, labels: Vec<Label>) -> Counter {
    recorder.register_counter(&Key::from_parts(name, labels), &METADATA)
}

fn gauge(recorder: &PrometheusRecorder, name: &'static str) -> Gauge {
    recorder.register_gauge(&Key::from_name(name), &METADATA)
}

fn histogram(recorder: &PrometheusRecorder, name: &'static str) -> Histogram {
    recorder.register_histogram(&Key::from_name(name), &METADATA)
}

fn describe(recorder: &PrometheusRecorder) {
    let count = Some(Unit::Count);
    for (name, what) in [
        ("hawker_http_requests_total", "Answered requests by class of status"),
        ("hawker_orders_placed_total", "Orders that were placed"),
        ("hawker_order_moves_total", "Moves that orders made"),
        ("hawker_events_published_total", "Events that the relay has published"),
        ("hawker_publish_failures_total", "Tries of the relay that failed"),
    ] {
        recorder.describe_counter(name.into(), count, what.into());
    }
    for (name, what) in [
        ("hawker_relay_lag_events", "Events that wait to be published"),
        ("hawker_relay_lag_seconds", "How long the oldest of them has waited"),
        ("hawker_store_commits", "Commits of the database since the start"),
        ("hawker_realtime_connections", "Sockets connected to the embedded real-time server"),
        ("hawker_realtime_channels", "Channels that somebody listens to there"),
        ("hawker_realtime_slow_readers_closed", "Sockets closed because they did not read"),
    ] {
        recorder.describe_gauge(name.into(), count, what.into());
    }
    let seconds = Some(Unit::Seconds);
    recorder.describe_histogram(
        "hawker_http_request_seconds".into(),
        seconds,
        "How long requests took".into(),
    );
}
