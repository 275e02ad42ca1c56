//! Publishing as fast as it is answered, over a few connections: how much of it a server bears.
//!
//! Each channel has one subscriber, who gets everything. A channel to which nobody listens would let a server answer
//! without having done its work.

use super::Round;
use super::unicast::channel;
use crate::metric::{Goal, Metric, Unit, each, per_second};
use crate::report::Values;

pub(super) const METRICS: &[Metric] = &[
    Metric::new("publishes", Unit::PerSecond, Goal::AtLeastOfFloor(550)),
    Metric::new("CPU per publish", Unit::Micros, Goal::None),
    Metric::new("delivery p50", Unit::Millis, Goal::None),
    Metric::new("delivery p99", Unit::Millis, Goal::None),
];

const CONNECTIONS: usize = 16;
const VARIANTS: usize = 2048;

pub(super) fn run(round: &Round<'_>) -> anyhow::Result<Values> {
    let mut load = round.connected(CONNECTIONS, channel)?;
    let channels: Vec<String> = (0..CONNECTIONS).map(channel).collect();
    load.prepare(&channels, VARIANTS, round.payload_bytes, 1)?;
    load.open_publishers(CONNECTIONS)?;
    load.run_closed_loop(round.warm_up())?;
    let (used, took) = round.measure_timed(&mut load, |load| load.run_closed_loop(round.length))?;
    let answers = load.tally().answers;
    let deliveries = &mut load.tally().deliveries;
    Ok(vec![
        per_second(answers, took),
        each(used, answers),
        deliveries.percentile(50),
        deliveries.percentile(99),
    ])
}
