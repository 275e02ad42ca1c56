//! A stall as its own staff see it: how it stands, and whether it takes orders for now.

mod body;
mod pause;
mod resume;
mod show;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show::show))
        .routes(routes!(pause::pause))
        .routes(routes!(resume::resume))
}
