//! An event as it arrives, before anything is believed about it. Texts point into the body where
//! they can: only what has escapes in it is copied.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{BodyError, Info};
use crate::{ChannelName, EventName, SocketId};

/// The parts of an event.
#[derive(Default, Deserialize)]
pub(super) struct RawEvent<'a> {
    #[serde(borrow)]
    name: Option<Text<'a>>,
    #[serde(borrow)]
    data: Option<Data<'a>>,
    #[serde(borrow)]
    pub(super) channel: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) channels: Option<Vec<Text<'a>>>,
    #[serde(borrow)]
    socket_id: Option<Text<'a>>,
    #[serde(borrow)]
    info: Option<Text<'a>>,
}

/// A text. `Option<Cow<str>>` alone would always copy.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// What stands where the data should.
enum Data<'a> {
    Text(Cow<'a, str>),
    SomethingElse,
}

impl<'a> RawEvent<'a> {
    /// The parts that stand in a query. Of one that is given twice the last counts.
    pub(super) fn from_query(query: &'a str) -> Self {
        let mut event = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let text = || Some(Text(value.clone()));
            match name.to_ascii_lowercase().as_str() {
                "name" => event.name = text(),
                "data" => event.data = Some(Data::Text(value)),
                "channel" => event.channel = text(),
                "channels[]" => event.channels.get_or_insert_default().extend(text()),
                "socket_id" => event.socket_id = text(),
                "info" => event.info = text(),
                _ => {}
            }
        }
        event
    }
}

impl RawEvent<'_> {
    pub(super) fn name(&self) -> Result<EventName, BodyError> {
        Ok(EventName::parse(text(self.name.as_ref()).unwrap_or_default())?)
    }

    /// SDKs always encode `data` themselves, so that anything but text is a caller's mistake.
    pub(super) fn take_data(&mut self) -> Result<String, BodyError> {
        match self.data.take() {
            Some(Data::Text(text)) => Ok(text.into_owned()),
            Some(Data::SomethingElse) | None => Err(BodyError::Data),
        }
    }

    pub(super) fn socket_id(&self) -> Result<Option<SocketId>, BodyError> {
        Ok(text(self.socket_id.as_ref()).map(SocketId::parse).transpose()?)
    }

    pub(super) fn info(&self) -> Result<Info, BodyError> {
        text(self.info.as_ref()).map_or(Ok(Info::default()), Info::parse)
    }
}

impl Text<'_> {
    pub(super) fn to_channel(&self) -> Result<ChannelName, BodyError> {
        ChannelName::parse(&self.0).map_err(|reason| BodyError::Channel {
            name: self.0.chars().take(crate::limits::CHANNEL_NAME_BYTES).collect(),
            reason,
        })
    }
}

fn text<'a>(text: Option<&'a Text<'_>>) -> Option<&'a str> {
    text.map(|text| text.0.as_ref())
}

impl<'de: 'a, 'a> Deserialize<'de> for Data<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DataVisitor)
    }
}

struct DataVisitor;

impl<'de> Visitor<'de> for DataVisitor {
    type Value = Data<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Data<'de>, E> {
        Ok(Data::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Data<'de>, E> {
        Ok(Data::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Data<'de>, E> {
        Ok(Data::SomethingElse)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Data<'de>, E> {
        Ok(Data::SomethingElse)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Data<'de>, E> {
        Ok(Data::SomethingElse)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Data<'de>, E> {
        Ok(Data::SomethingElse)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Data<'de>, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Data::SomethingElse)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Data<'de>, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Data::SomethingElse)
    }
}
