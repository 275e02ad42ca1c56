//! Channel names and what their prefix says about them.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::limits::CHANNEL_NAME_BYTES;

/// The prefix of the channel that reaches one signed-in user.
const SERVER_TO_USER: &str = "#server-to-user-";

/// Prefixes and their kinds, the longer before the shorter that it begins with.
const PREFIXES: [(&str, ChannelKind); 8] = [
    ("private-encrypted-cache-", ChannelKind::PrivateEncryptedCache),
    ("private-encrypted-", ChannelKind::PrivateEncrypted),
    ("private-cache-", ChannelKind::PrivateCache),
    ("private-", ChannelKind::Private),
    ("presence-cache-", ChannelKind::PresenceCache),
    ("presence-", ChannelKind::Presence),
    ("cache-", ChannelKind::Cache),
    (SERVER_TO_USER, ChannelKind::ServerToUser),
];

/// A valid channel name: 1 to 200 of letters, digits and `-_=@,.;`, or `#server-to-user-` with the id
/// of a user, which may be anything that JSON need not escape, such as `auth0|5f7c`.
///
/// Clones share the text.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChannelName(Arc<str>);

/// What a channel's prefix says: who may subscribe, and what the channel keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChannelKind {
    /// No prefix: anybody who knows the app key may subscribe.
    Public,
    /// `private-`: a signature is needed.
    Private,
    /// `private-encrypted-`: a signature is needed, and the server relays what it cannot read.
    PrivateEncrypted,
    /// `presence-`: a signature is needed, and subscribers see each other.
    Presence,
    /// `cache-`: public, and the last event is sent to a new subscriber.
    Cache,
    /// `private-cache-`.
    PrivateCache,
    /// `private-encrypted-cache-`.
    PrivateEncryptedCache,
    /// `presence-cache-`.
    PresenceCache,
    /// `#server-to-user-`: the connections of one signed-in user.
    ServerToUser,
}

/// Why a text is not a channel name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChannelNameError {
    /// The name is missing or empty.
    #[error("a channel needs a name")]
    Empty,
    /// The name is too long.
    #[error("a channel name has at most {CHANNEL_NAME_BYTES} characters, this one has {0}")]
    TooLong(usize),
    /// The name holds a character that names may not hold.
    #[error("a channel name has only letters, digits and -_=@,.; but this one has {0:?}")]
    Character(char),
    /// A user's id holds a character that it may not hold in the name of the user's channel.
    #[error("the name of a user's channel has no control characters, quotes or backslashes")]
    UserCharacter(char),
}

impl ChannelName {
    /// Checks a name.
    pub fn parse(text: &str) -> Result<Self, ChannelNameError> {
        if text.is_empty() {
            return Err(ChannelNameError::Empty);
        }
        if text.len() > CHANNEL_NAME_BYTES {
            return Err(ChannelNameError::TooLong(text.chars().count()));
        }
        match text.strip_prefix(SERVER_TO_USER) {
            Some("") => return Err(ChannelNameError::Empty),
            Some(user) => {
                check(user, is_user_character).map_err(ChannelNameError::UserCharacter)?;
            }
            None => check(text, is_name_character).map_err(ChannelNameError::Character)?,
        }
        Ok(Self(text.into()))
    }

    /// The name as it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The user whose own channel this is; only `#server-to-user-` channels have one.
    pub fn user_id(&self) -> Option<&str> {
        self.0.strip_prefix(SERVER_TO_USER)
    }

    /// What the name's prefix says.
    pub fn kind(&self) -> ChannelKind {
        ChannelKind::of(&self.0)
    }
}

impl ChannelKind {
    /// What the prefix of a name says, be the rest of it valid or not.
    pub fn of(name: &str) -> Self {
        PREFIXES
            .iter()
            .find(|(prefix, _)| name.starts_with(prefix))
            .map_or(Self::Public, |(_, kind)| *kind)
    }

    /// Whether subscribers see each other.
    pub const fn is_presence(self) -> bool {
        matches!(self, Self::Presence | Self::PresenceCache)
    }

    /// Whether the last event is kept for new subscribers.
    pub const fn is_cache(self) -> bool {
        matches!(
            self,
            Self::Cache | Self::PrivateCache | Self::PrivateEncryptedCache | Self::PresenceCache
        )
    }

    /// Whether the payload is encrypted by the publisher, and relayed unread.
    pub const fn is_encrypted(self) -> bool {
        matches!(self, Self::PrivateEncrypted | Self::PrivateEncryptedCache)
    }

    /// Whether subscribers may send events to each other: where they had to prove who they are,
    /// and where the server is meant to read what is sent.
    pub const fn takes_client_events(self) -> bool {
        self.is_signed() && !self.is_encrypted()
    }

    /// Whether a subscription may go on from a place: where its `channel_data` is signed, where
    /// an event can carry its place, and where no cached event would be sent besides.
    pub const fn has_replay(self) -> bool {
        matches!(self, Self::Private | Self::Presence)
    }

    /// Whether a subscription needs a signature.
    pub const fn is_signed(self) -> bool {
        match self {
            Self::Public | Self::Cache | Self::ServerToUser => false,
            Self::Private
            | Self::PrivateEncrypted
            | Self::PrivateCache
            | Self::PrivateEncryptedCache
            | Self::Presence
            | Self::PresenceCache => true,
        }
    }
}

/// Fails with the first character that is not allowed.
fn check(text: &str, is_allowed: fn(char) -> bool) -> Result<(), char> {
    text.chars().find(|&character| !is_allowed(character)).map_or(Ok(()), Err)
}

fn is_name_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-_=@,.;".contains(character)
}

/// Names are put into frames as they are.
fn is_user_character(character: char) -> bool {
    !character.is_control() && !matches!(character, '"' | '\\')
}

impl fmt::Display for ChannelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ChannelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for ChannelName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
