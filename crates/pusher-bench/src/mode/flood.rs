//! One channel, many subscribers, the next event as soon as everybody has the last: how fast a fan-out can be.

use super::Round;
use super::fan_out::{CHANNEL, SUBSCRIBERS, VARIANTS};
use crate::metric::{Goal, Metric, Unit, each, per_second};
use crate::report::Values;

pub(super) const METRICS: &[Metric] = &[
    Metric::new("deliveries", Unit::PerSecond, Goal::AtLeastOfFloor(750)),
    Metric::new("CPU per delivery", Unit::Micros, Goal::None),
    Metric::new("p50", Unit::Millis, Goal::None),
    Metric::new("p99", Unit::Millis, Goal::None),
];

/// Events on their way at the same time.
const AT_ONCE: usize = 1;

pub(super) fn run(round: &Round<'_>) -> anyhow::Result<Values> {
    let subscribers = round.share(SUBSCRIBERS);
    let mut load = round.connected(subscribers, |_| CHANNEL.to_owned())?;
    load.prepare(&[CHANNEL.to_owned()], VARIANTS, round.payload_bytes, subscribers)?;
    load.open_publishers(4)?;
    load.run_flat_out(round.warm_up(), AT_ONCE)?;
    let (used, took) =
        round.measure_timed(&mut load, |load| load.run_flat_out(round.length, AT_ONCE))?;
    let deliveries = &mut load.tally().deliveries;
    let count = u64::try_from(deliveries.count())?;
    Ok(vec![
        per_second(count, took),
        each(used, count),
        deliveries.percentile(50),
        deliveries.percentile(99),
    ])
}
