//! The hall's server: HTTP in, transaction, relay out.
//!
//! By feature, one action per file: [`auth`], [`menu`], [`checkouts`], [`orders`], [`admin`],
//! [`realtime`]. [`router`] puts them behind one address, [`server`] starts and stops it, and
//! [`commands`] is the command line.

pub mod admin;
pub mod app;
pub mod auth;
pub mod chance;
pub mod checkouts;
pub mod clock;
pub mod commands;
pub mod config;
pub mod demo;
pub mod health;
pub mod housekeeping;
pub mod http;
pub mod menu;
pub mod openapi;
pub mod orders;
pub mod problem;
pub mod realtime;
pub mod router;
pub mod server;
pub mod telemetry;
