//! Bodies of the HTTP API, as SDKs send them and as they are refused.

use pusher_protocol::api::{
    Asked, BatchAnswer, BatchEvent, BatchRequest, BodyError, CachedEvent, ChannelAnswer,
    ChannelInfo, EventAnswer, EventRequest, Info,
};
use pusher_protocol::limits::PublishLimits;
use pusher_protocol::{ChannelKind, ChannelName, EventName};
use serde_json::json;

const HOSTED: PublishLimits = PublishLimits::HOSTED;

fn event(body: &serde_json::Value) -> Result<EventRequest, BodyError> {
    EventRequest::parse(body.to_string().as_bytes(), &HOSTED)
}

fn batch(events: &[serde_json::Value]) -> Result<BatchRequest, BodyError> {
    BatchRequest::parse(json!({ "batch": events }).to_string().as_bytes(), &HOSTED)
}

fn channels(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("c-{n}")).collect()
}

#[test]
fn an_event_is_read_with_channels_or_with_the_older_channel() {
    let several = event(&json!({"name":"n","data":"d","channels":["a","b"]})).expect("valid");
    assert_eq!(several.channels.iter().map(ChannelName::as_str).collect::<Vec<_>>(), ["a", "b"]);
    let single = event(&json!({"name":"n","data":"d","channel":"a"})).expect("valid");
    assert_eq!(single.channels.len(), 1);
    let nulls =
        json!({"name":"n","data":"d","channel":"a","channels":null,"socket_id":null,"info":null});
    assert_eq!(event(&nulls), Ok(single));
}

#[test]
fn a_channel_that_is_named_twice_counts_once() {
    let twice = event(&json!({"name":"n","data":"d","channels":["a","b","a"]})).expect("valid");
    assert_eq!(twice.channels.len(), 2);
}

#[test]
fn what_a_client_writes_is_what_a_server_reads() {
    let full = json!({
        "name":"n","data":"{\"a\":1}","channels":["a"],
        "socket_id":"1.2","info":"subscription_count,user_count"
    });
    let request = event(&full).expect("valid");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&request.to_json()).expect("JSON"), full);

    let request = BatchRequest {
        batch: vec![BatchEvent {
            name: EventName::parse("n").expect("valid"),
            data: "d".into(),
            channel: ChannelName::parse("a").expect("valid"),
            socket_id: None,
            info: Info::default(),
        }],
    };
    assert_eq!(request.to_json(), r#"{"batch":[{"name":"n","data":"d","channel":"a"}]}"#);
    assert_eq!(BatchRequest::parse(request.to_json().as_bytes(), &HOSTED), Ok(request));
}

#[test]
fn an_event_may_go_to_a_hundred_channels_and_no_more() {
    assert!(event(&json!({"name":"n","data":"d","channels":channels(100)})).is_ok());
    let refusal = event(&json!({"name":"n","data":"d","channels":channels(101)}));
    assert_eq!(refusal, Err(BodyError::TooManyChannels { limit: 100 }));
    let none = event(&json!({"name":"n","data":"d","channels":[]}));
    assert_eq!(none, Err(BodyError::NoChannel));
    assert_eq!(event(&json!({"name":"n","data":"d"})), Err(BodyError::NoChannel));
}

#[test]
fn data_of_more_than_ten_kibibytes_is_too_large() {
    let of = |bytes: usize| event(&json!({"name":"n","channel":"a","data":"x".repeat(bytes)}));
    assert!(of(10_240).is_ok());
    let refusal = of(10_241).expect_err("too large");
    assert_eq!(refusal.status(), 413);
    assert_eq!(
        refusal.to_string(),
        "The data content of this event exceeds the allowed maximum (10240 bytes). See \
         http://pusher.com/docs/server_api_guide/server_publishing_events for more info"
    );
}

#[test]
fn each_fault_of_an_event_is_named_and_answered_with_400() {
    let faults = [
        (json!([]), "Invalid body"),
        (json!({"data":"d","channel":"a"}), "Invalid event name"),
        (json!({"name":"n".repeat(201),"data":"d","channel":"a"}), "Invalid event name"),
        (json!({"name":"n","channel":"a"}), "Invalid data"),
        (json!({"name":"n","channel":"a","data":{"a":1}}), "Invalid data"),
        (json!({"name":"n","channel":"a b","data":"d"}), "Invalid channel name \"a b\""),
        (json!({"name":"n","channel":"a","data":"d","socket_id":"x"}), "Invalid socket_id"),
        (json!({"name":"n","channel":"a","data":"d","info":"cache"}), "Invalid info: \"cache\""),
    ];
    for (body, text) in faults {
        let refusal = event(&body).expect_err(text);
        assert_eq!(refusal.status(), 400, "{text}");
        assert!(refusal.to_string().starts_with(text), "{refusal}");
    }
    let not_json = EventRequest::parse(b"name=n", &HOSTED).expect_err("not JSON");
    assert_eq!(not_json.status(), 400);
}

