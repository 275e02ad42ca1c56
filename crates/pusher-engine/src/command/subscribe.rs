//! `pusher:subscribe`
//!
//! A refusal is told twice: as `pusher:subscription_error`, which reaches the handlers of the
//! channel, and as `pusher:error`, which is what older clients listen to.

use pusher_protocol::server_frame::{self, SubscriptionError};
use pusher_protocol::{
    ChannelKind, ChannelName, ChannelNameError, Code, SignatureError, Subscribe,
};

use crate::session::Session;

/// Why a subscription is refused.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("Invalid channel name: {0}")]
    Name(#[from] ChannelNameError),
    #[error("{0}")]
    Signature(#[from] SignatureError),
    #[error("This server does not support {0} channels")]
    Unsupported(&'static str),
    #[error("A connection may be subscribed to at most {0} channels")]
    TooMany(usize),
}

/// Subscribes, or says why not. Subscribing again is no error: clients do so to be sure.
pub(super) fn run(session: &mut Session, request: &Subscribe) {
    if let Err(refusal) = subscribe(session, request) {
        let message = refusal.to_string();
        let error =
            SubscriptionError { kind: refusal.kind(), error: &message, status: refusal.status() };
        session.send(server_frame::subscription_error(&request.channel, &error));
        session.send_error(refusal.code(), &message);
    }
}

fn subscribe(session: &mut Session, request: &Subscribe) -> Result<(), Refusal> {
    let name = ChannelName::parse(&request.channel)?;
    check_kind(name.kind())?;
    if name.kind().is_signed() {
        session.app.credentials.verify_channel(
            &session.connection.socket_id,
            &name,
            request.channel_data.as_deref(),
            request.auth.as_deref().unwrap_or_default(),
        )?;
    }
    let limit = session.app.limits.max_channels_per_connection;
    let is_new = !session.subscriptions.contains_key(&name);
    if is_new && session.subscriptions.len() >= limit {
        return Err(Refusal::TooMany(limit));
    }
    let channel = session.hub.channels.join(&name, &session.connection);
    session.subscriptions.insert(name, channel);
    Ok(())
}

/// Lets the kinds in that the engine keeps all promises of.
fn check_kind(kind: ChannelKind) -> Result<(), Refusal> {
    match kind {
        ChannelKind::Public | ChannelKind::Private => Ok(()),
        ChannelKind::Presence | ChannelKind::PresenceCache => Err(Refusal::Unsupported("presence")),
        ChannelKind::Cache | ChannelKind::PrivateCache => Err(Refusal::Unsupported("cache")),
        ChannelKind::PrivateEncrypted | ChannelKind::PrivateEncryptedCache => {
            Err(Refusal::Unsupported("encrypted"))
        }
        ChannelKind::ServerToUser => Err(Refusal::Unsupported("user")),
    }
}

impl Refusal {
    /// The `type` that clients see.
    fn kind(&self) -> &'static str {
        match self {
            Self::Name(_) => "InvalidChannel",
            Self::Signature(_) => "AuthError",
            Self::Unsupported(_) => "UnsupportedChannel",
            Self::TooMany(_) => "LimitReached",
        }
    }

    fn status(&self) -> u16 {
        match self {
            Self::Name(_) => 400,
            Self::Signature(_) => 401,
            Self::TooMany(_) => 403,
            Self::Unsupported(_) => 501,
        }
    }

    fn code(&self) -> Code {
        match self {
            Self::Signature(_) => Code::Unauthorized,
            Self::Name(_) | Self::Unsupported(_) | Self::TooMany(_) => Code::Rejected,
        }
    }
}
