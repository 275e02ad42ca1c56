//! Going on from a place: what was missed comes in order, whole or not at all.

use std::sync::Arc;
use std::time::Duration;

use crate::support::{
    APP_ID, Client, KEY, Outbox, SECRET, Server, data, eventually, refusal, subscribe_frame,
};
use pusher_engine::protocol::Position;
use pusher_engine::{App, AppFeatures, AppLimits, Engine, ReplayLimits};
use serde_json::{Value, json};

const CHANNEL: &str = "private-orders";

fn replaying(limits: AppLimits) -> App {
    let features = AppFeatures { replay: true, client_events: true, ..AppFeatures::default() };
    App::new(APP_ID, KEY, SECRET).with_limits(limits).with_features(features)
}

/// A server with the history that it has of its own.
async fn in_memory() -> Server {
    Server::start_built(Engine::builder().app(replaying(AppLimits::default()))).await
}

async fn with_outbox(outbox: &Outbox, limits: AppLimits) -> Server {
    let history = Arc::new(outbox.clone());
    Server::start_built(Engine::builder().app(replaying(limits)).history(history)).await
}

/// Asks to go on from a place, and returns what became of it.
async fn resume(client: &mut Client, channel: &str, place: &Position) -> Value {
    client.subscribe_as(channel, &place.to_channel_data()).await["_rt"].clone()
}

fn recovered(place: &Position) -> Value {
    json!({"recovered":true,"epoch":place.epoch,"seq":place.seq})
}

fn begin_anew(place: &Position) -> Value {
    json!({"recovered":false,"epoch":place.epoch,"seq":place.seq})
}

/// The place of the next frame, which is an event.
async fn next_place(client: &mut Client) -> Position {
    let frame = client.next().await;
    serde_json::from_value(data(&frame)["_rt"].clone()).expect("an event with a place")
}

async fn next_seq(client: &mut Client) -> u64 {
    next_place(client).await.seq
}