#[test]
fn a_batch_holds_ten_events_and_no_more() {
    let one = json!({"name":"n","channel":"a","data":"d"});
    assert_eq!(batch(&vec![one.clone(); 10]).map(|b| b.batch.len()), Ok(10));
    assert_eq!(batch(&vec![one; 11]), Err(BodyError::BatchTooLong { limit: 10 }));
}

#[test]
fn a_fault_in_a_batch_says_in_which_event() {
    let good = json!({"name":"n","channel":"a","data":"d"});
    let large = json!({"name":"n","channel":"a","data":"x".repeat(10_241)});
    let refusal = batch(&[good.clone(), large]).expect_err("too large");
    assert_eq!(refusal.status(), 413);
    assert!(refusal.to_string().starts_with("batch[1]: The data content"), "{refusal}");
    let no_channel = batch(&[json!({"name":"n","data":"d"}), good]).expect_err("no channel");
    assert_eq!(no_channel.status(), 400);
    assert!(no_channel.to_string().starts_with("batch[0]: No channel"), "{no_channel}");
}

#[test]
fn answers_are_empty_unless_info_was_asked_for() {
    assert_eq!(EventAnswer::default().to_json(), "{}");
    assert_eq!(BatchAnswer::default().to_json(), "{}");
    let count = |n| ChannelInfo { subscription_count: Some(n), user_count: None };
    let answer = EventAnswer { channels: Some([("a".to_owned(), count(2))].into()) };
    assert_eq!(answer.to_json(), r#"{"channels":{"a":{"subscription_count":2}}}"#);
    let answer = BatchAnswer { batch: Some(vec![count(1), ChannelInfo::default()]) };
    assert_eq!(answer.to_json(), r#"{"batch":[{"subscription_count":1},{}]}"#);
}

#[test]
fn data_is_read_with_every_escape_and_any_other_type_is_refused() {
    let body = br#"{"name":"n","channel":"a","data":"\u00e9\/\"\ud83c\udf55\n"}"#;
    let read = EventRequest::parse(body, &HOSTED).expect("valid");
    assert_eq!(read.data, "\u{e9}/\"\u{1F355}\n");
    let half = br#"{"name":"n","channel":"a","data":"\ud83c"}"#;
    assert!(matches!(EventRequest::parse(half, &HOSTED), Err(BodyError::Json(_))));
    for data in [json!(1), json!(-1), json!(1.5), json!(true), json!([1, [2]]), json!({"a":{}})] {
        let refusal = event(&json!({"name":"n","channel":"a","data":data}));
        assert_eq!(refusal, Err(BodyError::Data), "{data}");
    }
    assert_eq!(event(&json!({"name":"n","channel":"a","data":null})), Err(BodyError::Data));
}

#[test]
fn an_attribute_that_the_asked_channels_do_not_have_is_refused() {
    let all = |list, prefix| Info::parse_of_channels(list, prefix).map_err(|e| e.status());
    let users = Info { user_count: Asked::Yes, ..Info::default() };
    assert_eq!(all("user_count", "presence-"), Ok(users));
    assert_eq!(all("user_count", "presence-cache-a"), Ok(users));
    for prefix in ["", "presence", "private-", "xpresence-"] {
        assert_eq!(all("user_count", prefix), Err(400), "{prefix:?}");
    }
    assert_eq!(all("cache", "cache-"), Err(400));
    assert_eq!(all("whatever", ""), Err(400));
    assert!(all("subscription_count", "").is_ok());

    let one = |list, kind| Info::parse_of(list, kind).map_err(|e| e.to_string());
    assert!(one("cache,subscription_count", ChannelKind::PrivateCache).is_ok());
    assert!(one("user_count,cache", ChannelKind::PresenceCache).is_ok());
    assert_eq!(
        one("user_count", ChannelKind::Private),
        Err("Invalid info: user_count is only there for presence channels".to_owned())
    );
    assert_eq!(
        one("cache", ChannelKind::Presence),
        Err("Invalid info: cache is only there for cache channels".to_owned())
    );
}

#[test]
fn a_cache_that_is_empty_is_told_apart_from_one_that_was_not_asked_for() {
    let answer = |cache| ChannelAnswer { occupied: true, cache, ..ChannelAnswer::default() };
    let cached = CachedEvent { data: "{}".into(), ttl: 1_000 };
    for (answer, text) in [
        (answer(None), r#"{"occupied":true}"#),
        (answer(Some(None)), r#"{"occupied":true,"cache":null}"#),
        (answer(Some(Some(cached))), r#"{"occupied":true,"cache":{"data":"{}","ttl":1000}}"#),
    ] {
        assert_eq!(answer.to_json(), text);
        assert_eq!(serde_json::from_str::<ChannelAnswer>(text).expect("valid"), answer);
    }
}

#[test]
fn a_body_is_an_object_and_not_a_list_of_its_values() {
    let list = br#"["n","data","a",["a"],"1.2",""]"#;
    assert!(matches!(EventRequest::parse(list, &HOSTED), Err(BodyError::Json(_))));
    let list = br#"[[{"name":"n","data":"","channel":"a"}]]"#;
    assert!(matches!(BatchRequest::parse(list, &HOSTED), Err(BodyError::Json(_))));
}
