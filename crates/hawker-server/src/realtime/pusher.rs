//! The driver `pusher`: Pusher's hosted service, or any server that speaks its HTTP API.
//!
//! Events go out in batches of up to ten, the API's limit, as one signed call after the other over
//! a connection that is kept open. The API's other limit, a hundred channels, cannot be met: every
//! event names one channel, because its position in that channel is part of its data.

use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use pusher_protocol::api::{BatchEvent, BatchRequest, EventRequest, Info};
use pusher_protocol::limits::PublishLimits;
use pusher_protocol::{ChannelName, Credentials, EventName, SocketId, query_auth};
use reqwest::header::CONTENT_TYPE;

use super::broadcaster::{
    Broadcaster, Cause, Ended, Outcome, OutgoingEvent, PublishError, Refusal,
};
use super::outcomes::{Outcomes, check_size};
use super::pusher_answer;
use crate::clock::Clock;
use crate::config::{Hosted, Scheme};

const LIMITS: PublishLimits = PublishLimits::HOSTED;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// From the first byte sent to the last received. Behind it the relay waits, and with it screens.
pub(crate) const CALL_TIMEOUT: Duration = Duration::from_secs(10);
/// Shorter than the idle time of usual servers and balancers, so that they rarely close first.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// Announces events through the HTTP API of another server.
pub struct Pusher {
    client: reqwest::Client,
    base_url: String,
    app_path: String,
    credentials: Credentials,
    clock: Clock,
    call_timeout: Duration,
}

/// No HTTP client could be made.
#[derive(Debug, thiserror::Error)]
#[error(
    "no connection to the server of PUSHER_HOST or PUSHER_APP_CLUSTER can be made: {0}; for https \
     the system's certificates are needed (package ca-certificates, or SSL_CERT_FILE)"
)]
pub struct ClientError(String);

/// An event that passed every check that can be made here.
struct Checked {
    index: usize,
    event: BatchEvent,
}

impl Pusher {
    /// A driver for the app on `server`; `clock` tells the time that signatures hold. It connects
    /// with the first event.
    pub fn new(server: &Hosted, clock: Clock) -> Result<Self, ClientError> {
        let app = &server.app;
        Ok(Self {
            client: client(server.scheme)?,
            base_url: server.base_url(),
            app_path: format!("/apps/{}", app.id),
            credentials: Credentials::new(app.key.as_str(), app.secret.expose()),
            clock,
            call_timeout: CALL_TIMEOUT,
        })
    }

    /// The same driver with another patience for one call; ten seconds are usual.
    #[must_use]
    pub fn with_call_timeout(self, call_timeout: Duration) -> Self {
        Self { call_timeout, ..self }
    }

    async fn publish_all(&self, events: &[OutgoingEvent]) -> Vec<Outcome> {
        let mut outcomes = Outcomes::of(events);
        let mut rest = 0..events.len();
        loop {
            let batch = next_batch(events, &mut rest, &mut outcomes);
            if batch.is_empty() {
                return outcomes.into_vec();
            }
            let sent = self.send(&batch).await;
            match sent {
                Err(error) if batch.len() > 1 && may_lie_in_one_event(&error) => {
                    self.send_singly(batch, &mut outcomes).await;
                }
                // What ails the whole app or the way there would meet every further call as well,
                // each of them after a timeout.
                Err(error) if !may_lie_in_one_event(&error) => {
                    let unsent = batch.iter().map(|checked| checked.index).chain(rest);
                    unsent.for_each(|index| outcomes.note(index, Err(error.clone())));
                    return outcomes.into_vec();
                }
                sent => batch.iter().for_each(|checked| outcomes.note(checked.index, sent.clone())),
            }
        }
    }

    /// A batch is refused as a whole. One after the other, only the bad event's channel suffers.
    async fn send_singly(&self, batch: Vec<Checked>, outcomes: &mut Outcomes<'_>) {
        for checked in batch {
            if !outcomes.is_held_back(checked.index) {
                let index = checked.index;
                outcomes.note(index, self.send(&[checked]).await);
            }
        }
    }

