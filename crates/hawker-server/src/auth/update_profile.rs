//! `PATCH /api/auth/profile`: somebody changes their name.

use axum::Json;
use axum::extract::State;
use hawker_domain::text::Name;
use hawker_store::accounts;
use serde::Deserialize;
use utoipa::ToSchema;

use super::Identity;
use super::issue::UserBody;
use crate::app::App;
use crate::http::Body;
use crate::problem::{Problem, ProblemBody};

/// What is to change about oneself.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Profile {
    /// The name that others see from now on; what was ordered keeps the old one.
    name: String,
}

/// Change one's own name.
#[utoipa::path(
    patch,
    path = "/api/auth/profile",
    tag = "auth",
    request_body = Profile,
    responses(
        (status = 200, body = UserBody),
        (status = 401, body = ProblemBody),
        (status = 422, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn update_profile(
    State(app): State<App>,
    identity: Identity,
    Body(body): Body<Profile>,
) -> Result<Json<UserBody>, Problem> {
    let name = Name::parse(&body.name).map_err(|error| Problem::invalid_field("name", error))?;
    let (id, name) = (identity.account.id, String::from(name));
    let mut account = identity.account;
    account.name.clone_from(&name);
    app.write(move |tx| accounts::set_name(tx, id, &name)).await?;
    app.identities.forget_all();
    Ok(Json(UserBody::from(&account)))
}
