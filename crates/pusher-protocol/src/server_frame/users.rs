//! Frames for a signed-in user.

use serde::Serialize;

use super::{encode, json};

/// The one frame besides `pusher:error` whose `data` is documented as an object.
#[derive(Serialize)]
struct SignedIn<'a> {
    event: &'a str,
    data: SignedInData<'a>,
}

#[derive(Serialize)]
struct SignedInData<'a> {
    user_data: &'a str,
}

#[derive(Serialize)]
struct Watched<'a> {
    events: [WatchedEvent<'a>; 1],
}

#[derive(Serialize)]
struct WatchedEvent<'a> {
    name: Whereabouts,
    user_ids: &'a [&'a str],
}

/// What became of a watched user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Whereabouts {
    /// At least one of the user's connections is signed in.
    Online,
    /// None is.
    Offline,
}

/// The connection is signed in as the user that `user_data`, the very text of the request, names.
pub fn signin_success(user_data: &str) -> String {
    json(&SignedIn { event: "pusher:signin_success", data: SignedInData { user_data } })
}

/// Users of the connection's watchlist are, or just became, online or offline.
pub fn watchlist_events(whereabouts: Whereabouts, user_ids: &[&str]) -> String {
    let events = [WatchedEvent { name: whereabouts, user_ids }];
    encode("pusher_internal:watchlist_events", None, &json(&Watched { events }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frame_has_the_documented_bytes() {
        assert_eq!(
            signin_success(r#"{"id":"1"}"#),
            r#"{"event":"pusher:signin_success","data":{"user_data":"{\"id\":\"1\"}"}}"#
        );
        assert_eq!(
            watchlist_events(Whereabouts::Online, &["a", "b"]),
            r#"{"event":"pusher_internal:watchlist_events","data":"{\"events\":[{\"name\":\"online\",\"user_ids\":[\"a\",\"b\"]}]}"}"#
        );
        assert!(watchlist_events(Whereabouts::Offline, &["a"]).contains("offline"));
    }
}
