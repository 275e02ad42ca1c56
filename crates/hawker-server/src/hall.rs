//! `GET /api/hall`: what a screen needs to know of the hall before it shows money and times.

use axum::Json;
use axum::extract::State;
use hawker_domain::Currency;
use hawker_domain::payment::PaymentMethod;
use hawker_store::menu;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::problem::Problem;

/// The hall.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Hall)]
struct HallBody {
    /// Its name, as people call it.
    name: String,
    /// What its prices are in (ISO 4217).
    #[schema(value_type = String, example = "PHP")]
    currency: Currency,
    /// How many digits of an amount are behind the point: amounts are in minor units.
    minor_digits: u32,
    /// Where its clock stands (IANA).
    #[schema(example = "Asia/Manila")]
    time_zone: Option<String>,
    /// When a new business day begins, by that clock.
    #[schema(example = "04:00")]
    business_day_cutoff: String,
    /// How some stall of the hall can be paid.
    payment_methods: Vec<PaymentMethod>,
}

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

/// What the hall's prices, times and payments are like.
#[utoipa::path(get, path = "/api/hall", tag = "hall", responses((status = 200, body = HallBody)))]
async fn show(State(app): State<App>) -> Result<Json<HallBody>, Problem> {
    let vendors = app.read(menu::active_vendors).await?;
    let is_taken = |method: &PaymentMethod| vendors.iter().any(|vendor| vendor.takes(*method));
    let hall = &app.hall;
    Ok(Json(HallBody {
        name: hall.name.clone(),
        currency: hall.currency,
        minor_digits: hall.currency.minor_digits(),
        time_zone: hall.time_zone.iana_name().map(str::to_owned),
        business_day_cutoff: hall.business_day_cutoff.strftime("%H:%M").to_string(),
        payment_methods: PaymentMethod::ALL.iter().copied().filter(is_taken).collect(),
    }))
}
