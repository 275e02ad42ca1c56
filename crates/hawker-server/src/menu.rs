//! The menu, which anybody may read without signing in.

mod etag;
mod list_vendors;
mod show_menu;
mod show_vendor;

use hawker_domain::menu::Vendor;
use hawker_domain::payment::PaymentMethod;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show_menu::show_menu))
        .routes(routes!(list_vendors::list_vendors))
        .routes(routes!(show_vendor::show_vendor))
}

/// How a stall can be paid.
pub(crate) fn payment_methods(vendor: &Vendor) -> Vec<PaymentMethod> {
    PaymentMethod::ALL.iter().copied().filter(|method| vendor.takes(*method)).collect()
}
