//! `POST /api/customer/quote`: what lines cost now.

use axum::Json;
use axum::extract::State;
use hawker_domain::Currency;
use hawker_domain::quote::{Quote, quote as price};
use hawker_store::menu;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{lines, problem};
use crate::app::App;
use crate::auth::Customer;
use crate::http::{Body, Fields};
use crate::problem::{Problem, ProblemBody};

/// What is to be priced.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct QuoteRequest {
    lines: Vec<lines::LineBody>,
}

/// What it costs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QuoteBody {
    /// The parts and the total.
    #[serde(flatten)]
    pub quote: Quote,
    /// What the amounts are in (ISO 4217); they are in minor units.
    #[schema(value_type = String, example = "PHP")]
    pub currency: Currency,
}

/// What lines cost, grouped by stall. Nothing is stored or reserved.
#[utoipa::path(
    post,
    path = "/api/customer/quote",
    tag = "checkouts",
    request_body = QuoteRequest,
    responses(
        (status = 200, body = QuoteBody),
        (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody, description =
            "`out_of_stock`, `vendor_takes_no_orders` or `not_available`, with `items`"),
        (status = 422, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn quote(
    State(app): State<App>,
    _: Customer,
    Body(body): Body<QuoteRequest>,
) -> Result<Json<QuoteBody>, Problem> {
    let mut fields = Fields::default();
    let lines = lines::checked(&body.lines, &mut fields);
    let lines = fields.finish(Some(lines))?;
    let (menu, lines) =
        app.read(move |tx| Ok((menu::for_lines(tx, &lines)?, lines.clone()))).await?;
    let quote = price(&menu, &lines).map_err(|problems| problem::of_lines(&problems))?;
    Ok(Json(QuoteBody { quote, currency: app.hall.currency }))
}
