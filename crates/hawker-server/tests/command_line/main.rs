//! The real binary, as an operator runs it.

mod accounts;
mod channels;
mod hawker;
mod serving;
mod settings;
