//! A customer's orders: only their own exist for them.

mod again;
mod cancel;
mod complete;
mod list;
mod live;
mod show;
mod show_history;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(live::live))
        .routes(routes!(show::show))
        .routes(routes!(show_history::show_history))
        .routes(routes!(cancel::cancel))
        .routes(routes!(complete::complete))
        .routes(routes!(again::again))
}
