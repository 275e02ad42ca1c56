//! Closed-loop load: every connection sends its next request when it has the answer to the last.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::hall::Checkout;
use super::http::{Connection, Request};
use super::samples::Samples;
use super::server::Server;

/// What one connection sends.
#[derive(Debug, Clone)]
pub(super) enum Traffic {
    /// The same harmless request each time.
    Health(Request),
    /// A new checkout each time, numbered over all connections.
    Checkouts(Checkout, Arc<AtomicU64>),
}

/// What a stretch of load came to.
pub(super) struct Round {
    pub(super) latencies: Samples,
    pub(super) elapsed: Duration,
    pub(super) processor_time: Duration,
}

impl Traffic {
    fn next(&mut self) -> &Request {
        match self {
            Self::Health(request) => request,
            Self::Checkouts(checkout, counter) => {
                checkout.numbered(counter.fetch_add(1, Ordering::Relaxed))
            }
        }
    }

    fn expected_status(&self) -> u16 {
        match self {
            Self::Health(_) => 200,
            Self::Checkouts(..) => 201,
        }
    }
}

impl Round {
    /// Answers per second.
    pub(super) fn rate(&self) -> u128 {
        let micros = self.elapsed.as_micros().max(1);
        self.latencies.count() as u128 * 1_000_000 / micros
    }

    /// The server's processor time for one answer.
    pub(super) fn processor_time_each(&self) -> Duration {
        let count = u32::try_from(self.latencies.count()).unwrap_or(u32::MAX).max(1);
        self.processor_time / count
    }
}

/// Loads the server for some time with one connection for each traffic.
pub(super) async fn run(
    server: &Server,
    traffic: &[Traffic],
    duration: Duration,
) -> anyhow::Result<Round> {
    let mut connections = Vec::new();
    for traffic in traffic {
        connections.push((Connection::open(server.address()).await?, traffic.clone()));
    }

    let processor_time_before = server.processor_time()?;
    let started = Instant::now();
    let mut workers = JoinSet::new();
    for (connection, traffic) in connections {
        workers.spawn(keep_sending(connection, traffic, started + duration));
    }
    let mut latencies = Samples::default();
    while let Some(worker) = workers.join_next().await {
        latencies.merge(worker??);
    }
    Ok(Round {
        latencies,
        elapsed: started.elapsed(),
        processor_time: server.processor_time()?.saturating_sub(processor_time_before),
    })
}

async fn keep_sending(
    mut connection: Connection,
    mut traffic: Traffic,
    until: Instant,
) -> anyhow::Result<Samples> {
    let mut latencies = Samples::default();
    let expected = traffic.expected_status();
    let mut sent = Instant::now();
    while sent < until {
        connection.send(traffic.next()).await?.expect(expected)?;
        let answered = Instant::now();
        latencies.add(answered - sent);
        sent = answered;
    }
    Ok(latencies)
}
