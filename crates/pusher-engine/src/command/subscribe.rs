//! `pusher:subscribe`
//!
//! A refusal is told twice: as `pusher:subscription_error`, which reaches the handlers of the
//! channel, and as `pusher:error`, which is what older clients listen to.

use pusher_protocol::server_frame::{self, SubscriptionError};
use pusher_protocol::{
    ChannelKind, ChannelName, ChannelNameError, Code, Member, MemberError, Position, PositionError,
    SignatureError, Subscribe,
};

use super::resume;
use crate::channel::{CatchUp, JoinError, Joining};
use crate::connection::Connection;
use crate::session::Session;

/// Why a subscription is refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error("Invalid channel name: {0}")]
    Name(#[from] ChannelNameError),
    #[error("{0}")]
    Signature(#[from] SignatureError),
    #[error("{0}")]
    Member(#[from] MemberError),
    #[error("{0}")]
    Position(#[from] PositionError),
    #[error("Only connections that are signed in as this user may subscribe to its channel")]
    NotTheUser,
    #[error("{0}")]
    Join(#[from] JoinError),
    #[error("A connection may be subscribed to at most {0} channels")]
    TooMany(usize),
}

/// Subscribes, or says why not. Subscribing again is no error: clients do so to be sure.
pub(super) fn run(session: &mut Session, request: &Subscribe) {
    if let Err(refusal) = subscribe(session, request) {
        refuse(&session.connection, &request.channel, &refusal);
    }
}

/// Says why not. `channel` is the name as the client sent it.
pub(super) fn refuse(connection: &Connection, channel: &str, refusal: &Refusal) {
    let message = refusal.to_string();
    let error =
        SubscriptionError { kind: refusal.kind(), error: &message, status: refusal.status() };
    connection.send(server_frame::subscription_error(channel, &error));
    connection.send(server_frame::error(Some(refusal.code()), &message));
}

fn subscribe(session: &mut Session, request: &Subscribe) -> Result<(), Refusal> {
    let name = ChannelName::parse(&request.channel)?;
    check_right(session, &name, request)?;
    let member = member(session, name.kind(), request)?;
    let limit = session.app.limits.max_channels_per_connection;
    let is_new = !session.subscriptions.contains_key(&name);
    if is_new && session.subscriptions.len() >= limit {
        return Err(Refusal::TooMany(limit));
    }
    let asked = asked_position(session, name.kind(), request)?;
    let is_subscribed = session
        .subscriptions
        .get(&name)
        .is_some_and(|channel| channel.sender(&session.connection).is_some());
    if let (Some(asked), false) = (&asked, is_subscribed) {
        resume::begin(session, name, member, asked.clone());
        return Ok(());
    }
    let caught_up = asked.map(|_| CatchUp::unknown());
    let joining = Joining {
        connection: &session.connection,
        member: member.as_ref(),
        caught_up: caught_up.as_ref(),
    };
    let channel = session.hub.channels.join(&session.hub, &name, &joining)?;
    session.subscriptions.insert(name, channel);
    Ok(())
}

/// Checks that the connection may listen: by a signature, or by who is signed in.
fn check_right(session: &Session, name: &ChannelName, request: &Subscribe) -> Result<(), Refusal> {
    if let Some(user_id) = name.user_id() {
        let is_own = session.user.as_ref().is_some_and(|user| *user.id == *user_id);
        return if is_own { Ok(()) } else { Err(Refusal::NotTheUser) };
    }
    if name.kind().is_signed() {
        session.current_app().credentials.verify_channel(
            &session.connection.socket_id,
            name,
            request.channel_data.as_deref(),
            request.auth.as_deref().unwrap_or_default(),
        )?;
        session.connection.authorized();
    }
    Ok(())
}

/// Who subscribes to a presence channel: whom the signed `channel_data` names, or who is signed
/// in on the connection.
fn member(
    session: &Session,
    kind: ChannelKind,
    request: &Subscribe,
) -> Result<Option<Member>, MemberError> {
    if !kind.is_presence() {
        return Ok(None);
    }
    let limits = &session.app.limits.presence;
    match (&request.channel_data, &session.user) {
        (Some(channel_data), _) => Member::parse(channel_data, limits).map(Some),
        (None, Some(user)) => {
            let member = Member { user_id: user.id.clone(), user_info: user.user_info.clone() };
            member.within(limits).map(Some)
        }
        (None, None) => Err(MemberError::Missing),
    }
}

/// The place that the subscription asks to go on from, where the app lets it.
fn asked_position(
    session: &Session,
    kind: ChannelKind,
    request: &Subscribe,
) -> Result<Option<Position>, PositionError> {
    match &request.channel_data {
        Some(channel_data) if session.app.features.replay && kind.has_replay() => {
            Position::in_channel_data(channel_data)
        }
        Some(_) | None => Ok(None),
    }
}

impl Refusal {
    /// The `type` that clients see.
    fn kind(&self) -> &'static str {
        match self {
            Self::Name(_) => "InvalidChannel",
            Self::Signature(_) | Self::NotTheUser => "AuthError",
            Self::Member(_) | Self::Position(_) => "InvalidChannelData",
            Self::Join(JoinError::OtherUser) => "AuthError",
            Self::Join(JoinError::Full { .. }) | Self::TooMany(_) => "LimitReached",
        }
    }

    fn status(&self) -> u16 {
        match self {
            Self::Name(_) | Self::Member(_) | Self::Position(_) => 400,
            Self::Signature(_) | Self::NotTheUser => 401,
            Self::Join(_) | Self::TooMany(_) => 403,
        }
    }

    fn code(&self) -> Code {
        match self {
            Self::Signature(_) | Self::NotTheUser | Self::Join(JoinError::OtherUser) => {
                Code::Unauthorized
            }
            Self::Name(_)
            | Self::Member(_)
            | Self::Position(_)
            | Self::Join(JoinError::Full { .. })
            | Self::TooMany(_) => Code::Rejected,
        }
    }
}
