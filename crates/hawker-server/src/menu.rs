//! The menu, which anybody may read without signing in.

mod list_vendors;
mod show_vendor;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_vendors::list_vendors))
        .routes(routes!(show_vendor::show_vendor))
}
