//! `GET /apps/{app_id}/channels`

use axum::response::Response;
use pusher_protocol::ChannelName;
use pusher_protocol::api::{ChannelsAnswer, Info};

use super::info::channel_info;
use super::{Caller, Refusal, json};

/// Every channel that has subscribers, and whose name begins with `filter_by_prefix`.
pub(super) async fn list(caller: Caller) -> Result<Response, Refusal> {
    let prefix = caller.parameter("filter_by_prefix").unwrap_or_default();
    let info = caller.parameter("info").unwrap_or_default();
    let info = Info::parse_of_channels(&info, &prefix)?;
    let about = |name: ChannelName| (name.to_string(), channel_info(&caller.hub, &name, info));
    let names = caller.hub.channels.names_with_prefix(&prefix);
    let channels = names.into_iter().map(about).collect();
    Ok(json(ChannelsAnswer { channels }.to_json()))
}