#[tokio::test]
async fn a_client_that_was_away_gets_what_it_missed_and_then_what_is_new() {
    let server = in_memory().await;
    let mut client = server.connect().await;
    client.subscribe(CHANNEL).await;
    server.publish(CHANNEL, "OrderReceived", r#"{"id":1}"#);
    let first = client.next().await;
    let place: Position = serde_json::from_value(data(&first)["_rt"].clone()).expect("a place");
    assert_eq!((place.seq, &data(&first)["id"]), (1, &json!(1)));
    drop(client);

    server.publish(CHANNEL, "OrderReceived", r#"{"id":2}"#);
    let body = json!({"name":"OrderSeen","channel":CHANNEL,"data":"{}"}).to_string();
    assert_eq!(server.post("/apps/7/events", &body).await.status, 200);
    let mut client = server.connect().await;
    assert_eq!(resume(&mut client, CHANNEL, &place).await, recovered(&place));
    server.publish(CHANNEL, "OrderReceived", r#"{"id":4}"#);
    for (seq, event) in [(2, "OrderReceived"), (3, "OrderSeen"), (4, "OrderReceived")] {
        let frame = client.next().await;
        assert_eq!(
            (frame["event"].as_str(), frame["channel"].as_str()),
            (Some(event), Some(CHANNEL))
        );
        assert_eq!(data(&frame)["_rt"], json!({"epoch":place.epoch,"seq":seq}));
    }
    client.expect_silence().await;
}

#[tokio::test]
async fn a_client_without_a_place_asks_from_nowhere_and_learns_where_the_channel_stands() {
    let server = in_memory().await;
    let mut client = server.connect().await;
    let told = resume(&mut client, CHANNEL, &Position::new("", 0)).await;
    assert_eq!((&told["recovered"], &told["seq"]), (&json!(false), &json!(0)));
    server.publish(CHANNEL, "e", "{}");
    let place = next_place(&mut client).await;
    assert_eq!((json!(place.epoch), place.seq), (told["epoch"].clone(), 1));
}

#[tokio::test]
async fn a_stock_client_is_confirmed_as_ever() {
    let server = in_memory().await;
    let mut client = server.connect().await;
    client.subscribe(CHANNEL).await;
    for channel_data in ["any text", r#"{"user_id":"1"}"#] {
        assert_eq!(client.subscribe_as(CHANNEL, channel_data).await, json!({}));
    }
}

#[tokio::test]
async fn an_event_that_is_no_json_object_is_sent_as_it_is_and_takes_no_place() {
    let server = in_memory().await;
    let mut client = server.connect().await;
    client.subscribe(CHANNEL).await;
    server.publish(CHANNEL, "e", "{}");
    server.publish(CHANNEL, "e", "[1]");
    server.publish(CHANNEL, "e", "{}");
    assert_eq!(next_seq(&mut client).await, 1);
    assert_eq!(client.next().await["data"], "[1]");
    assert_eq!(next_seq(&mut client).await, 2);
}

#[tokio::test]
async fn only_private_and_presence_channels_of_an_app_with_replay_have_places() {
    let server = in_memory().await;
    let mut client = server.connect().await;
    for channel in ["menu", "private-encrypted-a"] {
        assert_eq!(client.subscribe_as(channel, r#"{"_rt":1}"#).await, json!({}));
        server.publish(channel, "e", "{}");
        assert_eq!(client.next().await["data"], "{}");
    }
    let server = Server::start().await;
    let mut client = server.connect().await;
    let place = Position::new("k", 1).to_channel_data();
    assert_eq!(client.subscribe_as(CHANNEL, &place).await, json!({}));
    server.publish(CHANNEL, "e", "{}");
    assert_eq!(client.next().await["data"], "{}");
}

#[tokio::test]
async fn a_place_counts_only_signed_and_sound() {
    let server = in_memory().await;
    let mut client = server.connect().await;
    let auth = crate::support::credentials().sign_channel(
        client.id(),
        &crate::support::channel_name(CHANNEL),
        None,
    );
    let mut frame = subscribe_frame(CHANNEL, &auth);
    frame["data"]["channel_data"] = json!(Position::new("k", 1).to_channel_data());
    client.send(&frame).await;
    assert_eq!(refusal(&mut client, CHANNEL).await.0, "AuthError");
    client.ask_to_subscribe_as(CHANNEL, r#"{"_rt":{"epoch":"k","seq":-1}}"#).await;
    let (kind, status, _, code) = refusal(&mut client, CHANNEL).await;
    assert_eq!((kind.as_str(), status, code), ("InvalidChannelData", 400, 4300));
}

#[tokio::test]
async fn on_a_presence_channel_the_same_is_told_in_an_event_of_its_own() {
    let server = in_memory().await;
    let channel = "presence-counter";
    let mut client = server.connect().await;
    client.subscribe_as(channel, r#"{"user_id":"ana"}"#).await;
    server.publish(channel, "e", "{}");
    let place = next_place(&mut client).await;
    let mut ben = server.connect().await;
    server.publish(channel, "e", "{}");
    let channel_data = json!({"user_id":"ben","_rt":place}).to_string();
    let there = ben.subscribe_as(channel, &channel_data).await;
    assert_eq!(there["presence"]["ids"], json!(["ana", "ben"]));
    let resumed = ben.next().await;
    assert_eq!(resumed["event"], "pusher:resumed");
    assert_eq!(data(&resumed), recovered(&place));
    assert_eq!(next_seq(&mut ben).await, 2);
    assert_eq!(next_seq(&mut client).await, 2);
    assert_eq!(client.next().await["event"], "pusher_internal:member_added");
}

#[tokio::test]
async fn events_that_are_sent_during_the_look_up_follow_what_was_missed_without_repeats() {
    let outbox = Outbox::closed();
    let server = with_outbox(&outbox, AppLimits::default()).await;
    outbox.send(&server, CHANNEL);
    outbox.send(&server, CHANNEL);
    // An even place is looked up before the answer, an odd one as late as can be.
    for asked in [0, 1] {
        let mut client = server.connect().await;
        client.ask_to_subscribe_as(CHANNEL, &Outbox::place(asked).to_channel_data()).await;
        eventually("the look-up has begun", || outbox.looking() == 1).await;
        outbox.send(&server, CHANNEL);
        outbox.store();
        server.publish(CHANNEL, "without-a-place", "1");
        client.expect_silence().await;
        assert_eq!(server.subscribers(CHANNEL), 0, "nobody is a subscriber before it is told so");
        assert!(server.is_heard(CHANNEL), "but whoever waits will hear it");
        outbox.answer(1);
        let confirmed = client.next().await;
        assert_eq!(data(&confirmed)["_rt"], recovered(&Outbox::place(asked)));
        assert!(outbox.publish(&server, CHANNEL));
        let frames = loop {
            let frames = client.frames_until_pong().await;
            if !frames.is_empty() {
                break frames;
            }
        };
        let places = frames.iter().filter_map(|frame| data(frame)["_rt"]["seq"].as_u64());
        assert!(places.eq(asked + 1..=outbox.head()), "{frames:?}");
        let others = frames.iter().filter(|frame| frame["event"] == "without-a-place");
        assert_eq!(others.count(), 1);
        assert!(server.is_heard(CHANNEL));
        client.unsubscribe(CHANNEL).await;
        client.expect_silence().await;
        assert!(!server.is_heard(CHANNEL));
    }
}

#[tokio::test]
async fn an_event_that_the_history_knew_before_it_was_published_is_not_sent_twice() {
    let outbox = Outbox::open();
    let server = with_outbox(&outbox, AppLimits::default()).await;
    let mut other = server.connect().await;
    other.subscribe(CHANNEL).await;
    outbox.store();
    let mut client = server.connect().await;
    let start = Outbox::place(0);
    assert_eq!(resume(&mut client, CHANNEL, &start).await, recovered(&start));
    assert_eq!(next_seq(&mut client).await, 1);
    assert!(outbox.publish(&server, CHANNEL));
    assert_eq!(next_seq(&mut other).await, 1);
    client.expect_silence().await;
    outbox.send(&server, CHANNEL);
    assert_eq!([next_seq(&mut client).await, next_seq(&mut other).await], [2, 2]);
}

#[tokio::test]
async fn what_is_gone_is_not_replayed_in_part_and_the_client_is_told_where_to_begin_anew() {
    let outbox = Outbox::open();
    let server = with_outbox(&outbox, AppLimits::default()).await;
    for _ in 0..3 {
        outbox.send(&server, CHANNEL);
    }
    outbox.prune();
    outbox.send(&server, CHANNEL);
    for lost in [Outbox::place(2), Outbox::place(9), Position::new("older", 4)] {
        let mut client = server.connect().await;
        let told = resume(&mut client, CHANNEL, &lost).await;
        assert_eq!(told, begin_anew(&Outbox::place(4)));
        client.expect_silence().await;
    }
    let mut client = server.connect().await;
    resume(&mut client, CHANNEL, &Outbox::place(3)).await;
    assert_eq!(next_seq(&mut client).await, 4);
}

#[tokio::test]
async fn more_than_the_cap_is_not_replayed_be_it_events_or_bytes_or_held() {
    let events = ReplayLimits { events: 3, ..ReplayLimits::default() };
    let bytes = ReplayLimits { bytes: 200, ..ReplayLimits::default() };
    for replay in [events, bytes] {
        let outbox = Outbox::closed();
        let limits = AppLimits { replay, ..AppLimits::default() };
        let server = with_outbox(&outbox, limits).await;
        for _ in 0..4 {
            outbox.send(&server, CHANNEL);
        }
        outbox.answer(2);
        let mut client = server.connect().await;
        let told = resume(&mut client, CHANNEL, &Outbox::place(0)).await;
        assert_eq!(told, begin_anew(&Outbox::place(4)));
        let mut client = server.connect().await;
        assert_eq!(resume(&mut client, CHANNEL, &Outbox::place(3)).await["recovered"], true);
        assert_eq!(next_seq(&mut client).await, 4);

        let mut held_for = server.connect().await;
        held_for.ask_to_subscribe_as(CHANNEL, &Outbox::place(4).to_channel_data()).await;
        eventually("the look-up has begun", || outbox.looking() == 1).await;
        for _ in 0..4 {
            outbox.send(&server, CHANNEL);
        }
        outbox.answer(1);
        let confirmed = held_for.next().await;
        assert_eq!(data(&confirmed)["_rt"], begin_anew(&Outbox::place(8)));
        outbox.send(&server, CHANNEL);
        assert_eq!(next_seq(&mut held_for).await, 9);
    }
}

#[tokio::test]
async fn a_replay_never_costs_the_connection() {
    let limits = AppLimits { max_queued_frames: 10, ..AppLimits::default() };
    let outbox = Outbox::open();
    let server = with_outbox(&outbox, limits).await;
    for _ in 0..20 {
        outbox.send(&server, CHANNEL);
    }
    let mut client = server.connect().await;
    let told = resume(&mut client, CHANNEL, &Outbox::place(0)).await;
    assert_eq!(told, begin_anew(&Outbox::place(20)));
    client.expect_silence().await;
    assert_eq!(server.engine.stats().slow_readers_closed, 0);
}

#[tokio::test]
async fn only_some_look_ups_of_a_connection_go_on_at_a_time() {
    let outbox = Outbox::closed();
    let server = with_outbox(&outbox, AppLimits::default()).await;
    let (mut greedy, mut other) = (server.connect().await, server.connect().await);
    for n in 0..10 {
        let place = Outbox::place(0).to_channel_data();
        greedy.ask_to_subscribe_as(&format!("private-{n}"), &place).await;
    }
    greedy.expect_silence().await;
    eventually("four look-ups have begun", || outbox.looking() == 4).await;
    other.ask_to_subscribe_as("private-other", &Outbox::place(0).to_channel_data()).await;
    eventually("another connection has its own", || outbox.looking() == 5).await;
    outbox.answer(11);
    for _ in 0..10 {
        let confirmed = greedy.next().await;
        assert_eq!(confirmed["event"], "pusher_internal:subscription_succeeded");
    }
    assert_eq!(other.next().await["channel"], "private-other");
}

#[tokio::test]
async fn a_history_that_takes_too_long_means_to_begin_anew() {
    let replay = ReplayLimits { patience: Duration::from_millis(20), ..ReplayLimits::default() };
    let outbox = Outbox::closed();
    let server = with_outbox(&outbox, AppLimits { replay, ..AppLimits::default() }).await;
    let mut client = server.connect().await;
    let told = resume(&mut client, CHANNEL, &Outbox::place(0)).await;
    assert_eq!(told, json!({"recovered":false}));
    outbox.send(&server, CHANNEL);
    assert_eq!(next_seq(&mut client).await, 1);
}

#[tokio::test]
async fn a_client_that_leaves_while_it_waits_leaves_nothing_behind() {
    let outbox = Outbox::closed();
    let server = with_outbox(&outbox, AppLimits::default()).await;
    let mut client = server.connect().await;
    let place = Outbox::place(0).to_channel_data();
    client.ask_to_subscribe_as(CHANNEL, &place).await;
    eventually("the look-up has begun", || outbox.looking() == 1).await;
    client.unsubscribe(CHANNEL).await;
    client.expect_silence().await;
    assert_eq!(server.engine.stats().channels, 0);
    outbox.answer(1);
    eventually("the look-up is over", || outbox.looking() == 0).await;
    client.expect_silence().await;

    client.ask_to_subscribe_as(CHANNEL, &place).await;
    eventually("the look-up has begun", || outbox.looking() == 1).await;
    drop(client);
    eventually("the channel is gone", || server.engine.stats().channels == 0).await;
}

#[tokio::test]
async fn asking_again_while_waiting_is_answered_once_for_the_last_time() {
    let outbox = Outbox::closed();
    let server = with_outbox(&outbox, AppLimits::default()).await;
    let mut client = server.connect().await;
    outbox.send(&server, CHANNEL);
    for seq in [0, 1] {
        client.ask_to_subscribe_as(CHANNEL, &Outbox::place(seq).to_channel_data()).await;
        let looked_up = usize::try_from(seq).expect("a small number") + 1;
        eventually("it is looked up", || outbox.looking() == looked_up).await;
    }
    outbox.answer(2);
    assert_eq!(data(&client.next().await)["_rt"], recovered(&Outbox::place(1)));
    eventually("both are answered", || outbox.looking() == 0).await;
    client.expect_silence().await;

    client.unsubscribe(CHANNEL).await;
    client.ask_to_subscribe_as(CHANNEL, &Outbox::place(0).to_channel_data()).await;
    eventually("it is looked up", || outbox.looking() == 1).await;
    client.subscribe(CHANNEL).await;
    outbox.answer(1);
    eventually("it is answered", || outbox.looking() == 0).await;
    client.expect_silence().await;
}

#[tokio::test]
async fn a_subscriber_that_asks_for_a_place_again_has_to_begin_anew() {
    let server = in_memory().await;
    let mut client = server.connect().await;
    client.subscribe(CHANNEL).await;
    let told = resume(&mut client, CHANNEL, &Position::new("k", 1)).await;
    assert_eq!(told, json!({"recovered":false}));
    assert_eq!(server.subscribers(CHANNEL), 1);
}

#[tokio::test]
async fn who_waits_for_a_full_presence_channel_is_refused_and_forgotten() {
    let outbox = Outbox::open();
    let mut limits = AppLimits::default();
    limits.presence.users_per_channel = 0;
    let server = with_outbox(&outbox, limits).await;
    let mut client = server.connect().await;
    let channel_data = json!({"user_id":"ana","_rt":Outbox::place(0)}).to_string();
    client.ask_to_subscribe_as("presence-a", &channel_data).await;
    assert_eq!(refusal(&mut client, "presence-a").await.0, "LimitReached");
    eventually("the channel is forgotten", || server.engine.stats().channels == 0).await;
}
