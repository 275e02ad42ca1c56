//! The store on both databases: what it keeps, what it refuses, and what many do at once.

mod accounts;
mod carts;
mod concurrency;
mod figures;
mod group_commit;
mod idempotency;
mod lists;
mod moves;
mod outbox;
mod password_links;
mod past_checkouts;
mod placing;
mod support;
mod transactions;
mod vendors;
