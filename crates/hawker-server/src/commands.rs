//! What `hawker` does.

pub mod broadcast_test;
pub mod config_check;
pub mod migrate;
pub mod serve;
pub mod user_create;
