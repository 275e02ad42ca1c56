//! `POST /apps/{app_id}/events`

use axum::response::Response;
use pusher_protocol::ChannelName;
use pusher_protocol::api::{EventAnswer, EventRequest};

use super::info::channel_info;
use super::{Caller, Refusal, empty, json};
use crate::publish::{self, Event};

/// Publishes one event to its channels.
pub(super) async fn publish(caller: Caller) -> Result<Response, Refusal> {
    let limits = &caller.app.limits.publish;
    let request = EventRequest::parse(&caller.body, limits)?;
    let event = Event {
        channels: &request.channels,
        name: &request.name,
        data: &request.data,
        except: request.socket_id.as_ref(),
    };
    publish::publish(&caller.hub, &caller.app, limits, &event)?;
    if request.info.is_empty() {
        return Ok(empty());
    }
    let about = |channel: &ChannelName| {
        (channel.to_string(), channel_info(&caller.hub, channel, request.info))
    };
    let channels = Some(request.channels.iter().map(about).collect());
    Ok(json(EventAnswer { channels }.to_json()))
}
