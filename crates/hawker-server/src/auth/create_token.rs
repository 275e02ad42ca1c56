//! `POST /api/auth/tokens`: a program signs in.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use hawker_domain::text::Name;
use hawker_store::access_tokens::Kind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::issue::{Credentials, check, issue};
use crate::app::App;
use crate::http::{Body, Peer};
use crate::problem::{Problem, ProblemBody};

/// An account, its password, and what the token is for.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct TokenRequest {
    email: String,
    #[schema(format = Password)]
    password: String,
    /// Which program or device will hold it.
    name: String,
}

/// A token's secret.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TokenBody {
    /// To be sent as `Authorization: Bearer TOKEN`. It is not shown again.
    token: String,
}

/// Make a token for a program.
#[utoipa::path(
    post,
    path = "/api/auth/tokens",
    tag = "auth",
    request_body = TokenRequest,
    responses(
        (status = 201, body = TokenBody),
        (status = 401, body = ProblemBody, description = "`wrong_credentials`"),
        (status = 403, body = ProblemBody, description = "`inactive`"),
        (status = 422, body = ProblemBody),
        (status = 429, body = ProblemBody, description = "`too_many_attempts`, with `Retry-After`"),
    )
)]
pub(super) async fn create_token(
    State(app): State<App>,
    peer: Peer,
    Body(body): Body<TokenRequest>,
) -> Result<(StatusCode, Json<TokenBody>), Problem> {
    let name = Name::parse(&body.name).map_err(|error| Problem::invalid_field("name", error))?;
    let credentials = Credentials { email: body.email, password: body.password };
    let proven = check(&app, &peer, credentials).await?;
    let token = issue(&app, &proven, Kind::Bearer, name.into()).await?;
    Ok((StatusCode::CREATED, Json(TokenBody { token })))
}
