//! What one app may do, as far as the settings file says so.

use std::time::Duration;

use pusher_engine::{AppFeatures, AppLimits};
use serde::Deserialize;

/// `[apps.limits]`: what is not there stays as it is by default.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitsTable {
    max_connections: Option<usize>,
    max_channels_per_connection: Option<usize>,
    max_message_bytes: Option<usize>,
    max_queued_frames: Option<usize>,
    max_queued_bytes: Option<usize>,
    presence_users_per_channel: Option<usize>,
    presence_user_id_chars: Option<usize>,
    presence_user_info_bytes: Option<usize>,
    client_events_per_second: Option<u32>,
    client_event_data_bytes: Option<usize>,
    cache_ttl_seconds: Option<u64>,
    max_cached_channels: Option<usize>,
    max_cached_bytes: Option<usize>,
    replayed_events: Option<usize>,
    replayed_bytes: Option<usize>,
    channels_per_event: Option<usize>,
    events_per_batch: Option<usize>,
    event_data_bytes: Option<usize>,
}

/// `[apps.features]`
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FeaturesTable {
    client_events: Option<bool>,
    subscription_count: Option<bool>,
    replay: Option<bool>,
    authorization_timeout_seconds: Option<u64>,
}

impl LimitsTable {
    pub(super) fn apply_to(&self, limits: &mut AppLimits) {
        set(&mut limits.max_connections, self.max_connections);
        set(&mut limits.max_channels_per_connection, self.max_channels_per_connection);
        set(&mut limits.max_message_bytes, self.max_message_bytes);
        set(&mut limits.max_queued_frames, self.max_queued_frames);
        set(&mut limits.max_queued_bytes, self.max_queued_bytes);
        set(&mut limits.presence.users_per_channel, self.presence_users_per_channel);
        set(&mut limits.presence.user_id_chars, self.presence_user_id_chars);
        set(&mut limits.presence.user_info_bytes, self.presence_user_info_bytes);
        set(&mut limits.client_events_per_second, self.client_events_per_second);
        set(&mut limits.client_event_data_bytes, self.client_event_data_bytes);
        set(&mut limits.cache_ttl, self.cache_ttl_seconds.map(Duration::from_secs));
        set(&mut limits.max_cached_channels, self.max_cached_channels);
        set(&mut limits.max_cached_bytes, self.max_cached_bytes);
        set(&mut limits.replay.events, self.replayed_events);
        set(&mut limits.replay.bytes, self.replayed_bytes);
        set(&mut limits.publish.channels_per_event, self.channels_per_event);
        set(&mut limits.publish.events_per_batch, self.events_per_batch);
        set(&mut limits.publish.event_data_bytes, self.event_data_bytes);
    }
}

impl FeaturesTable {
    pub(super) fn apply_to(&self, features: &mut AppFeatures) {
        set(&mut features.client_events, self.client_events);
        set(&mut features.subscription_count, self.subscription_count);
        set(&mut features.replay, self.replay);
        let timeout = self.authorization_timeout_seconds.map(Duration::from_secs);
        features.authorization_timeout = timeout.or(features.authorization_timeout);
    }
}

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}
