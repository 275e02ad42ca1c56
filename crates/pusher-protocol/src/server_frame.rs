//! Frames that a server sends about the connection and its subscriptions.
//!
//! Every frame has `data`: the official Java client cannot read one without. It is a string that
//! holds JSON, but for `pusher:error` and `pusher:signin_success`, whose `data` is an object, as the
//! protocol documents it.

mod presence;
mod resumed;
mod users;

use serde::Serialize;

use crate::{Code, SocketId};

pub use presence::{
    Present, cache_miss, member_added, member_removed, presence_succeeded, subscription_count,
};
pub use resumed::{Resumed, resumed, subscription_resumed};
pub use users::{Whereabouts, signin_success, watchlist_events};

/// A frame whose `data` is a string.
#[derive(Serialize)]
struct Frame<'a> {
    event: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'a str>,
    data: &'a str,
}

#[derive(Serialize)]
struct Established<'a> {
    socket_id: &'a SocketId,
    activity_timeout: u64,
}

#[derive(Serialize)]
struct ErrorFrame<'a> {
    event: &'a str,
    data: ErrorData<'a>,
}

#[derive(Serialize)]
struct ErrorData<'a> {
    message: &'a str,
    code: Option<u16>,
}

/// A subscription that is refused: the `data` of `pusher:subscription_error`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SubscriptionError<'a> {
    /// What kind of refusal it is, such as `AuthError`.
    #[serde(rename = "type")]
    pub kind: &'a str,
    /// Why, for a person.
    pub error: &'a str,
    /// The HTTP status that means the same.
    pub status: u16,
}

/// The first frame of an accepted connection. `activity_timeout` is in seconds and never 0, which
/// would leave clients connecting for ever.
pub fn connection_established(socket_id: &SocketId, activity_timeout: u64) -> String {
    let activity_timeout = activity_timeout.max(1);
    let data = json(&Established { socket_id, activity_timeout });
    encode("pusher:connection_established", None, &data)
}

/// Something went wrong on the connection. Before the connection is established a code must be
/// given: clients that read `null` there never recover.
pub fn error(code: Option<Code>, message: &str) -> String {
    let code = code.map(Code::number);
    json(&ErrorFrame { event: "pusher:error", data: ErrorData { message, code } })
}

/// Asks for a sign of life.
pub fn ping() -> String {
    encode("pusher:ping", None, "{}")
}

/// Answers `pusher:ping`.
pub fn pong() -> String {
    encode("pusher:pong", None, "{}")
}

/// The connection is subscribed to the channel.
pub fn subscription_succeeded(channel: &str) -> String {
    encode("pusher_internal:subscription_succeeded", Some(channel), "{}")
}

/// The connection is not subscribed to the channel. `channel` is given as the client sent it.
pub fn subscription_error(channel: &str, refusal: &SubscriptionError<'_>) -> String {
    encode("pusher:subscription_error", Some(channel), &json(refusal))
}

fn encode(event: &str, channel: Option<&str>, data: &str) -> String {
    json(&Frame { event, channel, data })
}

fn json(frame: &impl Serialize) -> String {
    serde_json::to_string(frame).expect("text and numbers always become JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frame_has_the_documented_bytes() {
        let socket_id = SocketId::from_numbers(123, 456);
        assert_eq!(
            connection_established(&socket_id, 120),
            r#"{"event":"pusher:connection_established","data":"{\"socket_id\":\"123.456\",\"activity_timeout\":120}"}"#
        );
        assert_eq!(
            error(Some(Code::AppNotFound), "No such app"),
            r#"{"event":"pusher:error","data":{"message":"No such app","code":4001}}"#
        );
        assert_eq!(
            error(None, "x"),
            r#"{"event":"pusher:error","data":{"message":"x","code":null}}"#
        );
        assert_eq!(ping(), r#"{"event":"pusher:ping","data":"{}"}"#);
        assert_eq!(pong(), r#"{"event":"pusher:pong","data":"{}"}"#);
        assert_eq!(
            subscription_succeeded("my-channel"),
            r#"{"event":"pusher_internal:subscription_succeeded","channel":"my-channel","data":"{}"}"#
        );
        let refusal = SubscriptionError { kind: "AuthError", error: "no", status: 401 };
        assert_eq!(
            subscription_error("bad \" name", &refusal),
            r#"{"event":"pusher:subscription_error","channel":"bad \" name","data":"{\"type\":\"AuthError\",\"error\":\"no\",\"status\":401}"}"#
        );
    }

    #[test]
    fn an_activity_timeout_is_never_zero() {
        assert!(
            connection_established(&SocketId::from_numbers(1, 2), 0).contains(r#"timeout\":1}"#)
        );
    }
}
