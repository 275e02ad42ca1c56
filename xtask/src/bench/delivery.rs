//! How soon an order is on the stall's screen: from the answer to its checkout to the frame in the client.
//!
//! Every stall has one connected screen, a WebSocket subscribed like any Pusher client. Orders are placed at a fixed
//! rate, whether or not the earlier ones were answered. Both ends are in this process, so one clock measures both.

mod screens;
mod tally;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use self::tally::{Sighting, Tally};
use super::hall::{Checkout, Hall};
use super::http::Connection;
use super::samples::Millis;
use super::server::{Server, Subject};
use super::{Verdict, all, judge};
use crate::workspace::Workspace;

const WANTED_P99: Duration = Duration::from_millis(10);

/// How long the last events may take before they count as lost.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many stalls, how many orders.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    subject: Subject,
    /// Stalls, each with one connected screen
    #[arg(long, default_value_t = 500)]
    vendors: usize,
    /// Orders placed per second
    #[arg(long, default_value_t = 200)]
    rate: u32,
    /// How long orders are placed
    #[arg(long, default_value_t = 15)]
    seconds: u32,
    /// Connections that the orders are placed over
    #[arg(long, default_value_t = 64)]
    connections: usize,
}

pub(super) async fn run(workspace: &Workspace, options: &Options) -> anyhow::Result<Verdict> {
    let server = Server::start(
        workspace,
        &options.subject,
        &["--demo-vendors", &options.vendors.to_string()],
    )?;
    let mut hall = Hall::open(&server).await?;
    println!("logging in {} stalls", options.vendors);
    let staff = hall.staff(options.vendors).await?;
    let checkouts = checkouts(&mut hall, &staff).await?;

    let (sightings, mut seen) = mpsc::unbounded_channel();
    let _screens = screens::connect(&mut hall, &staff, &sightings).await?;
    println!("{} screens are connected; placing {} orders/s", staff.len(), options.rate);

    let placing = place(&hall, checkouts, options, sightings);
    let mut tally = Tally::default();
    let expected = collect(placing, &mut seen, &mut tally).await?;
    Ok(conclude(&mut tally, expected))
}

async fn checkouts(hall: &mut Hall, staff: &[super::hall::Staff]) -> anyhow::Result<Vec<Checkout>> {
    let customers = hall.customers().await?;
    let mut checkouts = Vec::new();
    for (staff, token) in staff.iter().zip(customers.iter().cycle()) {
        checkouts.push(hall.checkout(staff.vendor_id, token).await?);
    }
    ensure!(checkouts.len() == staff.len(), "the hall has no customers");
    Ok(checkouts)
}

/// Places orders at the given rate, one stall after the other, and answers how many were placed.
async fn place(
    hall: &Hall,
    checkouts: Vec<Checkout>,
    options: &Options,
    sightings: mpsc::UnboundedSender<Sighting>,
) -> anyhow::Result<usize> {
    let connections = idle_connections(hall, options.connections).await?;
    let mut clock = interval(Duration::from_secs(1) / options.rate.max(1));
    // A late tick is made up for, or the load would shrink exactly when the server is slow.
    clock.set_missed_tick_behavior(MissedTickBehavior::Burst);

    let total = usize::try_from(options.rate * options.seconds)?;
    let stalls = checkouts.len();
    let mut placings = JoinSet::new();
    for number in 0..total {
        clock.tick().await;
        let checkout = &checkouts[number % stalls];
        placings.spawn(place_one(connections.clone(), checkout.clone(), number, sightings.clone()));
    }
    while let Some(placing) = placings.join_next().await {
        placing??;
    }
    Ok(total)
}

type Connections =
    Arc<(mpsc::UnboundedSender<Connection>, Mutex<mpsc::UnboundedReceiver<Connection>>)>;

async fn idle_connections(hall: &Hall, count: usize) -> anyhow::Result<Connections> {
    let (give_back, take) = mpsc::unbounded_channel();
    for _ in 0..count {
        give_back.send(Connection::open(hall.address()).await?)?;
    }
    Ok(Arc::new((give_back, Mutex::new(take))))
}

async fn place_one(
    connections: Connections,
    mut checkout: Checkout,
    number: usize,
    sightings: mpsc::UnboundedSender<Sighting>,
) -> anyhow::Result<()> {
    let mut connection =
        connections.1.lock().await.recv().await.context("no connection is left")?;
    let request = checkout.numbered(u64::try_from(number)? + 1);
    let answer = connection.send(request).await?;
    let at = Instant::now();
    answer.expect(201)?;
    let body: serde_json::Value = serde_json::from_slice(answer.body)?;
    let order = body["orders"][0]["id"].as_i64().context("a checkout without an order")?;
    sightings.send(Sighting::Answered { order, at })?;
    connections.0.send(connection)?;
    Ok(())
}

/// Counts sightings while the orders are placed and then until all of them were seen; answers how many there should be.
async fn collect(
    placing: impl Future<Output = anyhow::Result<usize>>,
    seen: &mut mpsc::UnboundedReceiver<Sighting>,
    tally: &mut Tally,
) -> anyhow::Result<usize> {
    let mut placing = std::pin::pin!(placing);
    let expected = loop {
        tokio::select! {
            placed = &mut placing => break placed?,
            Some(sighting) = seen.recv() => tally.add(sighting)?,
        }
    };
    while tally.complete() < expected {
        match timeout(PATIENCE, seen.recv()).await {
            Ok(Some(sighting)) => tally.add(sighting)?,
            // What is missing now is told in the result, as missing.
            Ok(None) | Err(_) => break,
        }
    }
    Ok(expected)
}

fn conclude(tally: &mut Tally, expected: usize) -> Verdict {
    let missing = expected - tally.complete();
    let p99 = tally.latencies().percentile(99);
    println!("\norders placed and seen   {} of {expected}", tally.complete());
    println!("  p50                    {}", Millis(tally.latencies().percentile(50)));
    println!("  p99                    {}", Millis(p99));
    println!("  slowest                {}", Millis(tally.latencies().percentile(100)));
    println!("  seen before the answer {} (counted as 0)\n", tally.seen_before_answer());
    all(&[
        judge("every order is on its screen", missing == 0),
        judge("p99 at most 10 ms", p99 <= WANTED_P99),
    ])
}
