//! The hall's server: HTTP in, transaction, relay out.
//!
//! By feature, one action per file: [`auth`], [`menu`], [`cart`], [`checkouts`], [`orders`],
//! [`vendor`], [`admin`], [`realtime`]. [`router`] puts them behind one address, [`server`] starts and stops it, and
//! [`commands`] is the command line.

pub mod admin;
pub mod app;
pub mod auth;
pub mod cart;
pub mod chance;
pub mod checkouts;
pub mod clock;
pub mod commands;
pub mod config;
pub mod demo;
pub mod event_count;
pub mod hall;
pub mod health;
pub mod housekeeping;
pub mod http;
pub mod mail;
pub mod menu;
pub mod openapi;
pub mod orders;
pub mod problem;
pub mod realtime;
pub mod router;
pub mod server;
pub mod telemetry;
pub mod vendor;
