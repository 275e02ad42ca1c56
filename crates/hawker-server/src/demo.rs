//! Demo data: three stalls with their menus, a few people, and passwords made for this hall.

mod accounts;
mod menu;
mod seed;

pub use self::accounts::{Account, FILE_NAME};
pub use self::seed::seed;
