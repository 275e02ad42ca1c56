//! `GET /api/menu`: what every stall sells, in one answer that a phone keeps and searches.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hawker_domain::Currency;
use hawker_domain::menu::{AddOn, Product, Vendor};
use hawker_store::menu;
use serde::Serialize;
use utoipa::ToSchema;

use super::etag;
use super::list_vendors::VendorBody;
use super::show_vendor::ProductBody;
use crate::app::App;
use crate::problem::Problem;

/// The stalls and what they sell.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WholeMenu)]
pub(super) struct WholeMenuBody {
    vendors: Vec<VendorMenuBody>,
    /// What the prices are in (ISO 4217); they are in minor units.
    #[schema(value_type = String, example = "PHP")]
    currency: Currency,
}

/// A stall with its products.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VendorMenu)]
struct VendorMenuBody {
    #[serde(flatten)]
    vendor: VendorBody,
    products: Vec<ProductBody>,
}

/// The whole menu: stalls by name, products as they were written.
#[utoipa::path(
    get,
    path = "/api/menu",
    tag = "menu",
    params(("If-None-Match" = Option<String>, Header, description = "The `ETag` of an answer")),
    responses(
        (status = 200, body = WholeMenuBody, headers(("ETag" = String))),
        (status = 304, description = "It is still what that answer was"),
    )
)]
pub(super) async fn show_menu(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let vendors = app.read(menu::of_hall).await?;
    let vendors = vendors.into_iter().map(VendorMenuBody::from).collect();
    etag::answer(&headers, &WholeMenuBody { vendors, currency: app.hall.currency })
}

impl From<(Vendor, Vec<(Product, Vec<AddOn>)>)> for VendorMenuBody {
    fn from((vendor, products): (Vendor, Vec<(Product, Vec<AddOn>)>)) -> Self {
        let products = products.into_iter().map(ProductBody::from).collect();
        Self { vendor: vendor.into(), products }
    }
}
