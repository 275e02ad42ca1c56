//! Frames about who is present, and how many listen.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::{encode, json};

/// Somebody who is present: the id, and what the app tells about the user.
pub type Present<'a> = (&'a str, Option<&'a RawValue>);

#[derive(Serialize)]
struct Roster<'a> {
    presence: Presence<'a>,
}

#[derive(Serialize)]
struct Presence<'a> {
    ids: Vec<&'a str>,
    hash: Hash<'a>,
    count: usize,
}

/// Serialised as an object in the order of the ids.
struct Hash<'a>(&'a [Present<'a>]);

#[derive(Serialize)]
struct Added<'a> {
    user_id: &'a str,
    user_info: Option<&'a RawValue>,
}

#[derive(Serialize)]
struct Removed<'a> {
    user_id: &'a str,
}

#[derive(Serialize)]
struct Count {
    subscription_count: usize,
}

/// The connection is subscribed to a presence channel, and these users are there, each once and
/// itself among them.
pub fn presence_succeeded(channel: &str, present: &[Present<'_>]) -> String {
    let ids = present.iter().map(|(id, _)| *id).collect();
    let presence = Presence { ids, hash: Hash(present), count: present.len() };
    encode("pusher_internal:subscription_succeeded", Some(channel), &json(&Roster { presence }))
}

/// A user came.
pub fn member_added(channel: &str, (user_id, user_info): Present<'_>) -> String {
    let data = json(&Added { user_id, user_info });
    encode("pusher_internal:member_added", Some(channel), &data)
}

/// A user left.
pub fn member_removed(channel: &str, user_id: &str) -> String {
    encode("pusher_internal:member_removed", Some(channel), &json(&Removed { user_id }))
}

/// So many connections are subscribed now.
pub fn subscription_count(channel: &str, count: usize) -> String {
    let data = json(&Count { subscription_count: count });
    encode("pusher_internal:subscription_count", Some(channel), &data)
}

/// The cache channel has no event to begin with.
pub fn cache_miss(channel: &str) -> String {
    encode("pusher:cache_miss", Some(channel), "{}")
}

impl Serialize for Hash<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (id, info) in self.0 {
            map.serialize_entry(id, info)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frame_has_the_documented_bytes() {
        let info = RawValue::from_string(r#"{"name": "Ana"}"#.to_owned()).expect("JSON");
        assert_eq!(
            presence_succeeded("presence-a", &[("1", Some(&info)), ("2", None)]),
            r#"{"event":"pusher_internal:subscription_succeeded","channel":"presence-a","data":"{\"presence\":{\"ids\":[\"1\",\"2\"],\"hash\":{\"1\":{\"name\": \"Ana\"},\"2\":null},\"count\":2}}"}"#
        );
        assert_eq!(
            member_added("presence-a", ("1", Some(&info))),
            r#"{"event":"pusher_internal:member_added","channel":"presence-a","data":"{\"user_id\":\"1\",\"user_info\":{\"name\": \"Ana\"}}"}"#
        );
        assert_eq!(
            member_removed("presence-a", "1"),
            r#"{"event":"pusher_internal:member_removed","channel":"presence-a","data":"{\"user_id\":\"1\"}"}"#
        );
        assert_eq!(
            subscription_count("a", 3),
            r#"{"event":"pusher_internal:subscription_count","channel":"a","data":"{\"subscription_count\":3}"}"#
        );
        assert_eq!(
            cache_miss("cache-a"),
            r#"{"event":"pusher:cache_miss","channel":"cache-a","data":"{}"}"#
        );
    }
}
