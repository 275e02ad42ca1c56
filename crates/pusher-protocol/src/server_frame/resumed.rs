//! Frames for a subscription that asked to go on from a place.
//!
//! The `data` of a confirmation reaches the handlers of a private channel, with all that is in it.
//! Those of a presence channel are given only the members, so that there the same is told in an
//! event of its own, `pusher:resumed`.

use serde::Serialize;

use super::{encode, json};
use crate::Position;

/// What became of going on from a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Resumed {
    /// Whether every event that was missed follows, in order; if not, the client has to load what
    /// it shows anew.
    pub recovered: bool,
    /// The place after which events follow; absent where nobody knows it.
    #[serde(flatten)]
    pub after: Option<Position>,
}

#[derive(Serialize)]
struct Confirmation<'a> {
    #[serde(rename = "_rt")]
    resumed: &'a Resumed,
}

/// The connection is subscribed to the channel, and this became of its place.
pub fn subscription_resumed(channel: &str, resumed: &Resumed) -> String {
    let data = json(&Confirmation { resumed });
    encode("pusher_internal:subscription_succeeded", Some(channel), &data)
}

/// What became of the place of a connection that was just confirmed on a presence channel.
pub fn resumed(channel: &str, resumed: &Resumed) -> String {
    encode("pusher:resumed", Some(channel), &json(resumed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frame_has_the_documented_bytes() {
        let after = Some(Position::new("k3f9", 41));
        assert_eq!(
            subscription_resumed("private-a", &Resumed { recovered: true, after: after.clone() }),
            r#"{"event":"pusher_internal:subscription_succeeded","channel":"private-a","data":"{\"_rt\":{\"recovered\":true,\"epoch\":\"k3f9\",\"seq\":41}}"}"#
        );
        assert_eq!(
            resumed("presence-a", &Resumed { recovered: false, after }),
            r#"{"event":"pusher:resumed","channel":"presence-a","data":"{\"recovered\":false,\"epoch\":\"k3f9\",\"seq\":41}"}"#
        );
        assert_eq!(
            subscription_resumed("private-a", &Resumed { recovered: false, after: None }),
            r#"{"event":"pusher_internal:subscription_succeeded","channel":"private-a","data":"{\"_rt\":{\"recovered\":false}}"}"#
        );
    }
}
