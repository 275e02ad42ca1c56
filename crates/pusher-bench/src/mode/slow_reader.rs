//! A subscriber that never reads: what the others feel of it, and whether the server gets rid of it.

use std::time::{Duration, Instant};

use super::Round;
use super::fan_out::{CHANNEL, VARIANTS};
use crate::load::{Load, Subscriber};
use crate::metric::{Goal, Metric, Unit, ratio_permille};
use crate::report::Values;
use crate::socket::{self, Received};

pub(super) const METRICS: &[Metric] = &[
    Metric::new("p99 without it", Unit::Millis, Goal::None),
    Metric::new("p99 with it", Unit::Millis, Goal::None),
    // Two measurements of the very same differ by as much.
    Metric::new("p99 with / without it", Unit::Ratio, Goal::AtMost(1250)),
    Metric::new("times it was closed", Unit::Count, Goal::AtLeast(1)),
    Metric::new("got before it was closed", Unit::Kibibytes, Goal::None),
    Metric::new("resident growth", Unit::Kibibytes, Goal::None),
];

/// Large, because what nobody reads must first fill the kernel's buffers, which hold over 4 MiB.
pub(super) const PAYLOAD_BYTES: usize = 8192;
const SUBSCRIBERS: usize = 100;
const EVENTS_PER_SECOND: u32 = 200;
/// For a server that closes a moment after it noticed.
const UNTIL_CLOSED: Duration = Duration::from_secs(10);

pub(super) fn run(round: &Round<'_>) -> anyhow::Result<Values> {
    let subscribers = round.share(SUBSCRIBERS);
    let mut load = round.connected(subscribers, |_| CHANNEL.to_owned())?;
    load.prepare(&[CHANNEL.to_owned()], VARIANTS, round.payload_bytes, subscribers)?;
    load.open_publishers(4)?;
    round.measure_at(&mut load, EVENTS_PER_SECOND)?;
    let without = load.tally().deliveries.percentile(99);
    let memory_before = round.server.meter.resident_bytes()?;

    let deaf = join_deaf(&mut load)?;
    round.measure_at(&mut load, EVENTS_PER_SECOND)?;
    let with = load.tally().deliveries.percentile(99);
    let grown = round.server.meter.resident_bytes()?.zip(memory_before);

    let got = read_to_the_end(&deaf)?;
    Ok(vec![
        without,
        with,
        ratio_permille(without, with),
        Some(u64::from(got.is_some())),
        got,
        grown.map(|(after, before)| after.saturating_sub(before)),
    ])
}

/// One more subscriber of the channel, from whom nobody reads after it has subscribed.
fn join_deaf(load: &mut Load) -> anyhow::Result<Subscriber> {
    let place = load.open_subscriber(CHANNEL.to_owned())?;
    load.wait_for_newcomers()?;
    load.take_out(place)
}

/// How many bytes the server sent before it closed; nothing when it did not close.
fn read_to_the_end(deaf: &Subscriber) -> anyhow::Result<Option<u64>> {
    let (mut buffer, mut total) = (vec![0; 256 * 1024], 0);
    deaf.stream().set_nonblocking(false)?;
    deaf.stream().set_read_timeout(Some(UNTIL_CLOSED))?;
    let give_up = Instant::now() + UNTIL_CLOSED;
    while Instant::now() < give_up {
        match socket::read(deaf.stream(), &mut buffer)? {
            Received::Bytes(bytes) => total += u64::try_from(bytes)?,
            Received::End => return Ok(Some(total)),
            Received::Nothing => return Ok(None),
        }
    }
    Ok(None)
}
