//! The cart: what a customer, or a guest who has not signed in, means to order. It is kept here, so
//! that it is on every device of a customer, and it holds no prices: each answer is priced anew.

mod add_line;
mod body;
mod change_line;
mod clear;
mod ordered;
mod remove_line;
mod shopper;
mod show;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use self::body::CartBody;
pub(crate) use self::ordered::Ordered;
pub(crate) use self::shopper::{GUEST_CARTS_KEPT_FOR, Shopper};
use crate::app::App;

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show::show, clear::clear))
        .routes(routes!(add_line::add_line))
        .routes(routes!(change_line::change_line, remove_line::remove_line))
}
