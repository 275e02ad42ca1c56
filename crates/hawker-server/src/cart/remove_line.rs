//! `DELETE /api/cart/lines/{id}`: takes a line out of the cart.

use axum::Json;
use axum::extract::State;
use axum_extra::extract::CookieJar;
use hawker_domain::CartLineId;
use hawker_store::carts::{self, CartRefusal};
use hawker_store::{Conn, Failure};

use super::{CartBody, Shopper};
use crate::app::App;
use crate::http::PathId;
use crate::problem::{Problem, ProblemBody};

/// Take a line out of the cart. One that is not in it any more is no mistake.
#[utoipa::path(
    delete,
    path = "/api/cart/lines/{id}",
    tag = "cart",
    params(("id" = i64, Path, description = "The line")),
    responses(
        (status = 200, body = CartBody),
        (status = 403, body = ProblemBody, description = "`wrong_role`: staff have no cart"),
        (status = 404, body = ProblemBody, description = "The id is no number"),
    )
)]
pub(super) async fn remove_line(
    State(app): State<App>,
    shopper: Shopper,
    PathId(id): PathId,
) -> Result<(CookieJar, Json<CartBody>), Problem> {
    let remove = move |tx: &mut Conn, owner: &_, now| -> Result<(), Failure<CartRefusal>> {
        Ok(carts::remove(tx, owner, &[CartLineId(id)], now)?)
    };
    let (jar, cart, ()) = shopper.changes(&app, remove).await?;
    Ok((jar, Json(cart)))
}
