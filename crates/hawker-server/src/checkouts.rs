//! Quoting and placing checkouts, and finding them again.

pub(crate) mod lines;
mod list;
mod past;
mod place;
mod problem;
mod quote;
mod show;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use self::quote::QuoteBody;
use crate::app::App;

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(quote::quote))
        .routes(routes!(place::place, list::list))
        .routes(routes!(show::show))
}
