//! `POST /apps/{app_id}/users/{user_id}/terminate_connections`

use axum::response::Response;

use super::{Caller, Refusal, empty};
use crate::engine::USER_TERMINATED;

/// Closes every connection that is signed in as this user. There may be none.
pub(super) async fn terminate(caller: Caller) -> Result<Response, Refusal> {
    let closed = caller.hub.users.terminate(caller.user_id(), USER_TERMINATED);
    tracing::debug!(closed, "the connections of a user were terminated");
    Ok(empty())
}
