//! `GET /api/menu/vendors`: the stalls of the hall.

use axum::Json;
use axum::extract::State;
use hawker_domain::VendorId;
use hawker_domain::menu::Vendor;
use hawker_domain::payment::PaymentMethod;
use hawker_store::menu::{self, VendorOverview};
use serde::Serialize;
use utoipa::ToSchema;

use super::payment_methods;
use crate::app::App;
use crate::problem::Problem;

/// The stalls.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VendorsBody {
    vendors: Vec<OverviewBody>,
}

/// A stall and, in short, what it sells.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VendorOverview)]
struct OverviewBody {
    #[serde(flatten)]
    vendor: VendorBody,
    /// The categories of its menu, in the order in which they were first written.
    categories: Vec<String>,
    /// How many products are on its menu.
    product_count: i64,
}

/// A stall on the wire.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Vendor)]
pub(super) struct VendorBody {
    id: VendorId,
    /// The name above the counter.
    brand_name: String,
    /// What its order numbers begin with.
    letter_code: String,
    /// Whether it takes no orders for a while.
    is_paused: bool,
    /// How it can be paid.
    payment_methods: Vec<PaymentMethod>,
}

impl From<VendorOverview> for OverviewBody {
    fn from(overview: VendorOverview) -> Self {
        Self {
            vendor: overview.vendor.into(),
            categories: overview.categories,
            product_count: overview.product_count,
        }
    }
}

impl From<Vendor> for VendorBody {
    fn from(vendor: Vendor) -> Self {
        Self {
            payment_methods: payment_methods(&vendor),
            id: vendor.id,
            brand_name: vendor.brand_name,
            letter_code: vendor.letter_code.as_str().to_owned(),
            is_paused: vendor.is_paused,
        }
    }
}

/// The stalls of the hall, by name.
#[utoipa::path(
    get,
    path = "/api/menu/vendors",
    tag = "menu",
    responses((status = 200, body = VendorsBody))
)]
pub(super) async fn list_vendors(State(app): State<App>) -> Result<Json<VendorsBody>, Problem> {
    let vendors = app.read(menu::overview).await?;
    Ok(Json(VendorsBody { vendors: vendors.into_iter().map(OverviewBody::from).collect() }))
}
