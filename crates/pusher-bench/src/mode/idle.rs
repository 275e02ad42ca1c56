//! Many connections that say nothing: what each costs to have, and how much comes back when they go.

use std::time::Duration;

use super::Round;
use crate::metric::{Goal, Metric, Unit, each};
use crate::report::Values;

pub(super) const METRICS: &[Metric] = &[
    Metric::new("resident per connection", Unit::Kibibytes, Goal::AtMostOfFloor(2000)),
    Metric::new("CPU per connection", Unit::Micros, Goal::AtMostOfFloor(2500)),
    Metric::new("given back after they close", Unit::Ratio, Goal::AtLeast(750)),
    Metric::new("connect p99", Unit::Millis, Goal::None),
];

pub(super) const CONNECTIONS: usize = 10_000;
/// A server may free what a handshake needed, and what its connections needed, in its own time.
const REST: Duration = Duration::from_secs(2);
const REST_AFTER_CLOSE: Duration = Duration::from_secs(5);

pub(super) fn run(round: &Round<'_>) -> anyhow::Result<Values> {
    let count = round.share(CONNECTIONS);
    // The first one wakes threads and fills caches, which is not what a connection costs.
    let first = round.connected(1, |_| "private-bench-first".to_owned())?;
    let (meter, per_connection) = (&round.server.meter, u64::try_from(count)?);
    let (memory_before, time_before) = (meter.resident_bytes()?, meter.processor_time()?);

    let mut load = round.connected(count, channel)?;
    load.listen(REST)?;
    let (memory, time) = (meter.resident_bytes()?, meter.processor_time()?);
    let joined = load.tally().joins.percentile(99);
    drop(load);
    std::thread::sleep(REST_AFTER_CLOSE);
    let memory_after = meter.resident_bytes()?;
    drop(first);

    let grown = difference(memory, memory_before);
    let back = difference(memory, memory_after);
    let used = time.zip(time_before).map(|(after, before)| after.saturating_sub(before));
    Ok(vec![
        grown.and_then(|grown| grown.checked_div(per_connection)),
        each(used, per_connection),
        back.zip(grown).and_then(|(back, grown)| (back * 1000).checked_div(grown)),
        joined,
    ])
}

pub(super) fn channel(number: usize) -> String {
    format!("private-bench-{number}")
}

fn difference(more: Option<u64>, less: Option<u64>) -> Option<u64> {
    Some(more?.saturating_sub(less?))
}
