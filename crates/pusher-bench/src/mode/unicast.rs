//! Many channels of one subscriber: what an event costs that goes to one screen, as most of hawker's do.

use super::Round;
use crate::metric::{Goal, Metric, Unit};
use crate::report::Values;

pub(super) const METRICS: &[Metric] = &[
    Metric::new("CPU per event", Unit::Micros, Goal::AtMostOfFloor(3000)),
    Metric::new("p50", Unit::Millis, Goal::AtMostOfFloor(2000)),
    Metric::new("p99", Unit::Millis, Goal::None),
    Metric::new("resident", Unit::Kibibytes, Goal::None),
];

const CHANNELS: usize = 1000;
const EVENTS_PER_SECOND: u32 = 2000;
/// Four seconds pass before a number comes again.
const VARIANTS: usize = 8;

pub(super) fn run(round: &Round<'_>) -> anyhow::Result<Values> {
    let count = round.share(CHANNELS);
    let mut load = round.connected(count, channel)?;
    let channels: Vec<String> = (0..count).map(channel).collect();
    load.prepare(&channels, VARIANTS * CHANNELS / count, round.payload_bytes, 1)?;
    load.open_publishers(16)?;
    round.deliver_at(&mut load, EVENTS_PER_SECOND)
}

pub(super) fn channel(number: usize) -> String {
    format!("bench-{number}")
}
