//! The `Date` of an answer, made once a second.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

thread_local! {
    /// The second of the thread's last answer, and its text.
    static LAST: RefCell<Option<(u64, Rc<str>)>> = const { RefCell::new(None) };
}

/// The date as HTTP writes it (RFC 9110, section 5.6.7).
pub(super) fn http_date(unix_seconds: u64) -> Rc<str> {
    LAST.with_borrow_mut(|last| match last {
        Some((second, date)) if *second == unix_seconds => Rc::clone(date),
        _ => {
            let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(unix_seconds);
            let date: Rc<str> = httpdate::fmt_http_date(moment).into();
            *last = Some((unix_seconds, Rc::clone(&date)));
            date
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_second_has_its_date() {
        assert_eq!(&*http_date(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(&*http_date(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(&*http_date(784_111_778), "Sun, 06 Nov 1994 08:49:38 GMT");
    }
}
