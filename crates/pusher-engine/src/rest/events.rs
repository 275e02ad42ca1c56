//! `POST /apps/{app_id}/events`

use axum::response::Response;
use pusher_protocol::ChannelName;
use pusher_protocol::api::{EventAnswer, EventRequest};

use super::info::channel_info;
use super::{Caller, Refusal, empty, json};
use crate::app::App;
use crate::hub::Hub;
use crate::publish::{self, Event};

/// Publishes one event to its channels.
pub(super) async fn publish(caller: Caller) -> Result<Response, Refusal> {
    let answer = run(&caller.hub, &caller.app, caller.query(), &caller.body)?;
    Ok(answer.map_or_else(empty, json))
}

/// Publishes what a body asks for, or a query without one, and returns what it wants to know, if
/// anything.
pub(super) fn run(
    hub: &Hub,
    app: &App,
    query: &str,
    body: &[u8],
) -> Result<Option<String>, Refusal> {
    let limits = &app.limits.publish;
    let request = match body {
        [] => EventRequest::from_query(query, limits)?,
        body => EventRequest::parse(body, limits)?,
    };
    let event = Event {
        channels: &request.channels,
        name: &request.name,
        data: &request.data,
        except: request.socket_id.as_ref(),
    };
    publish::publish(hub, app, limits, &event)?;
    if request.info.is_empty() {
        return Ok(None);
    }
    let about =
        |channel: &ChannelName| (channel.to_string(), channel_info(hub, channel, request.info));
    let channels = Some(request.channels.iter().map(about).collect());
    Ok(Some(EventAnswer { channels }.to_json()))
}
