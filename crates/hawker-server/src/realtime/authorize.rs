//! `POST /broadcasting/auth`: lets a socket in to a channel, by signing its subscription.

use axum::Json;
use axum::extract::State;
use hawker_domain::channel::Channel;
use hawker_store::access_tokens;
use pusher_protocol::{ChannelName, Position, SocketId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Identity;
use crate::http::{Body, Fields};
use crate::problem::{Problem, ProblemBody};

/// Which socket wants to listen to which channel.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct AuthorizeRequest {
    /// The socket's id, as the real-time server gave it.
    #[schema(example = "1234.1234")]
    socket_id: String,
    /// The channel's name.
    #[schema(example = "private-vendor-orders.1")]
    channel_name: String,
    /// The epoch of the place from which the socket wants to go on, if it has one.
    #[serde(default)]
    epoch: Option<String>,
    /// That place: the `seq` of the last event that was taken into account.
    #[serde(default)]
    after: Option<u64>,
}

/// The right to listen, in the form that Pusher's clients pass on.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuthorizeBody {
    /// `KEY:SIGNATURE`
    auth: String,
    /// What the signature says besides: the place from which to go on, if one was asked for and the
    /// driver is `embedded`. Clients pass it on with their subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel_data: Option<String>,
}

/// Let a socket listen to a channel: a stall's staff to the stall's, a customer to their own.
#[utoipa::path(
    post,
    path = "/broadcasting/auth",
    tag = "realtime",
    request_body(content(
        (AuthorizeRequest = "application/x-www-form-urlencoded"),
        (AuthorizeRequest = "application/json"),
    )),
    responses(
        (status = 200, body = AuthorizeBody),
        (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody),
        (status = 422, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn authorize(
    State(app): State<App>,
    identity: Identity,
    Body(body): Body<AuthorizeRequest>,
) -> Result<Json<AuthorizeBody>, Problem> {
    let mut fields = Fields::default();
    let socket_id = fields.take("socket_id", SocketId::parse(&body.socket_id));
    let name = fields.take("channel_name", ChannelName::parse(&body.channel_name));
    let place = fields.take("after", place(body.epoch, body.after));
    let ((socket_id, name), place) = fields.finish(socket_id.zip(name).zip(place))?;
    let channel: Channel = body.channel_name.parse().map_err(|_| refused())?;
    if !identity.actor().may_listen(channel) {
        return Err(refused());
    }
    let credentials = app.realtime.credentials.as_ref().ok_or_else(refused)?;
    // Noted before the token is looked up once more: a sign-out at the same time either finds the
    // socket to close it, or is found here.
    app.live_sockets.note(identity.token, socket_id.clone());
    let token = identity.token;
    if !app.read(move |tx| access_tokens::is_good(tx, token)).await? {
        return Err(Problem::unauthorized());
    }
    // Another server would not know what to make of a place.
    let place = place.filter(|_| app.realtime.engine.is_some());
    let channel_data = place.map(|place| place.to_channel_data());
    let auth = credentials.sign_channel(&socket_id, &name, channel_data.as_deref());
    Ok(Json(AuthorizeBody { auth, channel_data }))
}

fn place(epoch: Option<String>, after: Option<u64>) -> Result<Option<Position>, &'static str> {
    match (epoch, after) {
        (Some(epoch), Some(after)) => Ok(Some(Position::new(epoch, after))),
        (None, None) => Ok(None),
        (Some(_), None) | (None, Some(_)) => Err("must be given together with epoch"),
    }
}

pub(super) fn refused() -> Problem {
    Problem::forbidden("not_your_channel", "You may not listen to this channel")
}
