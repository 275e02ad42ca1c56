//! `GET /apps/{app_id}/overview`: how an app is doing, for its operator. It is this server's own;
//! the hosted service has no such call.

use std::cmp::Reverse;

use axum::response::Response;
use pusher_protocol::api::{ChannelOverview, LastEvent, Overview, SlowReader};

use super::{Caller, Refusal, json};
use crate::channel::Channel;
use crate::hub::Hub;
use crate::stats::Stats;

/// How many channels are told unless `limit` says otherwise, and at most.
const DEFAULT_CHANNELS: usize = 100;
const MOST_CHANNELS: usize = 10_000;

/// How many slow readers are told.
const MOST_SLOW_READERS: usize = 20;

/// The app's numbers, its largest channels, and who does not keep up.
pub(super) async fn show(caller: Caller) -> Result<Response, Refusal> {
    let limit = caller.parameter("limit").and_then(|limit| limit.parse().ok());
    let limit = limit.unwrap_or(DEFAULT_CHANNELS).min(MOST_CHANNELS);
    let prefix = caller.parameter("filter_by_prefix").unwrap_or_default();
    let stats = Stats::of(&caller.hub);
    let overview = Overview {
        connections: stats.connections,
        channel_count: stats.channels,
        slow_readers_closed: stats.slow_readers_closed,
        channels: channels(&caller.hub, &prefix, limit),
        slow_readers: slow_readers(&caller.hub),
    };
    Ok(json(overview.to_json()))
}

/// The channels with the most subscribers first.
fn channels(hub: &Hub, prefix: &str, limit: usize) -> Vec<ChannelOverview> {
    let now = hub.now_millis();
    let mut channels = Vec::new();
    hub.channels.for_each(|channel| {
        if channel.name().as_str().starts_with(prefix) {
            channels.push(overview(channel, now));
        }
    });
    channels.retain(|channel| channel.subscribers > 0);
    channels.sort_by(|one, other| {
        (Reverse(one.subscribers), &one.name).cmp(&(Reverse(other.subscribers), &other.name))
    });
    channels.truncate(limit);
    channels
}

fn overview(channel: &Channel, now_millis: u64) -> ChannelOverview {
    let last_event = channel.last_event().map(|last| LastEvent {
        name: last.name,
        seconds_ago: now_millis.saturating_sub(last.at) / 1_000,
    });
    ChannelOverview {
        name: channel.name().to_string(),
        subscribers: channel.len(),
        users: channel.user_count(),
        last_event,
    }
}

/// The connections for which the most waits at this moment.
fn slow_readers(hub: &Hub) -> Vec<SlowReader> {
    let mut readers = Vec::new();
    hub.for_each_connection(|connection| {
        let backlog = connection.outbox.backlog();
        if backlog.frames > 0 {
            readers.push(SlowReader {
                socket_id: connection.socket_id.to_string(),
                waiting_frames: backlog.frames,
                waiting_bytes: backlog.bytes,
            });
        }
    });
    readers.sort_by_key(|reader| Reverse(reader.waiting_bytes));
    readers.truncate(MOST_SLOW_READERS);
    readers
}
