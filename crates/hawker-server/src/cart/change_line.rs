//! `PATCH /api/cart/lines/{id}`: changes a line of the cart.

use axum::Json;
use axum::extract::State;
use axum_extra::extract::CookieJar;
use hawker_domain::CartLineId;
use hawker_domain::text::Note;
use hawker_store::Conn;
use hawker_store::carts::{self, Change};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use super::{CartBody, Shopper};
use crate::app::App;
use crate::checkouts::lines::{AddOnBody, checked_add_ons};
use crate::http::{Body, Fields, PathId};
use crate::problem::{Problem, ProblemBody};

/// What is to change; what is not said stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = CartLineChange)]
pub(super) struct ChangeRequest {
    /// How many portions, 1 to 99.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 99)]
    quantity: Option<u32>,
    /// Extras, all of them; each portion of the line has them.
    #[serde(default)]
    #[schema(max_items = 20)]
    add_ons: Option<Vec<AddOnBody>>,
    /// A remark for the kitchen; null takes it away.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<String>, max_length = 255)]
    note: Option<Option<String>>,
}

/// Tells a null from what was not said at all.
fn said<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(value).map(Some)
}

/// Change a line. Where it is then prepared like another one, the two become one.
#[utoipa::path(
    patch,
    path = "/api/cart/lines/{id}",
    tag = "cart",
    params(("id" = i64, Path, description = "The line")),
    request_body = ChangeRequest,
    responses(
        (status = 200, body = CartBody),
        (status = 403, body = ProblemBody, description = "`wrong_role`: staff have no cart"),
        (status = 404, body = ProblemBody, description = "`line_not_found`"),
        (status = 422, body = ProblemBody),
    )
)]
pub(super) async fn change_line(
    State(app): State<App>,
    shopper: Shopper,
    PathId(id): PathId,
    Body(body): Body<ChangeRequest>,
) -> Result<(CookieJar, Json<CartBody>), Problem> {
    let wanted = checked(&body)?;
    let change =
        move |tx: &mut Conn, owner: &_, now| carts::change(tx, owner, CartLineId(id), &wanted, now);
    let (jar, cart, ()) = shopper.changes(&app, change).await?;
    Ok((jar, Json(cart)))
}

fn checked(body: &ChangeRequest) -> Result<Change, Problem> {
    let mut fields = Fields::default();
    let add_ons = body.add_ons.as_deref().map(|add_ons| checked_add_ons("", add_ons, &mut fields));
    let note = body.note.as_ref().map(|note| Note::parse_optional(note.as_deref()));
    let note = fields.take("note", note.transpose()).flatten();
    fields.finish(Some(Change { quantity: body.quantity, add_ons, note }))
}
