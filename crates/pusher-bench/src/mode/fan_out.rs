//! One channel, many subscribers, a steady pace: what a delivery costs, and how long the one in the middle waits.

use super::Round;
use crate::metric::{Goal, Metric, Unit};
use crate::report::Values;

pub(super) const METRICS: &[Metric] = &[
    Metric::new("CPU per delivery", Unit::Micros, Goal::AtMostOfFloor(1400)),
    Metric::new("p50", Unit::Millis, Goal::AtMostOfFloor(1500)),
    Metric::new("p99", Unit::Millis, Goal::None),
    Metric::new("resident", Unit::Kibibytes, Goal::None),
];

pub(super) const SUBSCRIBERS: usize = 1000;
pub(super) const CHANNEL: &str = "bench";
/// So many different events before the first number comes again, which by then has long been delivered.
pub(super) const VARIANTS: usize = 512;
const EVENTS_PER_SECOND: u32 = 100;

pub(super) fn run(round: &Round<'_>) -> anyhow::Result<Values> {
    let subscribers = round.share(SUBSCRIBERS);
    let mut load = round.connected(subscribers, |_| CHANNEL.to_owned())?;
    load.prepare(&[CHANNEL.to_owned()], VARIANTS, round.payload_bytes, subscribers)?;
    load.open_publishers(4)?;
    round.deliver_at(&mut load, EVENTS_PER_SECOND)
}
