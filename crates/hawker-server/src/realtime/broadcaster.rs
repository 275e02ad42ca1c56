//! The seam between the relay, which takes stored events out of the outbox, and whatever carries
//! them to the screens.
//!
//! A driver tries once and tells what came of it. It never waits and tries again by itself: the
//! relay does that, with the outbox as its memory.

use std::time::Duration;

use futures_util::future::BoxFuture;
use pusher_protocol::SocketId;

/// Carries events to subscribed screens. One test-suite, `tests/broadcaster.rs`, holds for every
/// implementation.
pub trait Broadcaster: Send + Sync {
    /// The driver's name as `BROADCAST_DRIVER` has it.
    fn name(&self) -> &'static str;

    /// The largest [`OutgoingEvent::data`] it carries, in bytes.
    fn max_event_bytes(&self) -> usize;

    /// Announces `events` and answers with one outcome for each, in the same order.
    ///
    /// Events of one channel arrive in the order given. After one has failed, the later ones of its
    /// channel are not sent and fail as [`PublishError::HeldBack`]; other channels go on. A failed
    /// event may have arrived all the same, where only the answer was lost.
    fn publish<'a>(&'a self, events: &'a [OutgoingEvent]) -> BoxFuture<'a, Vec<Outcome>>;

    /// Closes the connections with these ids for good, for instance after a logout. Ids that are
    /// not connected are passed over.
    fn end_subscriptions<'a>(&'a self, socket_ids: &'a [SocketId]) -> BoxFuture<'a, Ended>;

    /// Whether an event on a channel may reach anybody now. Where it cannot, it need not be published:
    /// whoever comes later is told what is stored.
    fn may_be_heard(&self, _channel: &str) -> bool {
        true
    }

    /// How many connections listen to a channel now; `None` where the driver cannot know without
    /// asking somebody else.
    fn count_listeners(&self, _channel: &str) -> Option<usize> {
        None
    }
}

/// What came of one event.
pub type Outcome = Result<(), PublishError>;

/// An event on its way to one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingEvent {
    /// The channel's name.
    pub channel: String,
    /// The event's name, such as `OrderReceived`.
    pub name: String,
    /// JSON text that holds the position already, under `_rt`.
    pub data: String,
    /// The position within the channel, for logs.
    pub seq: i64,
}

/// What came of ending subscriptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// So many connections were closed.
    Closed(usize),
    /// The driver has no means to close a connection: a screen that is connected stays so until it
    /// has to be authorized again.
    Unsupported,
}

/// Why an event was not announced.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublishError {
    /// The event is too large for the driver; its compact form may pass.
    #[error("the event's {bytes} bytes are more than the driver carries")]
    TooLarge {
        /// The size of its data.
        bytes: usize,
    },
    /// The other side understood and said no. Until somebody changes a setting or the event, it
    /// will say no again.
    #[error(transparent)]
    Refused(Refusal),
    /// The other side did not answer.
    #[error("the server cannot be reached: {reason}")]
    Unreachable {
        /// What happened on the way.
        reason: String,
    },
    /// The other side answered that it cannot now: too many calls, or an error of its own.
    #[error("the server cannot take the event now: it answered {status}: {said}")]
    Unavailable {
        /// The HTTP status.
        status: u16,
        /// What the server said, cut short.
        said: String,
        /// How long it asks to be left alone.
        retry_after: Option<Duration>,
    },
    /// An earlier event of the same channel failed, and this one must not overtake it.
    #[error("held back behind an earlier event of its channel")]
    HeldBack,
}

/// A clear no, with its cause and the server's own words. It holds no secret and is fit to be shown
/// to an operator, never to a customer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the event was refused because of {cause}: {said}")]
pub struct Refusal {
    /// What has to change.
    pub cause: Cause,
    /// What the server said, cut short.
    pub said: String,
}

/// What has to change before a refused event is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// Host, port or scheme: something answers there, and it is not Pusher's HTTP API.
    #[error("the server's address")]
    Address,
    /// The app's id or key, or the cluster they are looked up in.
    #[error("the app's id or key")]
    App,
    /// The secret.
    #[error("the app's secret")]
    Secret,
    /// This machine's clock or the server's: they differ by so many seconds, where it is known.
    #[error("the clock")]
    Clock {
        /// The server's clock minus ours.
        ahead_seconds: Option<i64>,
    },
    /// Id, key or secret; the server does not say which.
    #[error("the app's credentials")]
    Credentials,
    /// The app is switched off or over its quota.
    #[error("the app's state")]
    AppState,
    /// The event itself, such as its name or its channel's.
    #[error("the event itself")]
    Event,
}

impl Cause {
    /// Whether the cause lies in one event, so that others may pass.
    pub fn is_in_the_event(self) -> bool {
        match self {
            Self::Event => true,
            Self::Address
            | Self::App
            | Self::Secret
            | Self::Clock { .. }
            | Self::Credentials
            | Self::AppState => false,
        }
    }
}

/// What a driver in this process carries at most, in bytes: enough for the whole of any order.
pub const MAX_EVENT_BYTES_IN_PROCESS: usize = 65_536;
