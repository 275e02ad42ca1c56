//! `POST /api/cart/lines`: puts something into the cart.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use hawker_store::Conn;
use hawker_store::carts;

use super::{CartBody, Shopper};
use crate::app::App;
use crate::checkouts::lines::{LineBody, checked_line};
use crate::http::{Body, Fields};
use crate::problem::{Problem, ProblemBody};

/// Put something into the cart. A line that is prepared alike is raised in quantity.
///
/// What cannot be had only at the moment can be put in: the cart's `problems` tell of it.
#[utoipa::path(
    post,
    path = "/api/cart/lines",
    tag = "cart",
    request_body = LineBody,
    responses(
        (status = 201, body = CartBody, description = "A guest gets the cart's cookie"),
        (status = 403, body = ProblemBody, description = "`wrong_role`: staff have no cart"),
        (status = 409, body = ProblemBody, description = "`cart_full`"),
        (status = 422, body = ProblemBody),
        (status = 429, body = ProblemBody, description = "`too_many_attempts`, with `Retry-After`"),
    )
)]
pub(super) async fn add_line(
    State(app): State<App>,
    shopper: Shopper,
    Body(body): Body<LineBody>,
) -> Result<(StatusCode, CookieJar, Json<CartBody>), Problem> {
    let mut fields = Fields::default();
    let line = checked_line("", &body, &mut fields);
    let line = fields.finish(Some(line))?;
    shopper.may_begin(&app).await?;
    let add = move |tx: &mut Conn, owner: &_, now| carts::add(tx, owner, &line, now);
    let (jar, cart, ()) = shopper.changes(&app, add).await?;
    Ok((StatusCode::CREATED, jar, Json(cart)))
}
