//! Hawker's database: the only place with SQL.
//!
//! [`Store`] runs closures in transactions, over SQLite or PostgreSQL. The functions of the other
//! modules are synchronous, take the open transaction and compose into one: what a request writes
//! is committed together or not at all. Which backend it is, is known in `conn` and `store` alone.

pub mod access_tokens;
pub mod accounts;
pub mod carts;
pub mod checkouts;
pub mod figures;
pub mod floor;
pub mod menu;
pub mod orders;
pub mod outbox;
pub mod password_links;
pub mod past_checkouts;
pub mod stock;
pub mod vendors;

pub use history::{Hand, HistoryEntry};

mod commits;
mod conn;
mod database_lock;
mod error;
mod history;
mod job;
mod kept;
mod migrations;
mod order_lines;
mod pool;
mod schema;
mod sqlite_writer;
mod store;
mod time;
mod writer_memory;

pub use commits::{Committed, FreshEvent};
pub use conn::Conn;
pub use database_lock::DatabaseLock;
pub use error::{Failure, StoreError};
pub use store::{Database, Store, StoreOptions, StoreThreads};
