//! A server on a random port, and clients that speak raw frames and raw HTTP to it.

mod client;
mod clock;
#[cfg(feature = "webhooks")]
mod endpoint;
mod fallback;
mod front;
mod history;
mod http;
mod raw;

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use pusher_engine::protocol::{AppId, ChannelName, Credentials, EventName, SocketId, query_auth};
use pusher_engine::{App, AppFeatures, AppLimits, Engine, EngineBuilder, Event, Settings};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub(crate) use client::{Client, connect_slowly, data, refusal, subscribe_frame};
pub(crate) use clock::ManualClock;
#[cfg(feature = "webhooks")]
pub(crate) use endpoint::Endpoint;
pub(crate) use fallback::{Stream, Visitor, messages};
pub(crate) use front::Front;
pub(crate) use history::Outbox;
pub(crate) use http::{Answer, request};
pub(crate) use raw::{Raw, WEBSOCKET, text_frame};

pub(crate) const APP_ID: &str = "7";
pub(crate) const KEY: &str = "the-key";
pub(crate) const SECRET: &str = "the-secret";

/// How long a test waits for what must happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// An engine that listens.
pub(crate) struct Server {
    pub(crate) engine: Engine,
    pub(crate) addr: SocketAddr,
    task: JoinHandle<()>,
}

impl Server {
    /// With default limits and times.
    pub(crate) async fn start() -> Self {
        Self::start_with(AppLimits::default(), Settings::default()).await
    }

    /// With limits.
    pub(crate) async fn start_limited(limits: AppLimits) -> Self {
        Self::start_with(limits, Settings::default()).await
    }

    /// With limits and times.
    pub(crate) async fn start_with(limits: AppLimits, settings: Settings) -> Self {
        let app = App::new(APP_ID, KEY, SECRET).with_limits(limits);
        Self::start_built(Engine::builder().app(app).settings(settings)).await
    }

    /// With features.
    pub(crate) async fn start_featured(features: AppFeatures) -> Self {
        let app = App::new(APP_ID, KEY, SECRET).with_features(features);
        Self::start_built(Engine::builder().app(app)).await
    }

    /// As built.
    pub(crate) async fn start_built(builder: EngineBuilder) -> Self {
        let engine = builder.build();
        let router = engine.router();
        Self::serve(engine, router).await
    }

    /// With the engine's routes somewhere inside another router.
    pub(crate) async fn serve(engine: Engine, router: Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let addr = listener.local_addr().expect("it is bound");
        let task = tokio::spawn(crate::FRONT.serve(engine.clone(), router, listener));
        Self { engine, addr, task }
    }

    /// A client that has its first frame.
    pub(crate) async fn connect(&self) -> Client {
        Client::connect(self.addr).await
    }

    /// Publishes in process.
    pub(crate) fn publish(&self, channel: &str, name: &str, data: &str) -> usize {
        self.publish_except(channel, name, data, None)
    }

    /// Publishes in process to everybody but one.
    pub(crate) fn publish_except(
        &self,
        channel: &str,
        name: &str,
        data: &str,
        except: Option<&SocketId>,
    ) -> usize {
        let event = Event {
            channels: &[channel_name(channel)],
            name: &EventName::parse(name).expect("an event name"),
            data,
            except,
        };
        let published = self.engine.publish(&AppId::from(APP_ID), &event);
        published.expect("it is within the limits").recipients
    }

    /// How many are subscribed.
    pub(crate) fn subscribers(&self, channel: &str) -> usize {
        self.engine.subscribers(&AppId::from(APP_ID), &channel_name(channel))
    }

    /// Whether anybody may hear what is published.
    pub(crate) fn is_heard(&self, channel: &str) -> bool {
        self.engine.is_heard(&AppId::from(APP_ID), &channel_name(channel))
    }

    /// Who is present.
    pub(crate) fn members(&self, channel: &str) -> Option<Vec<String>> {
        self.engine.members(&AppId::from(APP_ID), &channel_name(channel))
    }

    /// Calls the HTTP API, signed.
    pub(crate) async fn post(&self, path: &str, body: &str) -> Answer {
        let query = query_auth::sign(&credentials(), "POST", path, &[], body.as_bytes(), now());
        self.post_raw(&format!("{path}?{query}"), body).await
    }

    /// Asks the HTTP API, signed, with these parameters.
    pub(crate) async fn get(&self, path: &str, parameters: &[(&str, &str)]) -> Answer {
        let query = query_auth::sign(&credentials(), "GET", path, parameters, b"", now());
        request(self.addr, "GET", &format!("{path}?{query}"), "").await
    }

    /// Calls the HTTP API with whatever query is given.
    pub(crate) async fn post_raw(&self, target: &str, body: &str) -> Answer {
        request(self.addr, "POST", target, body).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What the server signs and verifies with.
pub(crate) fn credentials() -> Credentials {
    Credentials::new(KEY, SECRET)
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "the server compares with the real clock")]
    let now = std::time::SystemTime::now();
    let since = now.duration_since(std::time::UNIX_EPOCH);
    since.expect("the clock is set").as_secs()
}

/// A valid channel name.
pub(crate) fn channel_name(name: &str) -> ChannelName {
    ChannelName::parse(name).expect("a channel name")
}

/// Waits until `is_true`; for states that nothing tells about.
pub(crate) async fn eventually(what: &str, mut is_true: impl FnMut() -> bool) {
    let wait = async {
        while !is_true() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.unwrap_or_else(|_| panic!("never happened: {what}"));
}
