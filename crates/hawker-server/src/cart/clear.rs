//! `DELETE /api/cart`: takes everything out of the cart.

use axum::Json;
use axum::extract::State;
use axum_extra::extract::CookieJar;
use hawker_store::carts::{self, CartRefusal};
use hawker_store::{Conn, Failure};

use super::{CartBody, Shopper};
use crate::app::App;
use crate::problem::{Problem, ProblemBody};

/// Empty the cart.
#[utoipa::path(
    delete,
    path = "/api/cart",
    tag = "cart",
    responses(
        (status = 200, body = CartBody),
        (status = 403, body = ProblemBody, description = "`wrong_role`: staff have no cart"),
    )
)]
pub(super) async fn clear(
    State(app): State<App>,
    shopper: Shopper,
) -> Result<(CookieJar, Json<CartBody>), Problem> {
    let clear = |tx: &mut Conn, owner: &_, now| -> Result<(), Failure<CartRefusal>> {
        Ok(carts::clear(tx, owner, now)?)
    };
    let (jar, cart, ()) = shopper.changes(&app, clear).await?;
    Ok((jar, Json(cart)))
}
