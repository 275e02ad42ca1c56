//! Which names are channels, and of which kind.

use proptest::prelude::*;
use pusher_protocol::{ChannelKind, ChannelName, ChannelNameError};

fn kind(name: &str) -> ChannelKind {
    ChannelName::parse(name).expect(name).kind()
}

#[test]
fn the_prefix_says_the_kind() {
    assert_eq!(kind("menu"), ChannelKind::Public);
    assert_eq!(kind("private-a"), ChannelKind::Private);
    assert_eq!(kind("private-encrypted-a"), ChannelKind::PrivateEncrypted);
    assert_eq!(kind("presence-a"), ChannelKind::Presence);
    assert_eq!(kind("cache-a"), ChannelKind::Cache);
    assert_eq!(kind("private-cache-a"), ChannelKind::PrivateCache);
    assert_eq!(kind("private-encrypted-cache-a"), ChannelKind::PrivateEncryptedCache);
    assert_eq!(kind("presence-cache-a"), ChannelKind::PresenceCache);
    assert_eq!(kind("#server-to-user-12"), ChannelKind::ServerToUser);
}

#[test]
fn a_prefix_counts_at_the_beginning_and_with_its_dash_only() {
    for public in ["my-private-a", "xpresence-a", "a-cache-b", "private", "privatea", "presence_a"]
    {
        assert_eq!(kind(public), ChannelKind::Public, "{public}");
    }
    assert_eq!(kind("private-presence-a"), ChannelKind::Private);
    assert_eq!(kind("presence-private-a"), ChannelKind::Presence);
    assert_eq!(kind("private-encrypteda"), ChannelKind::Private);
}

#[test]
fn every_private_and_presence_kind_needs_a_signature() {
    for signed in ["private-a", "private-cache-a", "private-encrypted-a", "presence-a", "private-"]
    {
        assert!(kind(signed).is_signed(), "{signed}");
    }
    for open in ["a", "cache-a", "private", "#server-to-user-1"] {
        assert!(!kind(open).is_signed(), "{open}");
    }
}

#[test]
fn a_name_has_at_most_two_hundred_characters() {
    let longest = "a".repeat(200);
    assert_eq!(ChannelName::parse(&longest).expect("200 fit").as_str(), longest);
    let longer = "a".repeat(201);
    assert_eq!(ChannelName::parse(&longer), Err(ChannelNameError::TooLong(201)));
    assert_eq!(ChannelName::parse(""), Err(ChannelNameError::Empty));
}

#[test]
fn characters_outside_the_protocol_are_refused() {
    for (name, bad) in
        [("a b", ' '), ("a:b", ':'), ("a/b", '/'), ("é", 'é'), ("a\n", '\n'), ("#a", '#')]
    {
        assert_eq!(ChannelName::parse(name), Err(ChannelNameError::Character(bad)), "{name:?}");
    }
    assert_eq!(ChannelName::parse("#server-to-user-"), Err(ChannelNameError::Empty));
}

#[test]
fn the_channel_of_a_user_takes_ids_as_identity_providers_make_them() {
    for user in ["1", "auth0|5f7c", "ana@hall.example", "a:b/c", "Zoë 1", "{\'x\'}", "#"] {
        let name = format!("#server-to-user-{user}");
        let channel = ChannelName::parse(&name).expect(user);
        assert_eq!(channel.user_id(), Some(user));
        assert_eq!(serde_json::to_string(&name).ok(), Some(format!("\"{name}\"")), "not escaped");
    }
    for (user, bad) in [("a\"", '"'), ("a\\b", '\\'), ("a\n", '\n'), ("\u{7f}", '\u{7f}')] {
        let parsed = ChannelName::parse(&format!("#server-to-user-{user}"));
        assert_eq!(parsed, Err(ChannelNameError::UserCharacter(bad)), "{user:?}");
    }
}

proptest! {
    #[test]
    fn names_of_allowed_characters_are_kept_as_they_are(name in "[-a-zA-Z0-9_=@,.;]{1,200}") {
        let channel = ChannelName::parse(&name).expect("valid");
        prop_assert_eq!(channel.as_str(), name.as_str());
    }

    #[test]
    fn a_name_is_valid_exactly_when_its_characters_and_length_are(name in "\\PC{0,210}") {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-_=@,.;".contains(c);
        let valid = (1..=200).contains(&name.len()) && name.chars().all(allowed);
        prop_assert_eq!(ChannelName::parse(&name).is_ok(), valid);
    }
}
