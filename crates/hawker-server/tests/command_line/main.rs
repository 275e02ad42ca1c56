//! The real binary, as an operator runs it.

mod accounts;
mod channels;
#[cfg(unix)]
mod handing_over;
mod hawker;
mod serving;
mod settings;
