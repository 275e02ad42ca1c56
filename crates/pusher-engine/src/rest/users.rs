//! `GET /apps/{app_id}/channels/{channel}/users`

use axum::response::Response;
use pusher_protocol::api::{User, UsersAnswer};

use super::{Caller, Refusal, json};

/// Who is present on a presence channel, each user once.
pub(super) async fn list(caller: Caller) -> Result<Response, Refusal> {
    let name = caller.channel()?;
    if !name.kind().is_presence() {
        return Err(Refusal::NoUsers);
    }
    let channel = caller.hub.channels.find(&name);
    let ids = channel.and_then(|channel| channel.user_ids()).unwrap_or_default();
    let users = ids.into_iter().map(|id| User { id }).collect();
    Ok(json(UsersAnswer { users }.to_json()))
}
