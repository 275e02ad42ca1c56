//! Which day a sale belongs to: the hall's day, which ends when the hall closes, not at UTC midnight.

mod hours;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

pub use self::hours::{Hour, hours};

/// The business day of `now`: the date on the hall's wall, or the one before while the clock there
/// has not reached `cutoff`.
pub fn business_day(now: Timestamp, zone: &TimeZone, cutoff: Time) -> Date {
    let local = zone.to_datetime(now);
    if local.time() < cutoff {
        local.date().yesterday().unwrap_or(local.date())
    } else {
        local.date()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    use super::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).expect("a zone of the tz database")
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a timestamp")
    }

    #[test]
    fn a_sale_after_midnight_belongs_to_the_evening_before() {
        let manila = zone("Asia/Manila");
        let cutoff = time(4, 0, 0, 0);
        assert_eq!(business_day(at("2026-11-21T19:59:59Z"), &manila, cutoff), date(2026, 11, 21));
        assert_eq!(business_day(at("2026-11-21T20:00:00Z"), &manila, cutoff), date(2026, 11, 22));
    }

    #[test]
    fn utc_midnight_does_not_begin_a_day_in_manila() {
        let manila = zone("Asia/Manila");
        let cutoff = time(4, 0, 0, 0);
        let before = business_day(at("2026-11-21T23:59:59Z"), &manila, cutoff);
        let after = business_day(at("2026-11-22T00:00:00Z"), &manila, cutoff);
        assert_eq!(before, after);
    }

    #[test]
    fn the_hour_that_is_lived_twice_stays_on_one_day() {
        let berlin = zone("Europe/Berlin");
        let cutoff = time(2, 30, 0, 0);
        // 2026-10-25, 02:15 by the wall clock, before and after it was set back.
        let first = business_day(at("2026-10-25T00:15:00Z"), &berlin, cutoff);
        let second = business_day(at("2026-10-25T01:15:00Z"), &berlin, cutoff);
        assert_eq!(first, date(2026, 10, 24));
        assert_eq!(second, date(2026, 10, 24));
    }

    proptest! {
        #[test]
        fn a_day_is_at_most_one_behind_the_wall(second in 0_i64..4_000_000_000, hour in 0_i8..24) {
            let manila = zone("Asia/Manila");
            let now = Timestamp::from_second(second).expect("in range");
            let wall = manila.to_datetime(now).date();
            let day = business_day(now, &manila, time(hour, 0, 0, 0));
            prop_assert!(day == wall || day.tomorrow().expect("in range") == wall);
        }
    }
}
