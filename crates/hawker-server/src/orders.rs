//! Orders: watched by their customer, answered by their stall.

mod body;
pub mod customer;
mod history;
mod move_request;
pub mod sweep;
pub mod vendor;

pub use self::body::{LiveOrders, OrderBody};
pub(crate) use self::move_request::{MoveRequest, make_move};
