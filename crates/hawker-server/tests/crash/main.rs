//! The promise under `kill -9`: a placed order is always seen.
//!
//! Customers order, staff accept, and a screen listens on every channel, while the real binary is killed at random
//! moments and started again on the same data. Afterwards every checkout that was answered must exist and have been
//! announced, every channel's positions must be whole, and every screen must have shown each event of its channel
//! exactly once, although it was cut off each time.

mod audit;
mod hall;
mod load;
mod screen;
mod server;

use std::env;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use audit::Logs;
use hall::Hall;
use load::Load;
use screen::Screens;
use server::Server;

/// Replays the moments of an earlier run.
const SEED_VARIABLE: &str = "HAWKER_CRASH_SEED";
const CRASHES: u32 = 20;
const LONGEST_LIFE: Duration = Duration::from_millis(800);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_hawker_keeps_every_answered_checkout_and_shows_each_event_once() {
    let seed = seed();
    report(&format!("seed {seed} ({SEED_VARIABLE}={seed} repeats the moments)"));
    let mut chance = StdRng::seed_from_u64(seed);
    let mut server = Server::start();
    let hall = Hall::enter(&server).await;
    let screens = Screens::open(&hall);
    let load = Load::start(&hall, &mut chance);

    let mut logs = Logs::default();
    for _ in 0..CRASHES {
        // Only a server that has taken orders since its start is one under load.
        load.wait_for_next_checkout().await;
        tokio::time::sleep(LONGEST_LIFE.mul_f64(chance.random())).await;
        server.kill_and_restart();
        logs.read_on(&hall).await;
    }

    let done = load.finish().await;
    logs.read_on(&hall).await;
    audit::every_answered_order_exists_and_was_announced_once(&hall, &done, &logs).await;
    let shown = screens.finish(&logs).await;
    audit::each_screen_showed_its_log(&shown, &logs);
    report(&format!("{CRASHES} crashes; {done}; {shown}"));
}

fn seed() -> u64 {
    match env::var(SEED_VARIABLE) {
        Ok(seed) => seed.parse().expect("the seed is a whole number"),
        Err(_) => new_seed(),
    }
}

#[expect(clippy::disallowed_methods, reason = "each run tries other moments, and prints which")]
fn new_seed() -> u64 {
    rand::random()
}

#[expect(clippy::print_stdout, reason = "what was counted is part of the result")]
fn report(text: &str) {
    println!("{text}");
}
