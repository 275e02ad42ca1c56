//! The store on both databases: what it keeps, what it refuses, and what many do at once.

mod accounts;
mod concurrency;
mod idempotency;
mod lists;
mod moves;
mod outbox;
mod placing;
mod support;
mod transactions;
