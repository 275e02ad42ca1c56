//! `GET /apps/{app_id}/channels/{channel}`

use axum::response::Response;
use pusher_protocol::api::{CachedEvent, ChannelAnswer, Info};

use super::info::channel_info;
use super::{Caller, Refusal, json};

/// One channel, which need not have subscribers.
pub(super) async fn show(caller: Caller) -> Result<Response, Refusal> {
    let name = caller.channel()?;
    let info = caller.parameter("info").unwrap_or_default();
    let info = Info::parse_of(&info, name.kind())?;
    let hub = &caller.hub;
    let cached = || {
        let cached = hub.cache.get(&name, hub.now_millis());
        cached.map(|cached| CachedEvent { data: cached.data, ttl: cached.ttl_seconds })
    };
    let answer = ChannelAnswer {
        occupied: hub.channels.find(&name).is_some_and(|channel| channel.len() > 0),
        info: channel_info(hub, &name, info),
        cache: info.cache.then(cached),
    };
    Ok(json(answer.to_json()))
}
