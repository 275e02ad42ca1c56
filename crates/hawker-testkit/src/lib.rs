//! Fixtures that the tests of all crates share; never a dependency of a program.

pub mod fixtures;
pub mod postgres;
pub mod store;
