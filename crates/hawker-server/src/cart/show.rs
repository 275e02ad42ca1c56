//! `GET /api/cart`: the caller's cart, priced from the menu as it stands.

use axum::Json;
use axum::extract::State;
use axum_extra::extract::CookieJar;

use super::{CartBody, Shopper};
use crate::app::App;
use crate::problem::{Problem, ProblemBody};

/// The cart of the customer who is signed in, or else of the guest whose browser asks.
#[utoipa::path(
    get,
    path = "/api/cart",
    tag = "cart",
    responses(
        (status = 200, body = CartBody),
        (status = 403, body = ProblemBody, description = "`wrong_role`: staff have no cart"),
    )
)]
pub(super) async fn show(
    State(app): State<App>,
    shopper: Shopper,
) -> Result<(CookieJar, Json<CartBody>), Problem> {
    let (jar, cart) = shopper.reads(&app).await?;
    Ok((jar, Json(cart)))
}
