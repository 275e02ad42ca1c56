//! The hours of a business day by the clock on the hall's wall: 24 of them, but for the days on
//! which that clock is set and for a cutoff within an hour.

use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// An hour of a business day, or the part of one that belongs to the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hour {
    /// What the clock on the wall shows: 0 to 23.
    pub hour: i8,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When the next one begins.
    pub ends_at: Timestamp,
}

impl Hour {
    /// Whether `time` lies in it.
    pub fn holds(&self, time: Timestamp) -> bool {
        self.starts_at <= time && time < self.ends_at
    }
}

/// The hours of the business day `day`, in the order in which they are lived. Every moment of the
/// day lies in exactly one of them; an hour that is lived twice is there twice.
pub fn hours(day: Date, zone: &TimeZone, cutoff: Time) -> Vec<Hour> {
    let edges = day.tomorrow().ok().and_then(|next_day| {
        Some((cutoffs(day, zone, cutoff)?.0, cutoffs(next_day, zone, cutoff)?.1))
    });
    // Only the last day that a calendar can name has no end.
    let Some((begins, ends)) = edges else { return Vec::new() };
    let mut hours = Vec::with_capacity(25);
    let mut starts_at = begins;
    while starts_at < ends {
        let ends_at = next_full_hour(starts_at, zone).min(ends);
        hours.push(Hour { hour: zone.to_datetime(starts_at).hour(), starts_at, ends_at });
        starts_at = ends_at;
    }
    hours
}

/// When the wall shows `cutoff` on `date`, the first and the last time: a clock that is set back
/// may show it twice, and one that is set forward shows what comes after it at once.
fn cutoffs(date: Date, zone: &TimeZone, cutoff: Time) -> Option<(Timestamp, Timestamp)> {
    let shown = zone.to_ambiguous_timestamp(date.to_datetime(cutoff));
    match shown.offset() {
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => {
            Some((shown.earlier().ok()?, shown.later().ok()?))
        }
        AmbiguousOffset::Gap { .. } => {
            let set_forward = zone.following(shown.earlier().ok()?).next()?.timestamp();
            Some((set_forward, set_forward))
        }
    }
}

/// Clocks are set by whole hours, or by half of one, at a full hour: the next full hour, or the
/// moment at which the clock is set, is never further away than the minute hand tells.
fn next_full_hour(now: Timestamp, zone: &TimeZone) -> Timestamp {
    let wall = zone.to_datetime(now);
    let past = i64::from(wall.minute()) * 60 + i64::from(wall.second());
    now + SignedDuration::from_secs(3600 - past)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    use super::*;
    use crate::business_day::business_day;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).expect("a zone of the tz database")
    }

    fn walls(hours: &[Hour]) -> Vec<i8> {
        hours.iter().map(|hour| hour.hour).collect()
    }

    #[test]
    fn a_day_has_24_hours_from_one_cutoff_to_the_next() {
        let hours = hours(date(2026, 11, 22), &zone("Asia/Manila"), time(4, 0, 0, 0));
        assert_eq!(walls(&hours), [(4..24).collect::<Vec<_>>(), (0..4).collect()].concat());
        let at = |text: &str| text.parse::<Timestamp>().expect("a timestamp");
        assert_eq!(hours[0].starts_at, at("2026-11-21T20:00:00Z"));
        assert_eq!(hours[23].ends_at, at("2026-11-22T20:00:00Z"));
    }

    #[test]
    fn a_clock_set_back_shows_an_hour_twice_and_one_set_forward_leaves_one_out() {
        let (berlin, cutoff) = (zone("Europe/Berlin"), time(0, 0, 0, 0));
        let autumn = hours(date(2026, 10, 25), &berlin, cutoff);
        assert_eq!((autumn.len(), &walls(&autumn)[..5]), (25, &[0, 1, 2, 2, 3][..]));
        let spring = hours(date(2026, 3, 29), &berlin, cutoff);
        assert_eq!((spring.len(), &walls(&spring)[..4]), (23, &[0, 1, 3, 4][..]));
        // Half an hour, in the one place that does it.
        let lord_howe = hours(date(2026, 4, 5), &zone("Australia/Lord_Howe"), cutoff);
        assert_eq!((lord_howe.len(), &walls(&lord_howe)[..4]), (25, &[0, 1, 1, 2][..]));
    }

    #[test]
    fn a_cutoff_within_an_hour_parts_it_between_two_days() {
        let hours = hours(date(2026, 11, 22), &zone("Asia/Kolkata"), time(4, 30, 0, 0));
        assert_eq!((hours.len(), hours[0].hour, hours[24].hour), (25, 4, 4));
    }

    #[test]
    fn a_cutoff_that_the_clock_leaps_over_is_the_moment_of_the_leap() {
        let berlin = zone("Europe/Berlin");
        let hours = hours(date(2026, 3, 29), &berlin, time(2, 30, 0, 0));
        assert_eq!(hours[0].starts_at.to_string(), "2026-03-29T01:00:00Z");
        assert_eq!(hours[0].hour, 3);
    }

    proptest! {
        #[test]
        fn every_moment_lies_in_one_hour_of_its_business_day(
            second in 1_600_000_000_i64..2_200_000_000,
            minutes in 0_i8..96,
            name in prop::sample::select(vec![
                "Asia/Manila", "Europe/Berlin", "America/New_York", "Asia/Kolkata",
                "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Chatham",
            ]),
        ) {
            let (zone, cutoff) = (zone(name), time(minutes / 4, minutes % 4 * 15, 0, 0));
            let now = Timestamp::from_second(second).expect("in range");
            let hours = hours(business_day(now, &zone, cutoff), &zone, cutoff);
            let holding: Vec<&Hour> = hours.iter().filter(|hour| hour.holds(now)).collect();
            prop_assert_eq!(holding.len(), 1, "{:?}", hours);
            // Chatham sets its clock at a quarter to the hour.
            if name != "Pacific/Chatham" {
                prop_assert_eq!(holding[0].hour, zone.to_datetime(now).hour());
            }
        }
    }
}
