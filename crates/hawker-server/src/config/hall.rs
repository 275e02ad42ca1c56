//! The hall's own settings: its name, its clock, its currency.

use hawker_domain::Currency;
use hawker_domain::hall::Hall;
use jiff::SignedDuration;
use jiff::civil::Time;
use jiff::tz::TimeZone;

use super::values::{Noted, Values};
use super::{Key, number};

pub(super) fn read(values: &mut Values) -> Result<Hall, Noted> {
    let name = values.read(Key::HallName, name);
    let time_zone = values.read(Key::TimeZone, |name| TimeZone::get(name).ok());
    let currency = values.read(Key::Currency, |code| code.parse::<Currency>().ok());
    let business_day_cutoff = values.read(Key::BusinessDayCutoff, time_of_day);
    let pending_minutes = values.read(Key::PendingMinutes, number(1..=1440));
    Ok(Hall {
        name: name?,
        time_zone: time_zone?,
        business_day_cutoff: business_day_cutoff?,
        currency: currency?,
        pending_expires_after: SignedDuration::from_mins(i64::from(pending_minutes?)),
    })
}

fn name(text: &str) -> Option<String> {
    let is_name = (1..=120).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    is_name.then(|| text.to_owned())
}

fn time_of_day(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    Time::new(two_digits(hour)?, two_digits(minute)?, 0, 0).ok()
}

fn two_digits(text: &str) -> Option<i8> {
    let is_two_digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_two_digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    #[test]
    fn a_cutoff_is_hours_and_minutes_of_a_day() {
        assert_eq!(time_of_day("04:00"), Some(time(4, 0, 0, 0)));
        assert_eq!(time_of_day("23:59"), Some(time(23, 59, 0, 0)));
        for text in ["4:00", "04:00:00", "24:00", "04:60", "0400", "-1:00", "+1:00", "noon"] {
            assert_eq!(time_of_day(text), None, "{text}");
        }
    }
}
