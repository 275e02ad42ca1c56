//! What a food court's ordering is: ids, money, menu, quote, checkout, order and its moves, what can
//! be ordered again, order numbers, business days, permissions and the events that are announced.
//!
//! Everything here is pure: no I/O, no clock, no chance. The time is a parameter, so that each rule
//! can be read and tested alone. Where things are kept is `hawker-store`'s, who may call what over
//! HTTP is `hawker-server`'s.

pub mod again;
pub mod business_day;
pub mod channel;
pub mod checkout;
pub mod event;
pub mod hall;
pub mod id;
pub mod menu;
pub mod money;
pub mod order;
pub mod order_number;
pub mod payment;
pub mod permission;
pub mod quote;
pub mod text;

mod text_enum;

pub use id::{AddOnId, CartLineId, CheckoutId, OrderId, ProductId, UserId, VendorId};
pub use money::{Currency, Money};
