//! Who a connection is: `channel_data` of presence channels, and `user_data` of sign-ins.

use pusher_protocol::limits::PresenceLimits;
use pusher_protocol::{Member, MemberError, UserData, UserDataError};

fn member(channel_data: &str) -> Result<Member, MemberError> {
    Member::parse(channel_data, &PresenceLimits::HOSTED)
}

#[test]
fn a_member_has_a_text_or_a_whole_number_as_its_id() {
    for (data, id) in [
        (r#"{"user_id":"a"}"#, "a"),
        (r#"{"user_id":10,"user_info":{"name":"Mr. Channels"}}"#, "10"),
        (r#"{"user_id":-3,"_rt":{"epoch":"k","seq":1}}"#, "-3"),
    ] {
        assert_eq!(&*member(data).expect(data).user_id, id);
    }
    for data in [r#"{"user_id":""}"#, r#"{"user_id":1.5}"#] {
        assert_eq!(member(data).expect_err(data), MemberError::Id);
    }
    for data in ["", "[]", "{}", r#"{"user_id":null}"#, r#"{"user_id":{}}"#, "\"1\"", "[1]"] {
        assert!(matches!(member(data), Err(MemberError::Malformed(_))), "{data}");
    }
}

#[test]
fn what_is_told_about_a_member_stays_the_very_text_that_was_signed() {
    let info = |data| member(data).expect("valid").user_info.map(|info| info.get().to_owned());
    assert_eq!(
        info(r#"{"user_id":1,"user_info":{ "b":1, "a":1.0}}"#).expect("there"),
        "{ \"b\":1, \"a\":1.0}"
    );
    assert_eq!(info(r#"{"user_id":1}"#), None);
}

#[test]
fn half_a_character_in_what_is_told_about_a_member_is_refused() {
    let half = member(r#"{"user_id":"1","user_info":{"name":"\udd50"}}"#);
    assert!(matches!(half, Err(MemberError::Malformed(_))), "{half:?}");
    assert!(member(r#"{"user_id":"1","user_info":{"name":"\ud83c\udf36"}}"#).is_ok());
}

#[test]
fn a_member_keeps_to_the_limits_of_the_hosted_service() {
    let data = |id: &str, info: &str| format!(r#"{{"user_id":"{id}","user_info":"{info}"}}"#);
    assert!(member(&data(&"é".repeat(128), &"x".repeat(1_022))).is_ok());
    let long_id = member(&data(&"é".repeat(129), ""));
    assert_eq!(long_id.expect_err("too long"), MemberError::IdTooLong { limit: 128 });
    let large_info = member(&data("1", &"x".repeat(1_023)));
    assert_eq!(large_info.expect_err("too large"), MemberError::InfoTooLarge { limit: 1_024 });
}

#[test]
fn a_user_has_a_text_that_is_not_empty_as_its_id() {
    assert_eq!(&*UserData::parse(r#"{"id":"12345"}"#).expect("valid").id, "12345");
    assert_eq!(UserData::parse(r#"{"id":""}"#).expect_err("empty"), UserDataError::EmptyId);
    for data in ["", "{}", r#"{"id":1}"#, r#"["1"]"#, r#"{"id":"1","watchlist":[1]}"#] {
        assert!(matches!(UserData::parse(data), Err(UserDataError::Malformed(_))), "{data}");
    }
}

#[test]
fn a_watchlist_has_each_user_once_and_the_first_hundred() {
    let user = UserData::parse(r#"{"id":"1","watchlist":["a","b","a"]}"#).expect("valid");
    assert_eq!(user.watchlist.iter().map(|id| &**id).collect::<Vec<_>>(), ["a", "b"]);
    assert!(!user.is_watchlist_cut);
    let ids: Vec<String> = (0..101).map(|n| format!("\"{n}\"")).collect();
    let long = format!(r#"{{"id":"1","watchlist":[{}]}}"#, ids.join(","));
    let user = UserData::parse(&long).expect("valid");
    assert_eq!((user.watchlist.len(), user.is_watchlist_cut), (100, true));
}
