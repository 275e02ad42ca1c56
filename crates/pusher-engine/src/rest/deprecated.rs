//! The two calls that the documentation has deprecated since 2012, and that old SDKs still make:
//! `POST /apps/{app_id}/channels/{channel}/events` and `GET /apps/{app_id}/channels/{channel}/stats`.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use pusher_protocol::api::{BodyError, StatsAnswer};
use pusher_protocol::{EventName, SocketId};

use super::{Caller, Refusal, empty, json};
use crate::publish::{self, Event};

/// Publishes the body, as it is, to one channel; everything else is in the query.
pub(super) async fn publish(caller: Caller) -> Result<Response, Refusal> {
    let name = caller.parameter("name").unwrap_or_default();
    let name = EventName::parse(&name).map_err(BodyError::from)?;
    let except = caller.parameter("socket_id").filter(|id| !id.is_empty());
    let except = except.as_deref().map(SocketId::parse).transpose().map_err(BodyError::from)?;
    let event = Event {
        channels: &[caller.channel()?],
        name: &name,
        data: std::str::from_utf8(&caller.body).map_err(|_| Refusal::NotText)?,
        except: except.as_ref(),
    };
    publish::publish(&caller.hub, &caller.app, &caller.app.limits.publish, &event)?;
    Ok((StatusCode::ACCEPTED, empty()).into_response())
}

/// One channel in numbers.
pub(super) async fn stats(caller: Caller) -> Result<Response, Refusal> {
    let name = caller.channel()?;
    let channel = caller.hub.channels.find(&name);
    let connection_count = channel.as_ref().map_or(0, |channel| channel.len());
    let users = || channel.as_ref().and_then(|channel| channel.user_count()).unwrap_or(0);
    let answer = StatsAnswer {
        occupied: connection_count > 0,
        user_count: name.kind().is_presence().then(users),
        connection_count,
    };
    Ok(json(answer.to_json()))
}
