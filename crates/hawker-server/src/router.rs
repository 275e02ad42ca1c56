//! All routes, and the layers around them.

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::SwaggerUi;

use crate::app::App;
use crate::problem::Problem;
use crate::{
    admin, auth, cart, checkouts, hall, health, http, menu, openapi, orders, realtime, vendor,
};

/// The documented API: each route with its place in the OpenAPI document.
pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(openapi::Document::openapi())
        .merge(auth::routes())
        .merge(hall::routes())
        .merge(menu::routes())
        .merge(cart::routes())
        .merge(checkouts::routes())
        .merge(orders::customer::routes())
        .merge(orders::vendor::routes())
        .merge(vendor::routes())
        .merge(realtime::routes())
        .merge(admin::routes())
}

/// Everything that the server answers.
pub fn router(app: &App) -> Router {
    let (api, document) = api().split_for_parts();
    let docs = SwaggerUi::new("/docs").url("/api/openapi.json", openapi::named(document));
    let mut router = http::around_api(api, app)
        .merge(health::routes())
        .merge(docs)
        .fallback(web_app)
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .with_state(app.clone());
    if let Some(engine) = &app.realtime.engine {
        router = router.merge(engine.router());
    }
    http::around_everything(router, app)
}

/// What no route answers is the web app's, and else does not exist.
async fn web_app(request: Request) -> Response {
    hawker_web::answer(request.method(), request.uri().path(), request.headers())
        .unwrap_or_else(|| Problem::not_found().into_response())
}
