//! The driver `embedded`: the real-time server in this process. An event is in every subscriber's
//! queue when `publish` returns; nothing is waited for.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use pusher_engine::{AppFeatures, AppLimits, Engine, Event};
use pusher_protocol::limits::PublishLimits;
use pusher_protocol::{AppId, ChannelName, Code, EventName, Position, SocketId};

use super::broadcaster::{
    Broadcaster, Cause, Ended, MAX_EVENT_BYTES_IN_PROCESS, Outcome, OutgoingEvent, PublishError,
    Refusal,
};
use super::outcomes::one_by_one;
use crate::config::App;

/// Announces events through an engine in this process.
#[derive(Clone)]
pub struct Embedded {
    engine: Engine,
    app_id: AppId,
    epoch: Arc<str>,
}

/// The app as the engine has to be built with it: events as large as this driver carries, where the
/// hosted service, and so the HTTP API, stops at 10,240 bytes; and sockets that may go on from the
/// place where they were.
pub fn engine_app(app: &App) -> pusher_engine::App {
    let event_data_bytes = MAX_EVENT_BYTES_IN_PROCESS;
    let publish_in_process = PublishLimits { event_data_bytes, ..PublishLimits::HOSTED };
    let limits = AppLimits { publish_in_process, ..AppLimits::default() };
    let features = AppFeatures { replay: true, ..AppFeatures::default() };
    pusher_engine::App::new(app.id.as_str(), app.key.as_str(), app.secret.expose())
        .with_limits(limits)
        .with_features(features)
}

impl Embedded {
    /// A driver for the app with this id, which `engine` was built with by [`engine_app`]. The
    /// places of its events are of the log that is named `epoch`.
    pub fn new(engine: Engine, app_id: impl Into<AppId>, epoch: &str) -> Self {
        Self { engine, app_id: app_id.into(), epoch: epoch.into() }
    }

    fn publish_one(&self, event: &OutgoingEvent) -> Outcome {
        let channel = ChannelName::parse(&event.channel);
        let channel = channel.map_err(|error| refused(Cause::Event, &error))?;
        let name = EventName::parse(&event.name);
        let name = name.map_err(|error| refused(Cause::Event, &error))?;
        let position = Position::new(&*self.epoch, u64::try_from(event.seq).unwrap_or_default());
        let event = Event { channels: &[channel], name: &name, data: &event.data, except: None };
        match self.engine.publish_at(&self.app_id, &position, &event) {
            Ok(_) => Ok(()),
            Err(pusher_engine::PublishError::TooLarge { .. }) => {
                Err(PublishError::TooLarge { bytes: event.data.len() })
            }
            Err(error @ pusher_engine::PublishError::UnknownApp) => {
                Err(refused(Cause::App, &error))
            }
            Err(
                error @ (pusher_engine::PublishError::NoChannel
                | pusher_engine::PublishError::TooManyChannels { .. }),
            ) => Err(refused(Cause::Event, &error)),
        }
    }
}

impl Broadcaster for Embedded {
    fn name(&self) -> &'static str {
        "embedded"
    }

    fn max_event_bytes(&self) -> usize {
        MAX_EVENT_BYTES_IN_PROCESS
    }

    fn publish<'a>(&'a self, events: &'a [OutgoingEvent]) -> BoxFuture<'a, Vec<Outcome>> {
        ready(one_by_one(events, |event| self.publish_one(event))).boxed()
    }

    /// With 4009, after which clients stay away: they would only be refused again.
    fn end_subscriptions<'a>(&'a self, socket_ids: &'a [SocketId]) -> BoxFuture<'a, Ended> {
        let is_closed =
            |id: &&SocketId| self.engine.terminate(&self.app_id, id, Code::Unauthorized);
        ready(Ended::Closed(socket_ids.iter().filter(is_closed).count())).boxed()
    }

    fn may_be_heard(&self, channel: &str) -> bool {
        ChannelName::parse(channel)
            .is_ok_and(|channel| self.engine.is_heard(&self.app_id, &channel))
    }

    fn count_listeners(&self, channel: &str) -> Option<usize> {
        let channel = ChannelName::parse(channel).ok()?;
        Some(self.engine.subscribers(&self.app_id, &channel))
    }
}

fn refused(cause: Cause, error: &dyn std::error::Error) -> PublishError {
    PublishError::Refused(Refusal { cause, said: error.to_string() })
}
