//! The `info` attribute: which numbers about a channel a caller wants back.

use serde::{Serialize, Serializer};

use super::BodyError;
use crate::ChannelKind;

/// Which attributes of a channel are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Info {
    /// How many connections are subscribed.
    pub subscription_count: Asked,
    /// How many users are present; presence channels only.
    pub user_count: Asked,
    /// The event that is cached; only of cache channels, and only asked about one channel.
    pub cache: Asked,
}

/// Whether an attribute is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Asked {
    /// It is not.
    #[default]
    No,
    /// It is.
    Yes,
}

impl Info {
    /// Reads what is wanted of the channels of an event: a comma-separated list such as
    /// `user_count,subscription_count`.
    pub fn parse(list: &str) -> Result<Self, BodyError> {
        let info = Self::parse_of_channel(list)?;
        match info.cache {
            Asked::No => Ok(info),
            Asked::Yes => Err(BodyError::Info("cache".to_owned())),
        }
    }

    /// Reads what is wanted of all channels whose names begin with `prefix`. Users are counted
    /// only where the prefix leaves nothing but presence channels.
    pub fn parse_of_channels(list: &str, prefix: &str) -> Result<Self, BodyError> {
        let info = Self::parse(list)?;
        let is_available = ChannelKind::of(prefix).is_presence();
        info.user_count.check("user_count", "channels that begin with presence-", is_available)?;
        Ok(info)
    }

    /// Reads what is wanted of one channel of this kind. What it does not have is refused.
    pub fn parse_of(list: &str, kind: ChannelKind) -> Result<Self, BodyError> {
        let info = Self::parse_of_channel(list)?;
        info.user_count.check("user_count", "presence channels", kind.is_presence())?;
        info.cache.check("cache", "cache channels", kind.is_cache())?;
        Ok(info)
    }

    /// Whether nothing is wanted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn parse_of_channel(list: &str) -> Result<Self, BodyError> {
        let mut info = Self::default();
        for attribute in list.split(',').map(str::trim).filter(|a| !a.is_empty()) {
            match attribute {
                "subscription_count" => info.subscription_count = Asked::Yes,
                "user_count" => info.user_count = Asked::Yes,
                "cache" => info.cache = Asked::Yes,
                other => return Err(BodyError::Info(other.to_owned())),
            }
        }
        Ok(info)
    }
}

impl Asked {
    /// The answer, computed only if it is wanted.
    pub fn then<T>(self, answer: impl FnOnce() -> T) -> Option<T> {
        match self {
            Self::No => None,
            Self::Yes => Some(answer()),
        }
    }

    fn check(
        self,
        attribute: &'static str,
        channels: &'static str,
        is_available: bool,
    ) -> Result<(), BodyError> {
        match self {
            Self::Yes if !is_available => Err(BodyError::NotAvailable { attribute, channels }),
            Self::Yes | Self::No => Ok(()),
        }
    }
}

impl Serialize for Info {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let wanted = [
            (self.subscription_count, "subscription_count"),
            (self.user_count, "user_count"),
            (self.cache, "cache"),
        ];
        let names: Vec<&str> =
            wanted.iter().filter(|(asked, _)| *asked == Asked::Yes).map(|w| w.1).collect();
        serializer.serialize_str(&names.join(","))
    }
}
