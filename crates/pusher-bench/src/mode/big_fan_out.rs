//! A fan-out as large as sockets allow: what those feel who connect while it goes on.

use super::Round;
use super::fan_out::{CHANNEL, VARIANTS};
use super::idle::channel;
use crate::load::Pace;
use crate::metric::{Goal, Metric, Unit, each};
use crate::report::Values;

pub(super) const METRICS: &[Metric] = &[
    Metric::new("subscribers", Unit::Count, Goal::None),
    Metric::new("connect p50 while quiet", Unit::Millis, Goal::None),
    Metric::new("connect p50 during", Unit::Millis, Goal::None),
    Metric::new("connect p99 during", Unit::Millis, Goal::AtMost(100_000_000)),
    Metric::new("delivery p50", Unit::Millis, Goal::None),
    Metric::new("delivery p99", Unit::Millis, Goal::None),
    Metric::new("CPU per delivery", Unit::Micros, Goal::None),
];

const SUBSCRIBERS: usize = 25_000;
const EVENTS_PER_SECOND: u32 = 2;
const NEWCOMERS_PER_SECOND: u32 = 50;
/// For newcomers, publishers, and what a process has open besides.
const SPARE_SOCKETS: usize = 1500;

pub(super) fn run(round: &Round<'_>) -> anyhow::Result<Values> {
    let subscribers = round.share(SUBSCRIBERS).min(round.sockets.saturating_sub(SPARE_SOCKETS));
    let mut load = round.connected(subscribers, |_| CHANNEL.to_owned())?;
    load.prepare(&[CHANNEL.to_owned()], VARIANTS, round.payload_bytes, subscribers)?;
    load.open_publishers(2)?;
    let newcomers = || Some((Pace::per_second(NEWCOMERS_PER_SECOND), &channel as _));

    load.forget();
    load.run(round.warm_up(), None, newcomers())?;
    load.wait_for_newcomers()?;
    let quiet = load.tally().joins.percentile(50);

    let used = round.measure(&mut load, |load| {
        load.run(round.length, Some(Pace::per_second(EVENTS_PER_SECOND)), newcomers())?;
        load.wait_for_newcomers()
    })?;
    let tally = load.tally();
    Ok(vec![
        Some(u64::try_from(subscribers)?),
        quiet,
        tally.joins.percentile(50),
        tally.joins.percentile(99),
        tally.deliveries.percentile(50),
        tally.deliveries.percentile(99),
        each(used, u64::try_from(tally.deliveries.count())?),
    ])
}
