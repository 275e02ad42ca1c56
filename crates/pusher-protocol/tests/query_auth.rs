//! Signed calls of the HTTP API: the documented vector, what SDKs really send, and forgeries.

use proptest::prelude::*;
use pusher_protocol::Credentials;
use pusher_protocol::query_auth::{QueryAuthError, SignedQuery, sign};

const NOW: u64 = 1_353_088_179;
const PATH: &str = "/apps/3/events";
const BODY: &[u8] = br#"{"name":"foo","channels":["project-3"],"data":"{\"some\":\"data\"}"}"#;

fn credentials() -> Credentials {
    Credentials::new("278d425bdf160c739803", "7ad3773142a6692b25b8")
}

fn verify(query: &str, body: &[u8], now: u64) -> Result<(), QueryAuthError> {
    let signed = SignedQuery::parse(query)?;
    signed.verify(&credentials(), "POST", PATH, now)?;
    signed.verify_body(body)
}

#[test]
fn a_call_is_signed_as_documented() {
    let query = sign(&credentials(), "POST", PATH, &[], BODY, NOW);
    assert_eq!(
        query,
        "auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0\
         &body_md5=ec365a775a4cd0599faeb73354201b6f\
         &auth_signature=da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c"
    );
    assert_eq!(verify(&query, BODY, NOW), Ok(()));
}

#[test]
fn a_call_is_good_for_ten_minutes_before_and_after_its_time() {
    let query = sign(&credentials(), "POST", PATH, &[], BODY, NOW);
    assert_eq!(verify(&query, BODY, NOW + 600), Ok(()));
    assert_eq!(verify(&query, BODY, NOW - 600), Ok(()));
    for now in [NOW + 601, NOW - 601] {
        assert_eq!(verify(&query, BODY, now), Err(QueryAuthError::Expired { given: NOW, now }));
    }
    let expired = QueryAuthError::Expired { given: NOW, now: NOW + 601 };
    assert_eq!(
        expired.to_string(),
        "Timestamp expired: Given timestamp (2012-11-16T17:49:39Z) not within 600s of server time (2012-11-16T17:59:40Z)"
    );
}

#[test]
fn a_forged_timestamp_is_told_as_a_wrong_signature_not_as_a_clock() {
    let query = sign(&credentials(), "POST", PATH, &[], BODY, NOW).replace("1353088179", "1");
    assert!(matches!(verify(&query, BODY, NOW), Err(QueryAuthError::Signature { .. })));
}

#[test]
fn another_body_method_path_key_or_secret_is_refused() {
    let query = sign(&credentials(), "POST", PATH, &[], BODY, NOW);
    assert_eq!(verify(&query, b"{}", NOW), Err(QueryAuthError::Body));
    let signed = SignedQuery::parse(&query).expect("a signed query");
    let wrong = |credentials: &Credentials, method: &str, path: &str| {
        signed.verify(credentials, method, path, NOW).expect_err("a forgery")
    };
    let is_signature = |error| matches!(error, QueryAuthError::Signature { .. });
    assert!(is_signature(wrong(&credentials(), "GET", PATH)));
    assert!(is_signature(wrong(&credentials(), "POST", "/apps/4/events")));
    assert!(is_signature(wrong(&Credentials::new("278d425bdf160c739803", "guess"), "POST", PATH)));
    let other_key = Credentials::new("other", "7ad3773142a6692b25b8");
    assert_eq!(wrong(&other_key, "POST", PATH), QueryAuthError::Key);
}

#[test]
fn the_refusal_of_a_signature_shows_the_text_to_sign_on_one_line() {
    let query = "auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0&auth_signature=beef";
    assert_eq!(
        verify(query, b"", NOW).expect_err("a forgery").to_string(),
        "Invalid signature: you should have sent HmacSHA256Hex(\"POST\\n/apps/3/events\\n\
         auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0\", \
         your_secret_key), but you sent \"beef\""
    );
}

