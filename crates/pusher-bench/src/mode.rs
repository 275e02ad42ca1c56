//! The modes: each puts one kind of load on a server and measures what it takes.

mod big_fan_out;
mod closed_loop;
mod drop;
mod fan_out;
mod flood;
mod idle;
mod slow_reader;
mod unicast;

use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::load::{Load, Pace};
use crate::metric::{Metric, each};
use crate::report::Values;
use crate::server::Server;

/// Clients that connect at the same time: fewer than wait in any server's backlog.
const AT_ONCE: usize = 64;

/// One kind of load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mode {
    /// One channel, 1,000 subscribers, 100 events a second
    FanOut,
    /// The same channel, the next event as soon as the last is delivered
    Flood,
    /// 1,000 channels of one subscriber, 2,000 events a second
    Unicast,
    /// 16 connections that publish as fast as they are answered
    ClosedLoop,
    /// 10,000 connections with one private channel each
    Idle,
    /// One subscriber never reads: what the others feel of it
    SlowReader,
    /// Half of 10,000 connections dropped at once: what newcomers feel of it
    Drop,
    /// 25,000 subscribers of one channel, or as many as there may be sockets: what newcomers feel of it
    BigFanOut,
}

/// One measurement: the server, and how much of it is wanted.
pub(crate) struct Round<'a> {
    pub(crate) server: &'a Server,
    pub(crate) length: Duration,
    pub(crate) payload_bytes: usize,
    /// How much of the load, for a quick look with a part of it.
    pub(crate) percent: usize,
    /// How many sockets a process may have.
    pub(crate) sockets: usize,
}

impl Mode {
    /// As it is written on a command line.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// Its name and what it does.
    pub(crate) fn title(self) -> String {
        let value = self.to_possible_value();
        let help = value.as_ref().and_then(|value| value.get_help()).map(ToString::to_string);
        format!("{}: {}", self.name(), help.unwrap_or_default())
    }

    /// What is measured, in the order of the values of [`run`](Self::run).
    pub(crate) fn metrics(self) -> &'static [Metric] {
        match self {
            Self::FanOut => fan_out::METRICS,
            Self::Flood => flood::METRICS,
            Self::Unicast => unicast::METRICS,
            Self::ClosedLoop => closed_loop::METRICS,
            Self::Idle => idle::METRICS,
            Self::SlowReader => slow_reader::METRICS,
            Self::Drop => drop::METRICS,
            Self::BigFanOut => big_fan_out::METRICS,
        }
    }

    /// The payload it needs, unless it takes the one that was asked for.
    pub(crate) fn payload_bytes(self, wanted: usize) -> usize {
        if self == Self::SlowReader { slow_reader::PAYLOAD_BYTES } else { wanted }
    }

    /// Measures once.
    pub(crate) fn run(self, round: &Round<'_>) -> anyhow::Result<Values> {
        match self {
            Self::FanOut => fan_out::run(round),
            Self::Flood => flood::run(round),
            Self::Unicast => unicast::run(round),
            Self::ClosedLoop => closed_loop::run(round),
            Self::Idle => idle::run(round),
            Self::SlowReader => slow_reader::run(round),
            Self::Drop => drop::run(round),
            Self::BigFanOut => big_fan_out::run(round),
        }
    }
}

impl Round<'_> {
    /// The part of a full load that is wanted, at least one.
    fn share(&self, full: usize) -> usize {
        (full * self.percent / 100).max(1)
    }

    /// A load with subscribers in a channel of its own each.
    fn connected(&self, subscribers: usize, channel: fn(usize) -> String) -> anyhow::Result<Load> {
        let mut load = Load::on(&self.server.target)?;
        load.subscribe((0..subscribers).map(channel), AT_ONCE)?;
        Ok(load)
    }

    /// How long a server may get used to a load before it is measured.
    fn warm_up(&self) -> Duration {
        self.length / 4
    }

    /// Publishes at a pace, counting only what follows the warm-up, and gives the processor time that it took.
    fn measure_at(&self, load: &mut Load, per_second: u32) -> anyhow::Result<Option<Duration>> {
        load.run(self.warm_up(), Some(Pace::per_second(per_second)), None)?;
        self.measure(load, |load| load.run(self.length, Some(Pace::per_second(per_second)), None))
    }

    /// Publishes at a pace; what a delivery takes of the processor, how long half and nearly all of them take, and
    /// the memory that is held then.
    fn deliver_at(&self, load: &mut Load, per_second: u32) -> anyhow::Result<Values> {
        let used = self.measure_at(load, per_second)?;
        let deliveries = &mut load.tally().deliveries;
        Ok(vec![
            each(used, u64::try_from(deliveries.count())?),
            deliveries.percentile(50),
            deliveries.percentile(99),
            self.server.meter.resident_bytes()?,
        ])
    }

    /// The processor time of something, and how long it took until all of it was delivered.
    fn measure_timed(
        &self,
        load: &mut Load,
        work: impl FnOnce(&mut Load) -> anyhow::Result<()>,
    ) -> anyhow::Result<(Option<Duration>, Duration)> {
        let mut took = Duration::ZERO;
        let used = self.measure(load, |load| {
            let started = Instant::now();
            work(load)?;
            load.settle()?;
            took = started.elapsed();
            Ok(())
        })?;
        Ok((used, took))
    }

    /// The processor time of something until all of it is delivered.
    fn measure(
        &self,
        load: &mut Load,
        work: impl FnOnce(&mut Load) -> anyhow::Result<()>,
    ) -> anyhow::Result<Option<Duration>> {
        load.settle()?;
        load.forget();
        let before = self.server.meter.processor_time()?;
        work(load)?;
        load.settle()?;
        load.tally().check()?;
        let after = self.server.meter.processor_time()?;
        Ok(after.zip(before).map(|(after, before)| after.saturating_sub(before)))
    }
}
