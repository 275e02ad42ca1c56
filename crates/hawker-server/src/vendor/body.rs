//! A stall on the wire, for its own staff.

use axum::Json;
use hawker_domain::VendorId;
use hawker_domain::menu::Vendor;
use hawker_domain::payment::PaymentMethod;
use hawker_store::vendors::{self, Switches};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Staff;
use crate::menu::payment_methods;
use crate::problem::Problem;

/// The stall of whoever asks.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnVendorBody {
    vendor: OwnVendor,
}

#[derive(Debug, Serialize, ToSchema)]
struct OwnVendor {
    id: VendorId,
    /// The name above the counter.
    brand_name: String,
    /// What its order numbers begin with.
    letter_code: String,
    /// Whether it belongs to the hall.
    is_active: bool,
    /// Whether it takes no orders for a while.
    is_paused: bool,
    /// How it can be paid.
    payment_methods: Vec<PaymentMethod>,
}

impl From<Vendor> for OwnVendorBody {
    fn from(vendor: Vendor) -> Self {
        let payment_methods = payment_methods(&vendor);
        let vendor = OwnVendor {
            id: vendor.id,
            brand_name: vendor.brand_name,
            letter_code: vendor.letter_code.as_str().to_owned(),
            is_active: vendor.is_active,
            is_paused: vendor.is_paused,
            payment_methods,
        };
        Self { vendor }
    }
}

/// Changes what the stall does at the moment, and answers how it stands then.
pub(super) async fn switch(
    app: &App,
    staff: &Staff,
    switches: Switches,
) -> Result<Json<OwnVendorBody>, Problem> {
    let id = staff.vendor_id;
    let switched = app.store.write(move |tx| vendors::switch(tx, id, switches)).await;
    // Open orders are in the way only of switching a stall off, which is not its staff's to do.
    let vendor = switched.map_err(|failure| failure.map(|_| Problem::not_found()))?;
    Ok(Json(vendor.into()))
}
