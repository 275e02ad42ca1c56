//! Frames that clients send: [`ClientFrame`], and the texts in them that tell who somebody is.

use std::collections::HashSet;

use pusher_protocol::limits::{PresenceLimits, WATCHLIST_USERS};
use pusher_protocol::{
    ChannelName, ClientFrame, Credentials, EventFrame, EventName, Member, Position, SignIn,
    SocketId, Subscribe, UserData, server_frame,
};
use serde_json::{Value, json};

/// Whatever is read can be written and read again, keeps its limits, and is signed by nobody but us.
pub fn check(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    check_frame(text);
    check_member(text);
    check_user(text);
    check_position(text);
    check_names(text);
}

fn check_frame(text: &str) {
    let frame = match ClientFrame::parse(text) {
        Ok(frame) => frame,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    assert!(is_object(text), "a frame is a JSON object");
    match frame {
        ClientFrame::Subscribe(subscribe) => check_subscribe(&subscribe),
        ClientFrame::SignIn(sign_in) => check_sign_in(&sign_in),
        ClientFrame::Unsubscribe(channel) => {
            let data = json!({ "channel": channel });
            let again = reparse("pusher:unsubscribe", &data);
            assert!(matches!(again, ClientFrame::Unsubscribe(name) if name == channel));
        }
        ClientFrame::ClientEvent(event) => {
            assert!(event.event.starts_with("client-"));
            if let Some(data) = &event.data {
                assert!(text.contains(data.get()), "data is relayed as it was sent");
                assert!(is_json(data.get()));
            }
        }
        ClientFrame::Unknown(event) => {
            assert!(!event.starts_with("client-"));
            assert!(!["pusher:subscribe", "pusher:ping"].contains(&event.as_str()));
        }
        ClientFrame::Ping | ClientFrame::Pong => {}
    }
}

fn check_subscribe(subscribe: &Subscribe) {
    let (channel, data) = (&subscribe.channel, subscribe.channel_data.as_deref());
    let fields = json!({ "channel": channel, "auth": subscribe.auth, "channel_data": data });
    let again = reparse("pusher:subscribe", &fields);
    assert!(matches!(again, ClientFrame::Subscribe(again) if again == *subscribe));

    // A refusal names the channel as the client sent it, whatever that was.
    assert!(is_json(&server_frame::subscription_succeeded(channel)));
    let (Ok(channel), Some(auth)) = (ChannelName::parse(channel), &subscribe.auth) else { return };
    let ours = credentials().sign_channel(&socket_id(), &channel, data);
    let verified = credentials().verify_channel(&socket_id(), &channel, data, auth);
    assert_eq!(verified.is_ok(), *auth == ours);
    assert_eq!(credentials().verify_channel(&socket_id(), &channel, data, &ours), Ok(()));
    if let Some(data) = data {
        check_member(data);
        check_position(data);
    }
}

fn check_sign_in(sign_in: &SignIn) {
    let SignIn { auth, user_data } = sign_in;
    let again = reparse("pusher:signin", &json!({ "auth": auth, "user_data": user_data }));
    assert!(matches!(again, ClientFrame::SignIn(again) if again == *sign_in));

    let ours = credentials().sign_user(&socket_id(), user_data);
    let verified = credentials().verify_user(&socket_id(), user_data, auth);
    assert_eq!(verified.is_ok(), *auth == ours);
    assert_eq!(credentials().verify_user(&socket_id(), user_data, &ours), Ok(()));
    assert!(is_json(&server_frame::signin_success(user_data)));
    check_user(user_data);
}

fn check_member(channel_data: &str) {
    let limits = PresenceLimits::HOSTED;
    let member = match Member::parse(channel_data, &limits) {
        Ok(member) => member,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let info = member.user_info.as_deref();
    assert!(is_object(channel_data), "channel_data is a JSON object");
    assert!((1..=limits.user_id_chars).contains(&member.user_id.chars().count()));
    assert!(info.is_none_or(|info| info.get().len() <= limits.user_info_bytes));

    let present = (&*member.user_id, info);
    assert!(is_json(&server_frame::member_added("presence-a", present)));
    let roster = server_frame::presence_succeeded("presence-a", &[present]);
    let roster: Value = serde_json::from_str(&roster).expect("a frame is JSON");
    let roster = roster["data"].as_str().expect("data is a text");
    let roster: Value = serde_json::from_str(roster).expect("the text is JSON");
    assert_eq!(roster["presence"]["ids"], json!([*member.user_id]));
}

fn check_user(user_data: &str) {
    let user = match UserData::parse(user_data) {
        Ok(user) => user,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    assert!(is_object(user_data), "user_data is a JSON object");
    assert!(!user.id.is_empty());
    assert!(user.watchlist.len() <= WATCHLIST_USERS);
    let distinct: HashSet<_> = user.watchlist.iter().collect();
    assert_eq!(distinct.len(), user.watchlist.len(), "nobody is watched twice");
}

fn check_position(channel_data: &str) {
    match Position::in_channel_data(channel_data) {
        Ok(Some(position)) => {
            let again = Position::in_channel_data(&position.to_channel_data());
            assert_eq!(again, Ok(Some(position)));
        }
        Ok(None) => {}
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    let inside = Position::new("k3f9", 42).within(channel_data);
    if is_object(channel_data) {
        assert!(is_json(&inside.expect("there is room in an object")));
    }
}

fn check_names(text: &str) {
    if let Ok(name) = ChannelName::parse(text) {
        assert_eq!(name.as_str(), text);
        let frame = EventFrame::new(&EventName::parse("e").expect("short enough"), text).on(&name);
        let frame: Value = serde_json::from_str(&frame).expect("a frame is JSON");
        assert_eq!((&frame["channel"], &frame["data"]), (&json!(text), &json!(text)));
    }
    if let Ok(name) = EventName::parse(text) {
        assert_eq!(name.as_str(), text);
    }
    if let Ok(id) = SocketId::parse(text) {
        assert_eq!(id.as_str(), text);
    }
}

fn reparse(event: &str, data: &Value) -> ClientFrame {
    let as_object = json!({ "event": event, "data": data }).to_string();
    let as_text = json!({ "event": event, "data": data.to_string() }).to_string();
    assert!(ClientFrame::parse(&as_text).is_ok(), "data may be a text that holds the object");
    ClientFrame::parse(&as_object).expect("what was read can be written and read again")
}

fn credentials() -> Credentials {
    Credentials::new("278d425bdf160c739803", "7ad3773142a6692b25b8")
}

fn socket_id() -> SocketId {
    SocketId::from_numbers(1234, 1234)
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<&serde_json::value::RawValue>(text).is_ok()
}

fn is_object(text: &str) -> bool {
    is_json(text) && text.trim_start().starts_with('{')
}
