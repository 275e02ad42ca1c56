//! The food court itself: what its orders, days and prices are measured in.

use jiff::SignedDuration;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use crate::Currency;
use crate::business_day::{Hour, business_day, hours};

/// The hall's settings that the rules of ordering depend on.
#[derive(Debug, Clone)]
pub struct Hall {
    /// Its name, as people call it.
    pub name: String,
    /// Where its clock stands.
    pub time_zone: TimeZone,
    /// When a new business day begins, by the hall's clock.
    pub business_day_cutoff: Time,
    /// What its prices are in.
    pub currency: Currency,
    /// How long a pending order waits for an answer before it expires.
    pub pending_expires_after: SignedDuration,
}

impl Hall {
    /// The business day that `now` belongs to.
    pub fn business_day(&self, now: jiff::Timestamp) -> Date {
        business_day(now, &self.time_zone, self.business_day_cutoff)
    }

    /// The hours of a business day, in the order in which they are lived.
    pub fn hours(&self, day: Date) -> Vec<Hour> {
        hours(day, &self.time_zone, self.business_day_cutoff)
    }
}
