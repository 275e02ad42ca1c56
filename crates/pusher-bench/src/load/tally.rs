//! Which events are on their way, and what has arrived how fast.

use std::time::{Duration, Instant};

use crate::samples::Samples;

/// Everything that is counted.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    flights: Vec<Flight>,
    listeners: u32,
    in_flight: usize,
    /// From the call that publishes an event to each subscriber that has it.
    pub(crate) deliveries: Samples,
    /// From the call that connects a client to the confirmation of its subscription.
    pub(crate) joins: Samples,
    /// Calls that were answered.
    pub(crate) answers: u64,
    subscribed: usize,
    surplus: u64,
    late: u64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Flight {
    published_at: Option<Instant>,
    missing: u32,
}

impl Tally {
    /// There are so many events, each with so many listeners.
    pub(super) fn expect(&mut self, events: usize, listeners: u32) {
        self.flights = vec![Flight::default(); events];
        self.listeners = listeners;
        self.in_flight = 0;
    }

    /// Forgets latencies and counts, but not what is on its way.
    pub(super) fn forget(&mut self) {
        self.deliveries.clear();
        self.joins.clear();
        self.answers = 0;
    }

    pub(super) fn published(&mut self, number: u32, at: Instant) {
        let Some(flight) = self.flights.get_mut(number as usize) else { return };
        if flight.missing > 0 {
            // The server is a whole lap behind: what is missing can no longer be told from what comes now.
            self.late += u64::from(flight.missing);
            self.in_flight -= 1;
        }
        *flight = Flight { published_at: Some(at), missing: self.listeners };
        self.in_flight += usize::from(self.listeners > 0);
    }

    pub(super) fn delivered(&mut self, number: u32, at: Instant) {
        let flight = self.flights.get_mut(number as usize).filter(|flight| flight.missing > 0);
        let Some((flight, published_at)) = flight.and_then(|f| f.published_at.map(|at| (f, at)))
        else {
            self.surplus += 1;
            return;
        };
        flight.missing -= 1;
        self.in_flight -= usize::from(flight.missing == 0);
        self.deliveries.add(at.saturating_duration_since(published_at));
    }

    pub(super) fn joined(&mut self, after: Duration) {
        self.subscribed += 1;
        self.joins.add(after);
    }

    pub(super) fn answered(&mut self) {
        self.answers += 1;
    }

    /// Events that somebody does not have yet.
    pub(super) fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// How many have subscribed so far.
    pub(super) fn subscribed(&self) -> usize {
        self.subscribed
    }

    /// Fails when an event came twice, to somebody who should not have it, or later than the next of its number.
    pub(crate) fn check(&self) -> anyhow::Result<()> {
        anyhow::ensure!(self.late == 0, "the server fell behind: {} deliveries late", self.late);
        anyhow::ensure!(self.surplus == 0, "{} deliveries that nobody expected", self.surplus);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Tally;

    #[test]
    fn an_event_is_on_its_way_until_the_last_listener_has_it() {
        let (mut tally, start) = (Tally::default(), Instant::now());
        tally.expect(1, 2);
        tally.published(0, start);

        tally.delivered(0, start + Duration::from_millis(1));
        assert_eq!(tally.in_flight(), 1);
        tally.delivered(0, start + Duration::from_millis(3));

        assert_eq!(tally.in_flight(), 0);
        assert_eq!(tally.deliveries.percentile(50), Some(1_000_000));
        assert!(tally.check().is_ok());
    }

    #[test]
    fn an_event_that_comes_once_too_often_spoils_the_measurement() {
        let (mut tally, start) = (Tally::default(), Instant::now());
        tally.expect(1, 1);
        tally.published(0, start);
        tally.delivered(0, start);
        tally.delivered(0, start);

        assert!(tally.check().is_err());
    }

    #[test]
    fn a_server_that_is_a_lap_behind_spoils_the_measurement() {
        let (mut tally, start) = (Tally::default(), Instant::now());
        tally.expect(1, 1);
        tally.published(0, start);
        tally.published(0, start);

        assert_eq!(tally.in_flight(), 1);
        assert!(tally.check().is_err());
    }
}
