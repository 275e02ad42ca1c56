//! The whole server over real HTTP and real sockets, in this process: only its clock and its luck
//! are the tests'.

mod accounts;
mod again;
mod broadcasting;
mod browsers;
mod cart;
mod catch_up;
mod clock_moves;
mod concurrency;
mod documentation;
mod events;
mod floor;
mod following;
mod guest_cart;
mod hall;
mod health;
mod idempotency;
mod lists;
mod mail;
mod managing;
mod menu;
mod moves;
mod origins;
mod own_account;
mod password_links;
mod pausing;
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
