//! What the hall's manager may do.

mod cancel_order;
mod create_password_link;
mod create_vendor;
mod list_vendors;
mod show_floor;
mod show_vendor;
mod update_vendor;
mod vendor_body;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::problem::{FieldError, Problem};

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(cancel_order::cancel_order))
        .routes(routes!(list_vendors::list_vendors, create_vendor::create_vendor))
        .routes(routes!(show_vendor::show_vendor, update_vendor::update_vendor))
        .routes(routes!(create_password_link::create_password_link))
        .routes(routes!(show_floor::show_floor))
}

/// Two stalls whose orders have the same number are called for the same food.
fn letter_code_taken() -> Problem {
    let error = FieldError::new("letter_code", "is another stall's, now or earlier today");
    Problem::conflict("letter_code_taken", "Another stall's order numbers begin with these letters")
        .with_errors(vec![error])
}
