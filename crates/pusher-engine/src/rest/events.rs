//! `POST /apps/{app_id}/events`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use pusher_protocol::ChannelName;
use pusher_protocol::api::{ChannelInfo, EventAnswer, EventRequest, Info};

use super::{Caller, Refusal, json};
use crate::engine::Inner;
use crate::hub::Hub;
use crate::publish::{self, Event};

/// Publishes one event to its channels.
pub(super) async fn publish(
    State(engine): State<Arc<Inner>>,
    caller: Caller,
) -> Result<Response, Refusal> {
    let limits = &caller.app.limits.publish;
    let request = EventRequest::parse(&caller.body, limits)?;
    let hub = engine.hub(&caller.app.id);
    let event = Event {
        channels: &request.channels,
        name: &request.name,
        data: &request.data,
        except: request.socket_id.as_ref(),
    };
    publish::publish(&hub, &caller.app, limits, &event)?;
    let channels = (!request.info.is_empty()).then(|| {
        let about = |channel: &ChannelName| {
            (channel.to_string(), channel_info(&hub, channel, request.info))
        };
        request.channels.iter().map(about).collect()
    });
    Ok(json(EventAnswer { channels }.to_json()))
}

/// What `info` asks for; `user_count` is there only on presence channels.
pub(super) fn channel_info(hub: &Hub, name: &ChannelName, info: Info) -> ChannelInfo {
    let channel = hub.channels.find(name);
    let count = || channel.as_ref().map_or(0, |channel| channel.len());
    let users = || channel.as_ref().and_then(|channel| channel.user_count()).unwrap_or(0);
    ChannelInfo {
        subscription_count: info.subscription_count.then(count),
        user_count: (info.user_count && name.kind().is_presence()).then(users),
    }
}
