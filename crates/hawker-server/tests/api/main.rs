//! The whole server over real HTTP and real sockets, in this process: only its clock and its luck
//! are the tests'.

mod accounts;
mod broadcasting;
mod catch_up;
mod clock_moves;
mod concurrency;
mod documentation;
mod events;
mod health;
mod idempotency;
mod lists;
mod menu;
mod moves;
mod origins;
mod placing;
mod quoting;
mod relay;
mod requests;
mod roles;
mod seen;
mod sessions;
mod support;
mod switching;
mod tenants;
