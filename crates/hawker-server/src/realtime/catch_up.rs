//! `GET /api/realtime/events` and `POST /api/realtime/catch-up`: what a screen missed, whole or
//! not at all.

use axum::Json;
use axum::extract::State;
use hawker_domain::channel::Channel;
use hawker_store::outbox::{self, Recovery, StoredEvent};
use hawker_store::{Conn, StoreError};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use super::authorize::refused;
use super::position::{Position, with_position};
use crate::app::App;
use crate::auth::Identity;
use crate::http::{Body, Query};
use crate::problem::{Problem, ProblemBody};

/// The most channels of one request.
const MAX_CHANNELS: usize = 20;

/// A place in a channel, after which events are wanted.
#[derive(Debug, Clone, Deserialize, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct After {
    /// The channel.
    #[schema(example = "private-vendor-orders.1")]
    channel: String,
    /// The epoch of the place.
    epoch: String,
    /// The place: the `seq` of the last event that was taken into account.
    #[serde(deserialize_with = "from_zero_on")]
    #[schema(minimum = 0)]
    after: i64,
}

fn from_zero_on<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    match i64::deserialize(deserializer)? {
        place @ 0.. => Ok(place),
        _ => Err(D::Error::custom("must be 0 or more")),
    }
}

/// Places in several channels.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct CatchUpRequest {
    /// At most 20.
    #[schema(max_items = 20)]
    channels: Vec<After>,
}

/// What was missed in several channels, in the order of the request.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CatchUpBody {
    channels: Vec<Missed>,
}

/// What was missed in one channel.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Missed {
    /// Whether `events` is everything after the place. If not, the place is of another epoch, or
    /// too long ago: take a new snapshot.
    recovered: bool,
    /// Where the channel stands after these events.
    position: Position,
    /// The events, in order; none where they could not be recovered.
    events: Vec<EventBody>,
}

/// An event as it was announced.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Event)]
struct EventBody {
    seq: i64,
    event: String,
    channel: String,
    #[schema(value_type = Object)]
    data: Box<RawValue>,
}

/// What was missed in one channel.
#[utoipa::path(
    get,
    path = "/api/realtime/events",
    tag = "realtime",
    params(After),
    responses(
        (status = 200, body = Missed),
        (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody),
        (status = 422, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn events(
    State(app): State<App>,
    identity: Identity,
    Query(after): Query<After>,
) -> Result<Json<Missed>, Problem> {
    let mut missed = recover(&app, &identity, vec![after]).await?;
    missed.pop().map(Json).ok_or_else(Problem::not_found)
}

/// What was missed in several channels.
#[utoipa::path(
    post,
    path = "/api/realtime/catch-up",
    tag = "realtime",
    request_body = CatchUpRequest,
    responses(
        (status = 200, body = CatchUpBody),
        (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody),
        (status = 422, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn catch_up(
    State(app): State<App>,
    identity: Identity,
    Body(request): Body<CatchUpRequest>,
) -> Result<Json<CatchUpBody>, Problem> {
    if request.channels.is_empty() || request.channels.len() > MAX_CHANNELS {
        let message = format!("must have 1 to {MAX_CHANNELS} channels");
        return Err(Problem::invalid_field("channels", message));
    }
    let channels = recover(&app, &identity, request.channels).await?;
    Ok(Json(CatchUpBody { channels }))
}

async fn recover(
    app: &App,
    identity: &Identity,
    places: Vec<After>,
) -> Result<Vec<Missed>, Problem> {
    let mut wanted = Vec::with_capacity(places.len());
    for place in places {
        let channel: Channel = place.channel.parse().map_err(|_| refused())?;
        if !identity.actor().may_listen(channel) {
            return Err(refused());
        }
        wanted.push((channel, place));
    }
    let epoch = app.store.epoch().to_owned();
    // One transaction for all channels: together they are one moment of the hall.
    let read = move |tx: &mut Conn| {
        let missed = |(channel, place): &(Channel, After)| missed(tx, &epoch, *channel, place);
        wanted.iter().map(missed).collect::<Result<Vec<_>, _>>()
    };
    app.read(read).await
}

fn missed(
    tx: &mut Conn,
    epoch: &str,
    channel: Channel,
    place: &After,
) -> Result<Missed, StoreError> {
    let recovery = if place.epoch == epoch {
        outbox::recover(tx, channel, place.after)?
    } else {
        Recovery::Gone { seq: outbox::position(tx, channel)? }
    };
    let name = channel.to_string();
    let position = |seq| Position { channel: name.clone(), epoch: epoch.to_owned(), seq };
    match recovery {
        Recovery::Gone { seq } => {
            Ok(Missed { recovered: false, position: position(seq), events: Vec::new() })
        }
        Recovery::Whole(stored) => {
            let seq = stored.last().map_or(place.after, |event| event.seq);
            let body = |event| EventBody::new(event, &name, epoch);
            let events = stored.into_iter().map(body).collect::<Result<_, _>>()?;
            Ok(Missed { recovered: true, position: position(seq), events })
        }
    }
}

impl EventBody {
    fn new(event: StoredEvent, channel: &str, epoch: &str) -> Result<Self, StoreError> {
        let data = with_position(&event.data, epoch, event.seq);
        Ok(Self {
            seq: event.seq,
            event: event.name,
            channel: channel.to_owned(),
            data: RawValue::from_string(data)
                .map_err(|_| StoreError::Unreadable("outbox.data".to_owned()))?,
        })
    }
}
