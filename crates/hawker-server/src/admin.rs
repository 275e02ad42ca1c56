//! What the hall's manager may do.

mod cancel_order;
mod switch_vendor;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(cancel_order::cancel_order))
        .routes(routes!(switch_vendor::switch_vendor))
}
