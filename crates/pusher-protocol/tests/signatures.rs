//! The signature vectors that the protocol's documentation publishes, and what must not pass.

use pusher_protocol::{ChannelName, Credentials, SignatureError, SocketId};

fn credentials() -> Credentials {
    Credentials::new("278d425bdf160c739803", "7ad3773142a6692b25b8")
}

fn socket_id() -> SocketId {
    SocketId::parse("1234.1234").expect("a socket id")
}

fn channel(name: &str) -> ChannelName {
    ChannelName::parse(name).expect("a channel name")
}

fn with_key(hex: &str) -> String {
    format!("278d425bdf160c739803:{hex}")
}

#[test]
fn a_private_channel_is_signed_as_documented() {
    let auth = with_key("58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4");
    let channel = channel("private-foobar");
    assert_eq!(credentials().sign_channel(&socket_id(), &channel, None), auth);
    assert_eq!(credentials().verify_channel(&socket_id(), &channel, None, &auth), Ok(()));
}

#[test]
fn a_presence_channel_is_signed_with_its_channel_data_as_documented() {
    let channel = channel("presence-foobar");
    // The documentation's two editions differ in the name, and SDKs test against either.
    for (name, hex) in [
        ("Mr. Channels", "31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80"),
        ("Mr. Pusher", "afaed3695da2ffd16931f457e338e6c9f2921fa133ce7dac49f529792be6304c"),
    ] {
        let data = format!(r#"{{"user_id":10,"user_info":{{"name":"{name}"}}}}"#);
        let (data, auth) = (Some(data.as_str()), with_key(hex));
        let signed = credentials().sign_channel(&socket_id(), &channel, data);
        assert_eq!(signed, auth);
        let verified = credentials().verify_channel(&socket_id(), &channel, data, &auth);
        assert_eq!(verified, Ok(()));
    }
}

#[test]
fn a_user_is_signed_as_documented() {
    let auth = with_key("4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba");
    let user = r#"{"id":"12345"}"#;
    assert_eq!(credentials().sign_user(&socket_id(), user), auth);
    assert_eq!(credentials().verify_user(&socket_id(), user, &auth), Ok(()));
}

#[test]
fn a_signature_is_good_for_one_socket_one_channel_and_its_data_only() {
    let credentials = credentials();
    let auth = credentials.sign_channel(&socket_id(), &channel("private-a"), Some("{}"));
    let verify = |socket: &str, name: &str, data: Option<&str>| {
        let socket = SocketId::parse(socket).expect("a socket id");
        credentials.verify_channel(&socket, &channel(name), data, &auth)
    };
    assert_eq!(verify("1234.1234", "private-a", Some("{}")), Ok(()));
    for (socket, name, data) in [
        ("1234.1235", "private-a", Some("{}")),
        ("1234.1234", "private-b", Some("{}")),
        ("1234.1234", "private-a", None),
        ("1234.1234", "private-a", Some("{} ")),
    ] {
        let result = verify(socket, name, data);
        assert!(matches!(result, Err(SignatureError::Wrong { .. })), "{result:?}");
    }
}

#[test]
fn trailing_data_other_cases_and_other_keys_are_refused() {
    let (credentials, channel) = (credentials(), channel("private-a"));
    let auth = credentials.sign_channel(&socket_id(), &channel, None);
    let hex = auth.split_once(':').expect("has a key").1;
    let verify = |auth: &str| credentials.verify_channel(&socket_id(), &channel, None, auth);
    let wrong = |auth: &str| matches!(verify(auth), Err(SignatureError::Wrong { .. }));
    assert!(wrong(&format!("{auth}0")));
    assert!(wrong(&format!("{auth}:0")));
    assert!(wrong(&format!("{auth} ")));
    assert!(wrong(&with_key(&hex.to_uppercase())));
    assert!(wrong(&with_key(&hex[..63])));
    assert!(wrong(&with_key("")));
    assert_eq!(verify(&format!("other:{hex}")), Err(SignatureError::OtherKey));
    assert_eq!(verify(&format!("278d425bdf160c73980:{hex}")), Err(SignatureError::OtherKey));
    assert_eq!(verify(hex), Err(SignatureError::Malformed));
    assert_eq!(verify(""), Err(SignatureError::Missing));
}

#[test]
fn the_refusal_says_what_should_have_been_signed() {
    let refusal = credentials()
        .verify_channel(&socket_id(), &channel("private-a"), None, &with_key("beef"))
        .expect_err("a wrong signature");
    assert_eq!(
        refusal.to_string(),
        "Invalid signature: Expected HMAC SHA256 hex digest of 1234.1234:private-a, but got beef"
    );
}

#[test]
fn a_webhook_is_signed_over_its_raw_body() {
    let body = r#"{"time_ms":1327078148132,"events":[{"name":"channel_occupied","channel":"c"}]}"#;
    let signature = credentials().sign_webhook(body);
    // By `openssl dgst -sha256 -hmac 7ad3773142a6692b25b8`.
    assert_eq!(signature, "30873660e9f985f1508a3ab7d245b51425feddc76313208479ad74870bb05cd1");
    let verify =
        |key: &str, signature: &str, body: &str| credentials().verify_webhook(key, signature, body);
    assert!(verify("278d425bdf160c739803", &signature, body));
    assert!(!verify("another", &signature, body));
    assert!(!verify("278d425bdf160c739803", &signature, &body.replace("\"c\"", "\"d\"")));
    assert!(!verify("278d425bdf160c739803", &signature.to_uppercase(), body));
}

#[test]
fn credentials_are_equal_if_key_and_secret_are() {
    assert_eq!(credentials(), credentials());
    assert_ne!(credentials(), Credentials::new("278d425bdf160c739803", "another"));
    assert_ne!(credentials(), Credentials::new("another", "7ad3773142a6692b25b8"));
}