#[test]
fn every_parameter_of_the_scheme_is_required() {
    let query = sign(&credentials(), "POST", PATH, &[], BODY, NOW);
    for name in ["auth_key", "auth_timestamp", "auth_version", "auth_signature"] {
        let without: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with(name)).collect();
        let result = SignedQuery::parse(&without.join("&")).map(|_| ());
        assert_eq!(result, Err(QueryAuthError::Missing(name)));
    }
    let version_two = query.replace("auth_version=1.0", "auth_version=2.0");
    assert_eq!(verify(&version_two, BODY, NOW), Err(QueryAuthError::Version));
    let no_time = query.replace("auth_timestamp=1353088179", "auth_timestamp=now");
    assert_eq!(verify(&no_time, BODY, NOW), Err(QueryAuthError::Timestamp));
}

#[test]
fn a_body_without_its_checksum_is_refused_and_no_body_may_have_the_checksum_of_nothing() {
    let unsigned_body = sign(&credentials(), "POST", PATH, &[], b"", NOW);
    assert_eq!(verify(&unsigned_body, b"", NOW), Ok(()));
    assert_eq!(verify(&unsigned_body, BODY, NOW), Err(QueryAuthError::Missing("body_md5")));

    let python = [("body_md5", "d41d8cd98f00b204e9800998ecf8427e")];
    let query = sign(&credentials(), "POST", PATH, &python, b"", NOW);
    assert_eq!(verify(&query, b"", NOW), Ok(()));
}

#[test]
fn parameter_names_are_signed_in_lower_case_and_values_unescaped() {
    let query = sign(&credentials(), "POST", PATH, &[("Info", "a b&c=ü")], b"", NOW);
    assert!(query.contains("info=a+b%26c%3D%C3%BC"), "{query}");
    assert_eq!(verify(&query, b"", NOW), Ok(()));
    let upper = query.replace("info=", "INFO=");
    assert_eq!(verify(&upper, b"", NOW), Ok(()));
    let signed = SignedQuery::parse(&query).expect("a signed query");
    assert_eq!(signed.parameter("info"), Some("a b&c=ü"));
}

proptest! {
    #[test]
    fn what_is_signed_verifies_whatever_the_parameters_and_body(
        value in ".*", name in "[a-z_]{1,12}", body in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        prop_assume!(name != "auth_signature" && name != "body_md5");
        let query = sign(&credentials(), "POST", PATH, &[(&name, &value)], &body, NOW);
        prop_assert_eq!(verify(&query, &body, NOW), Ok(()));
    }

    #[test]
    fn no_query_makes_the_parser_panic(query in ".*") {
        let _ = verify(&query, b"", NOW);
    }

    #[test]
    fn one_changed_character_of_the_query_never_verifies(at in 0_usize..240, to in "[0-9a-z]") {
        let query = sign(&credentials(), "POST", PATH, &[], BODY, NOW);
        let at = at % query.len();
        prop_assume!(!query[at..=at].eq_ignore_ascii_case(&to));
        let mut changed = query;
        changed.replace_range(at..=at, &to);
        prop_assert!(verify(&changed, BODY, NOW).is_err());
    }
}

#[test]
fn names_count_in_lower_case_and_of_a_repeated_one_the_last() {
    let query = sign(&credentials(), "GET", PATH, &[("Info", "user_count")], b"", NOW);
    let repeated = format!("info=other&{}", query.replace("info=", "INFO="));
    let signed = SignedQuery::parse(&repeated).expect("a signed query");
    assert_eq!(signed.parameter("info"), Some("user_count"));
    assert_eq!(signed.verify(&credentials(), "GET", PATH, NOW), Ok(()));
}

proptest! {
    #[test]
    fn a_query_says_the_same_with_and_without_escapes(
        pairs in proptest::collection::vec("[a-zA-Z_]{0,3}=?[a-z0-9=]{0,3}", 0..6),
    ) {
        let signed = "auth_key=k&auth_timestamp=1&auth_version=1.0&auth_signature=s";
        let plain = format!("{}&{signed}", pairs.join("&"));
        // One escape anywhere makes the whole query be read by the general rules.
        let escaped = plain.replace("auth_signature=s", "auth_signature=%73");
        let (plain, escaped) = (SignedQuery::parse(&plain), SignedQuery::parse(&escaped));
        prop_assert_eq!(format!("{plain:?}"), format!("{escaped:?}"));
    }
}
