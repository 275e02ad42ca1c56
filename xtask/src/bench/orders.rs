//! How many checkouts a second: closed loop, one stall, two lines, SQLite with `synchronous=FULL`.
//!
//! The number alone would say as much about the machine as about hawker. So `GET /healthz`, which does nothing but be
//! answered, is measured over as many connections in alternating rounds, and the ratio of the two is the goal: of each
//! round to the one right before it, because a machine that others share is not as fast a minute later.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use anyhow::Context;

use super::hall::Hall;
use super::http::Request;
use super::load::{self, Round, Traffic};
use super::samples::{Millis, median};
use super::server::{Server, Subject};
use super::{Verdict, all, judge};
use crate::workspace::Workspace;

const WANTED_RATIO_PERMILLE: u128 = 250;
const WANTED_P99: Duration = Duration::from_millis(50);

/// How long and how hard.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    subject: Subject,
    /// Connections, each with one request on its way
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// Rounds of each kind; medians are told
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Length of a round
    #[arg(long, default_value_t = 5)]
    seconds: u64,
}

#[derive(Default)]
struct Medians {
    rates: Vec<u128>,
    p50s: Vec<Duration>,
    p99s: Vec<Duration>,
    processor_times: Vec<Duration>,
}

pub(super) async fn run(workspace: &Workspace, options: &Options) -> anyhow::Result<Verdict> {
    let server = Server::start(workspace, &options.subject, &[])?;
    let mut hall = Hall::open(&server).await?;
    let health = vec![Traffic::Health(Request::get("/healthz", None)); options.connections];
    let checkouts = checkouts(&mut hall, options.connections).await?;

    let length = Duration::from_secs(options.seconds);
    println!("warming up");
    load::run(&server, &health, length / 2).await?;
    load::run(&server, &checkouts, length / 2).await?;

    let (mut of_health, mut of_checkouts) = (Medians::default(), Medians::default());
    for _ in 0..options.rounds {
        of_health.add("GET /healthz", load::run(&server, &health, length).await?);
        of_checkouts.add("checkouts", load::run(&server, &checkouts, length).await?);
    }
    conclude(&of_health, &of_checkouts).context("at least one round is needed")
}

/// One checkout per connection, shared out among the customers of the hall.
async fn checkouts(hall: &mut Hall, connections: usize) -> anyhow::Result<Vec<Traffic>> {
    let vendor = hall.any_vendor().await?;
    let mut of_customers = Vec::new();
    for token in hall.customers().await? {
        of_customers.push(hall.checkout(vendor, &token).await?);
    }
    let counter = Arc::new(AtomicU64::new(1));
    Ok(of_customers
        .iter()
        .cycle()
        .take(connections)
        .map(|checkout| Traffic::Checkouts(checkout.clone(), Arc::clone(&counter)))
        .collect())
}

impl Medians {
    fn add(&mut self, title: &str, mut round: Round) {
        let (rate, each) = (round.rate(), round.processor_time_each());
        let (p50, p99) = (round.latencies.percentile(50), round.latencies.percentile(99));
        println!(
            "{title:<14} {rate:>7}/s   p50 {:>9}   p99 {:>9}   CPU {} us each",
            Millis(p50),
            Millis(p99),
            each.as_micros()
        );
        self.rates.push(rate);
        self.p50s.push(p50);
        self.p99s.push(p99);
        self.processor_times.push(each);
    }
}

fn conclude(health: &Medians, checkouts: &Medians) -> Option<Verdict> {
    let (health_rate, orders_rate) = (median(&health.rates)?, median(&checkouts.rates)?);
    let p99 = median(&checkouts.p99s)?;
    let ratios: Vec<u128> = health.rates.iter().zip(&checkouts.rates).map(ratio_permille).collect();
    let ratio_permille = median(&ratios)?;
    println!("\nmedians");
    println!("  orders/s        {orders_rate}");
    println!("  p50             {}", Millis(median(&checkouts.p50s)?));
    println!("  p99             {}", Millis(p99));
    println!("  CPU per order   {} us", median(&checkouts.processor_times)?.as_micros());
    println!("  healthz/s       {health_rate}");
    println!("  ratio           {}.{:03}\n", ratio_permille / 1000, ratio_permille % 1000);
    Some(all(&[
        judge("at least 0.25 of healthz", ratio_permille >= WANTED_RATIO_PERMILLE),
        judge("p99 at most 50 ms", p99 <= WANTED_P99),
    ]))
}

fn ratio_permille((health_rate, orders_rate): (&u128, &u128)) -> u128 {
    orders_rate * 1000 / (*health_rate).max(1)
}
