//! All routes, and the layers around them.

use axum::Router;
use axum::response::Redirect;
use axum::routing::get;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::SwaggerUi;

use crate::app::App;
use crate::problem::Problem;
use crate::{admin, auth, checkouts, health, http, menu, openapi, orders, realtime};

/// The documented API: each route with its place in the OpenAPI document.
pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(openapi::Document::openapi())
        .merge(auth::routes())
        .merge(menu::routes())
        .merge(checkouts::routes())
        .merge(orders::customer::routes())
        .merge(orders::vendor::routes())
        .merge(realtime::routes())
        .merge(admin::routes())
}

/// Everything that the server answers.
pub fn router(app: &App) -> Router {
    let (api, document) = api().split_for_parts();
    let docs = SwaggerUi::new("/docs").url("/api/openapi.json", document);
    let mut router = http::around_api(api, app)
        .merge(health::routes())
        .merge(docs)
        .route("/", get(|| async { Redirect::temporary("/docs/") }))
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .with_state(app.clone());
    if let Some(engine) = &app.realtime.engine {
        router = router.merge(engine.router());
    }
    http::around_everything(router, app)
}
