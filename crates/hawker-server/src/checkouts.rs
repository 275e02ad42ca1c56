//! Quoting and placing checkouts.

mod lines;
mod place;
mod problem;
mod quote;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(quote::quote)).routes(routes!(place::place))
}
