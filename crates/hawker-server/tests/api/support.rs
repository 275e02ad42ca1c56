//! A server in this process, the people who use it, and the screens that listen.

mod answer;
mod clock;
mod documented;
mod driver;
mod eventually;
mod mail_server;
mod person;
mod phone;
mod screen;
mod seed;
mod test_app;

pub(crate) use self::answer::Answer;
pub(crate) use self::clock::ManualClock;
pub(crate) use self::documented::{Call, documented};
pub(crate) use self::driver::{Recorder, seqs};
pub(crate) use self::eventually::{eventually, in_time};
pub(crate) use self::mail_server::MailServer;
pub(crate) use self::person::{Person, fresh_key};
pub(crate) use self::phone::Phone;
pub(crate) use self::screen::{Heard, Screen};
pub(crate) use self::seed::{Stall, checkout, line};
pub(crate) use self::test_app::TestApp;
