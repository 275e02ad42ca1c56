//! A stall's orders: only its own exist for its staff.

mod accept;
mod cancel;
mod complete;
mod decline;
mod list;
mod live;
mod mark_ready;
mod recall;
mod seen;
mod show;
mod show_history;
mod stats;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(live::live))
        .routes(routes!(stats::stats))
        .routes(routes!(show::show))
        .routes(routes!(show_history::show_history))
        .routes(routes!(seen::seen))
        .routes(routes!(accept::accept))
        .routes(routes!(decline::decline))
        .routes(routes!(mark_ready::mark_ready))
        .routes(routes!(recall::recall))
        .routes(routes!(complete::complete))
        .routes(routes!(cancel::cancel))
}
