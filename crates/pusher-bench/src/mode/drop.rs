//! Half of all connections go at once, as when a switch fails: what those feel who connect meanwhile.

use std::time::Duration;

use super::Round;
use super::idle::{CONNECTIONS, channel};
use crate::load::Pace;
use crate::metric::{Goal, Metric, Unit};
use crate::report::Values;

pub(super) const METRICS: &[Metric] = &[
    Metric::new("connect p50 before", Unit::Millis, Goal::None),
    Metric::new("connect p99 before", Unit::Millis, Goal::None),
    Metric::new("connect p50 after", Unit::Millis, Goal::None),
    Metric::new("connect p99 after", Unit::Millis, Goal::AtMost(100_000_000)),
];

const NEWCOMERS_PER_SECOND: u32 = 500;
const OBSERVED: Duration = Duration::from_secs(1);

pub(super) fn run(round: &Round<'_>) -> anyhow::Result<Values> {
    let count = round.share(CONNECTIONS);
    let mut load = round.connected(count, channel)?;
    let newcomers = || Some((Pace::per_second(NEWCOMERS_PER_SECOND), &channel as _));

    load.forget();
    load.run(OBSERVED, None, newcomers())?;
    let joins = &mut load.tally().joins;
    let before = (joins.percentile(50), joins.percentile(99));

    load.drop_subscribers(0..count / 2);
    load.forget();
    load.run(OBSERVED, None, newcomers())?;
    load.wait_for_newcomers()?;
    let joins = &mut load.tally().joins;
    Ok(vec![before.0, before.1, joins.percentile(50), joins.percentile(99)])
}