    async fn send(&self, batch: &[Checked]) -> Outcome {
        let largest = batch.iter().map(|checked| checked.event.data.len()).max().unwrap_or(0);
        let (call, body) = call(batch);
        let path = format!("{}/{call}", self.app_path);
        let sent_at = self.clock.now();
        let seconds = u64::try_from(sent_at.as_second()).unwrap_or(0);
        let query =
            query_auth::sign(&self.credentials, "POST", &path, &[], body.as_bytes(), seconds);
        let url = format!("{}{path}?{query}", self.base_url);
        let request = self.client.post(url).header(CONTENT_TYPE, "application/json").body(body);
        let request = request.timeout(self.call_timeout);
        let answer = request.send().await.map_err(pusher_answer::unreachable)?;
        pusher_answer::read(answer, sent_at, largest).await
    }
}

impl Broadcaster for Pusher {
    fn name(&self) -> &'static str {
        "pusher"
    }

    fn max_event_bytes(&self) -> usize {
        LIMITS.event_data_bytes
    }

    fn publish<'a>(&'a self, events: &'a [OutgoingEvent]) -> BoxFuture<'a, Vec<Outcome>> {
        self.publish_all(events).boxed()
    }

    /// The API ends the connections of a signed-in user, never one by its socket id.
    fn end_subscriptions<'a>(&'a self, _: &'a [SocketId]) -> BoxFuture<'a, Ended> {
        ready(Ended::Unsupported).boxed()
    }
}

/// A client for servers that are spoken to so.
pub(crate) fn client(scheme: Scheme) -> Result<reqwest::Client, ClientError> {
    // The client is built over the process's TLS provider and panics without one. Whoever has
    // installed one already keeps it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT)
        // A signature is made for one path; a redirect means that the address is wrong.
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("hawker/", env!("CARGO_PKG_VERSION")));
    let builder = match scheme {
        Scheme::Https => builder.https_only(true),
        // Without TLS the system's certificates need not be there.
        Scheme::Http => builder.tls_certs_only([]),
    };
    builder.build().map_err(|error| ClientError(pusher_answer::with_causes(&error)))
}

/// The next events that can be sent together. Those that cannot be sent at all are noted on the way.
fn next_batch(
    events: &[OutgoingEvent],
    rest: &mut std::ops::Range<usize>,
    outcomes: &mut Outcomes<'_>,
) -> Vec<Checked> {
    let mut batch = Vec::new();
    while batch.len() < LIMITS.events_per_batch
        && let Some(index) = rest.next()
    {
        if outcomes.is_held_back(index) {
            continue;
        }
        match check(&events[index]) {
            Ok(event) => batch.push(Checked { index, event }),
            Err(error) => outcomes.note(index, Err(error)),
        }
    }
    batch
}

fn check(event: &OutgoingEvent) -> Result<BatchEvent, PublishError> {
    check_size(event, LIMITS.event_data_bytes)?;
    let refused = |said: String| PublishError::Refused(Refusal { cause: Cause::Event, said });
    Ok(BatchEvent {
        name: EventName::parse(&event.name).map_err(|error| refused(error.to_string()))?,
        channel: ChannelName::parse(&event.channel).map_err(|error| refused(error.to_string()))?,
        data: event.data.clone(),
        socket_id: None,
        info: Info::default(),
    })
}

/// One event goes to `events`, which every server has; only more need `batch_events`.
fn call(batch: &[Checked]) -> (&'static str, String) {
    if let [Checked { event, .. }] = batch {
        let request = EventRequest {
            name: event.name.clone(),
            data: event.data.clone(),
            channels: vec![event.channel.clone()],
            socket_id: None,
            info: Info::default(),
        };
        return ("events", request.to_json());
    }
    let batch = batch.iter().map(|checked| checked.event.clone()).collect();
    ("batch_events", BatchRequest { batch }.to_json())
}

/// Whether another event could pass where this one, or this batch, failed.
fn may_lie_in_one_event(error: &PublishError) -> bool {
    match error {
        PublishError::TooLarge { .. } | PublishError::HeldBack => true,
        PublishError::Refused(refusal) => refusal.cause.is_in_the_event(),
        // A server that trips over one event answers 500; what is down or overloaded answers more.
        PublishError::Unavailable { status, .. } => *status == 500,
        PublishError::Unreachable { .. } => false,
    }
}
