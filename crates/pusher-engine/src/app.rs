//! Apps: who may connect and publish, and how much.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use pusher_protocol::limits::{PresenceLimits, PublishLimits};
use pusher_protocol::{AppId, AppKey, AppSecret, Credentials};

use crate::history::ReplayLimits;
use crate::webhook::WebhookEndpoint;

/// One app: clients connect with its key, servers sign with its secret.
#[derive(Debug, Clone)]
pub struct App {
    /// Names the app in the HTTP API. Three official SDKs take only digits.
    pub id: AppId,
    /// Key and secret.
    pub credentials: Credentials,
    /// How much the app and its connections may do.
    pub limits: AppLimits,
    /// What the app has that not every app wants.
    pub features: AppFeatures,
    /// Whether the app may be used.
    pub status: AppStatus,
    /// Where the app is told what happens on its channels.
    pub webhooks: Vec<WebhookEndpoint>,
}

/// Whether an app may be used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AppStatus {
    /// It may.
    #[default]
    Enabled,
    /// Clients are refused with 4003, calls of the HTTP API with 403.
    Disabled,
}

/// What an app may switch on. Everything is off by default, as it is on the hosted service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AppFeatures {
    /// Whether members of private and presence channels may send each other `client-` events.
    pub client_events: bool,
    /// Whether subscribers are told how many they are, but for presence channels.
    pub subscription_count: bool,
    /// Whether the events of private and presence channels get places, and subscriptions may go on
    /// from one; see [`History`](crate::History).
    pub replay: bool,
    /// After what time a connection is closed with 4009 that has neither signed in nor subscribed
    /// to a channel that needs a signature.
    pub authorization_timeout: Option<Duration>,
}

/// How much one app and each of its connections may do.
#[derive(Debug, Clone, Copy)]
pub struct AppLimits {
    /// Most connections at a time; one more is refused with 4100.
    pub max_connections: usize,
    /// Most channels that one connection may be subscribed to.
    pub max_channels_per_connection: usize,
    /// Largest message that a client may send; a larger one closes the connection with 1009.
    pub max_message_bytes: usize,
    /// Most frames that may wait for one reader; one more closes it with 4100.
    pub max_queued_frames: usize,
    /// Most bytes that may wait for one reader; more close it with 4100. A frame that is larger
    /// than this may still wait alone, or behind what is being written at that moment.
    pub max_queued_bytes: usize,
    /// How much a presence channel may hold.
    pub presence: PresenceLimits,
    /// How many client events a connection may send in a second; one more is refused with 4301.
    pub client_events_per_second: u32,
    /// Largest `data` of a client event, in bytes.
    pub client_event_data_bytes: usize,
    /// How long a cache channel keeps its last event.
    pub cache_ttl: Duration,
    /// Of how many cache channels the last event is kept.
    pub max_cached_channels: usize,
    /// How many bytes these events may take.
    pub max_cached_bytes: usize,
    /// How much a subscriber that was away may be sent.
    pub replay: ReplayLimits,
    /// How much one publishing call over HTTP may hold. SDKs count on the hosted service's.
    pub publish: PublishLimits,
    /// How much one publishing call in process may hold.
    pub publish_in_process: PublishLimits,
}

impl Default for AppLimits {
    fn default() -> Self {
        Self {
            max_connections: 100_000,
            max_channels_per_connection: 1_000,
            max_message_bytes: 32 * 1024,
            max_queued_frames: 4_096,
            max_queued_bytes: 2 * 1024 * 1024,
            presence: PresenceLimits::HOSTED,
            client_events_per_second: 10,
            client_event_data_bytes: PublishLimits::HOSTED.event_data_bytes,
            cache_ttl: Duration::from_secs(30 * 60),
            max_cached_channels: 10_000,
            max_cached_bytes: 32 * 1024 * 1024,
            replay: ReplayLimits::default(),
            publish: PublishLimits::HOSTED,
            publish_in_process: PublishLimits::HOSTED,
        }
    }
}

impl App {
    /// An app with the default limits.
    pub fn new(id: impl Into<AppId>, key: impl Into<AppKey>, secret: impl Into<AppSecret>) -> Self {
        Self {
            id: id.into(),
            credentials: Credentials::new(key, secret),
            limits: AppLimits::default(),
            features: AppFeatures::default(),
            status: AppStatus::default(),
            webhooks: Vec::new(),
        }
    }

    /// The same app with other features.
    #[must_use]
    pub fn with_features(mut self, features: AppFeatures) -> Self {
        self.features = features;
        self
    }

    /// The same app, told of what happens at one more endpoint.
    #[must_use]
    pub fn with_webhook(mut self, endpoint: WebhookEndpoint) -> Self {
        self.webhooks.push(endpoint);
        self
    }

    /// The same app with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: AppLimits) -> Self {
        self.limits = limits;
        self
    }
}

/// Where apps are looked up. It is asked on every new connection and every call of the HTTP API,
/// so it must answer from memory.
pub trait AppRegistry: Send + Sync {
    /// The app that clients name when they connect.
    fn find_by_key(&self, key: &str) -> Option<Arc<App>>;
    /// The app that callers of the HTTP API name.
    fn find_by_id(&self, id: &str) -> Option<Arc<App>>;
}

/// Apps that are known at start and stay the same.
#[derive(Debug, Default)]
pub struct StaticApps {
    by_key: HashMap<String, Arc<App>>,
    by_id: HashMap<String, Arc<App>>,
}

impl StaticApps {
    /// Adds an app; one with the same id or key is replaced.
    pub fn add(&mut self, app: App) {
        let app = Arc::new(app);
        self.by_key.insert(app.credentials.key.as_str().to_owned(), Arc::clone(&app));
        self.by_id.insert(app.id.as_str().to_owned(), app);
    }
}

impl AppRegistry for StaticApps {
    fn find_by_key(&self, key: &str) -> Option<Arc<App>> {
        self.by_key.get(key).cloned()
    }

    fn find_by_id(&self, id: &str) -> Option<Arc<App>> {
        self.by_id.get(id).cloned()
    }
}
