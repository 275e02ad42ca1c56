//! What `hawker` does.

pub mod broadcast_test;
pub mod channels;
pub mod config_check;
pub mod migrate;
mod own_server;
pub mod serve;
pub mod user_create;
