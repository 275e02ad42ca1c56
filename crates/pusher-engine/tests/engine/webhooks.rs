//! Webhooks, as an app's own server gets them.

use std::sync::Arc;
use std::time::Duration;

use crate::support::{
    APP_ID, Endpoint, KEY, ManualClock, PATIENCE, SECRET, Server, channel_name, credentials,
    eventually,
};
use pusher_engine::protocol::{AppId, Credentials, WebhookEvent, WebhookKind};
use pusher_engine::{
    App, AppFeatures, Backoff, Drain, Engine, FileWebhookStore, HttpWebhooks, Settings, StaticApps,
    WebhookBatches, WebhookCounts, WebhookEndpoint, WebhookHeader, WebhookOptions,
    WebhookSink as _,
};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde_json::{Value, json};

fn options() -> WebhookOptions {
    let backoff = Backoff {
        first: Duration::from_millis(10),
        longest: Duration::from_millis(40),
        give_up_after: Duration::from_secs(60),
    };
    WebhookOptions { backoff, ..WebhookOptions::default() }
}

fn webhooks(options: WebhookOptions) -> HttpWebhooks {
    HttpWebhooks::new(options).expect("an HTTP client")
}

fn app(endpoint: WebhookEndpoint) -> App {
    App::new(APP_ID, KEY, SECRET).with_webhook(endpoint)
}

/// A server whose leavings are told after this time.
async fn start(app: App, webhooks: &HttpWebhooks, leave_delay: Duration) -> Server {
    let settings = Settings { leave_delay, ..Settings::default() };
    let sink = Arc::new(webhooks.clone());
    Server::start_built(Engine::builder().app(app).settings(settings).webhooks(sink)).await
}

fn only(endpoint: &Endpoint, kinds: &[WebhookKind]) -> WebhookEndpoint {
    WebhookEndpoint { kinds: kinds.to_vec(), ..WebhookEndpoint::new(endpoint.url()) }
}

const AT_ONCE: Duration = Duration::ZERO;
const NEVER: Duration = Duration::from_secs(3_600);

const COMING_AND_GOING: [WebhookKind; 4] = [
    WebhookKind::ChannelOccupied,
    WebhookKind::ChannelVacated,
    WebhookKind::MemberAdded,
    WebhookKind::MemberRemoved,
];

#[tokio::test]
async fn a_webhook_is_signed_over_its_raw_body_and_has_the_headers_that_sdks_compare() {
    let mut endpoint = Endpoint::start(&[]).await;
    let mut hook = only(&endpoint, &COMING_AND_GOING);
    let header = |name: &str, value: &str| WebhookHeader { name: name.into(), value: value.into() };
    hook.headers = vec![header("X-Gateway", "token"), header("Content-Type", "text/plain")];
    let clock = ManualClock::default();
    clock.advance(Duration::from_millis(1_327_078_148_132));
    let chance = StdRng::seed_from_u64(1);
    let webhooks = HttpWebhooks::with(options(), clock.tell(), chance, None).expect("a client");
    let server = start(app(hook), &webhooks, NEVER).await;
    server.connect().await.subscribe_quietly("menu").await;

    let call = endpoint.next().await;
    assert_eq!(
        call.body,
        r#"{"time_ms":1327078148132,"events":[{"name":"channel_occupied","channel":"menu"}]}"#
    );
    assert_eq!(call.header("content-type"), "application/json");
    assert_eq!(call.header("x-pusher-key"), KEY);
    assert_eq!(call.header("x-gateway"), "token");
    let signature = call.header("x-pusher-signature");
    assert!(credentials().verify_webhook(KEY, signature, &call.body), "{signature}");
}

#[tokio::test]
async fn every_kind_of_event_is_told_in_the_order_in_which_it_happened() {
    let mut endpoint = Endpoint::start(&[]).await;
    let webhooks = webhooks(options());
    let features =
        AppFeatures { client_events: true, subscription_count: true, ..AppFeatures::default() };
    let app = app(WebhookEndpoint::new(endpoint.url())).with_features(features);
    let server = start(app, &webhooks, AT_ONCE).await;
    let mut client = server.connect().await;
    client.subscribe_as("presence-cache-a", r#"{"user_id":"7"}"#).await;
    let sent = json!({"event":"client-x","channel":"presence-cache-a","data":{"a":1}});
    client.send(&sent).await;
    client.unsubscribe("presence-cache-a").await;
    client.subscribe_quietly("menu").await;

    let channel = "presence-cache-a";
    let mut told = Vec::new();
    while told.len() < 8 {
        told.push(endpoint.next_event().await);
    }
    let socket_id = client.id().as_str();
    let expected = [
        json!({"name":"cache_miss","channel":channel}),
        json!({"name":"channel_occupied","channel":channel}),
        json!({"name":"member_added","channel":channel,"user_id":"7"}),
        json!({"name":"client_event","channel":channel,"event":"client-x","data":"{\"a\":1}",
            "socket_id":socket_id,"user_id":"7"}),
        json!({"name":"member_removed","channel":channel,"user_id":"7"}),
        json!({"name":"channel_vacated","channel":channel}),
        json!({"name":"channel_occupied","channel":"menu"}),
        json!({"name":"subscription_count","channel":"menu","subscription_count":1}),
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn events_are_filtered_by_kind_and_channel_before_they_are_signed() {
    let mut endpoint = Endpoint::start(&[]).await;
    let mut hook = only(&endpoint, &[WebhookKind::ChannelOccupied]);
    hook.channel_prefix = "presence-".into();
    hook.batches = WebhookBatches { max_events: 10, window: Duration::from_millis(20) };
    let webhooks = webhooks(options());
    let server = start(app(hook), &webhooks, AT_ONCE).await;
    let mut client = server.connect().await;
    client.subscribe_quietly("menu").await;
    client.subscribe_as("presence-a", r#"{"user_id":"7"}"#).await;
    let call = endpoint.next().await;
    assert_eq!(call.events(), [json!({"name":"channel_occupied","channel":"presence-a"})]);
    assert!(credentials().verify_webhook(KEY, call.header("x-pusher-signature"), &call.body));
}

#[tokio::test]
async fn several_events_come_in_one_call_where_the_endpoint_wants_batches() {
    let mut endpoint = Endpoint::start(&[]).await;
    let mut hook = only(&endpoint, &[WebhookKind::ChannelOccupied]);
    // Long enough that only a full batch can come before the test gives up.
    hook.batches = WebhookBatches { max_events: 3, window: NEVER };
    let webhooks = webhooks(options());
    let server = start(app(hook), &webhooks, AT_ONCE).await;
    let mut client = server.connect().await;
    for channel in ["a", "b", "c", "d"] {
        client.subscribe_quietly(channel).await;
    }
    let events = endpoint.next_events().await;
    let channels: Vec<_> = events.iter().map(|event| event["channel"].clone()).collect();
    assert_eq!(channels, ["a", "b", "c"]);
    eventually("the fourth waits", || counts(&webhooks).waiting == 1).await;
}

#[tokio::test]
async fn a_call_that_is_not_taken_is_made_again_unchanged_and_those_behind_it_wait() {
    let mut endpoint = Endpoint::start(&[500, 302, 404]).await;
    let webhooks = webhooks(options());
    let hook = only(&endpoint, &[WebhookKind::ChannelOccupied]);
    let server = start(app(hook), &webhooks, AT_ONCE).await;
    let mut client = server.connect().await;
    client.subscribe_quietly("a").await;
    client.subscribe_quietly("b").await;
    let first = endpoint.next().await;
    for _ in 0..3 {
        let again = endpoint.next().await;
        assert_eq!(again.body, first.body);
        assert_eq!(again.header("x-pusher-signature"), first.header("x-pusher-signature"));
    }
    assert_eq!(endpoint.next_event().await["channel"], "b");
    eventually("both are delivered", || counts(&webhooks).delivered == 2).await;
    let expected = WebhookCounts { delivered: 2, failed_calls: 3, ..WebhookCounts::default() };
    assert_eq!(counts(&webhooks), expected);
}

fn counts(webhooks: &HttpWebhooks) -> WebhookCounts {
    webhooks.counts(&AppId::from(APP_ID))
}

#[tokio::test]
async fn what_is_not_taken_in_all_its_time_is_given_up_and_counted() {
    let mut endpoint = Endpoint::start(&[503; 100]).await;
    let mut options = options();
    options.backoff.give_up_after = Duration::from_millis(100);
    let webhooks = webhooks(options);
    let hook = only(&endpoint, &[WebhookKind::ChannelOccupied]);
    let server = start(app(hook), &webhooks, AT_ONCE).await;
    server.connect().await.subscribe_quietly("a").await;
    eventually("it is given up", || counts(&webhooks).failed == 1).await;
    let mut calls = 1;
    endpoint.next().await;
    while calls < counts(&webhooks).failed_calls {
        endpoint.next().await;
        calls += 1;
    }
    assert!(calls >= 3, "only {calls} tries");
    let text = server.engine.prometheus();
    assert!(text.contains("pusher_webhook_events_failed_total{app=\"7\"} 1\n"), "{text}");
}

#[tokio::test]
async fn an_endpoint_that_takes_too_long_holds_back_only_itself_and_a_bounded_queue() {
    let mut slow = Endpoint::start_hesitant().await;
    let mut quick = Endpoint::start(&[]).await;
    let webhooks = webhooks(WebhookOptions { queued_events: 2, ..options() });
    let kinds = [WebhookKind::ChannelOccupied];
    let app = app(only(&slow, &kinds)).with_webhook(only(&quick, &kinds));
    let server = start(app, &webhooks, AT_ONCE).await;
    let mut client = server.connect().await;
    client.subscribe_quietly("a").await;
    assert_eq!(slow.next_event().await["channel"], "a");
    assert_eq!(quick.next_event().await["channel"], "a");
    for channel in ["b", "c", "d", "e"] {
        client.subscribe_quietly(channel).await;
        assert_eq!(quick.next_event().await["channel"], channel);
    }
    eventually("the oldest made room", || counts(&webhooks).dropped == 2).await;
    slow.answer(3);
    assert_eq!(slow.next_event().await["channel"], "d");
    assert_eq!(slow.next_event().await["channel"], "e");
    eventually("nothing waits", || counts(&webhooks).waiting == 0).await;
}

#[tokio::test]
async fn whoever_comes_back_in_time_is_told_neither_gone_nor_come() {
    let mut endpoint = Endpoint::start(&[]).await;
    let hook = only(&endpoint, &COMING_AND_GOING);
    let webhooks = webhooks(options());
    let server = start(app(hook), &webhooks, NEVER).await;
    let member = r#"{"user_id":"7"}"#;
    let mut client = server.connect().await;
    client.subscribe_as("presence-a", member).await;
    drop(client);
    eventually("it is gone", || server.engine.stats().channels == 0).await;
    let mut client = server.connect().await;
    client.subscribe_as("presence-a", member).await;
    client.subscribe_quietly("after").await;
    let names = |events: &[Value]| -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        events.iter().map(|event| (text(&event["name"]), text(&event["channel"]))).collect()
    };
    let mut told = Vec::new();
    while told.len() < 3 {
        told.push(endpoint.next_event().await);
    }
    let expected = [
        ("channel_occupied", "presence-a"),
        ("member_added", "presence-a"),
        ("channel_occupied", "after"),
    ];
    let expected = expected.map(|(name, channel)| (name.to_owned(), channel.to_owned()));
    assert_eq!(names(&told), expected);
}

#[tokio::test]
async fn a_shutdown_tells_who_left_and_ends_when_it_is_delivered() {
    let mut endpoint = Endpoint::start(&[500]).await;
    let hook = only(&endpoint, &COMING_AND_GOING);
    let webhooks = webhooks(options());
    let server = start(app(hook), &webhooks, NEVER).await;
    let mut client = server.connect().await;
    client.subscribe_quietly("menu").await;
    let engine = server.engine.clone();
    let drain = Drain { window: Duration::from_millis(10), slices: 1, ..Drain::default() };
    let shutdown = tokio::spawn(async move { engine.shutdown(drain).await });
    client.close_code().await;
    shutdown.await.expect("it ends");
    assert_eq!(webhooks.finish(PATIENCE).await, 0);
    assert_eq!(endpoint.next_event().await["name"], "channel_occupied");
    assert_eq!(endpoint.next_event().await["name"], "channel_occupied", "it was not taken");
    let vacated = json!({"name":"channel_vacated","channel":"menu"});
    assert_eq!(endpoint.next_event().await, vacated);
}

fn open_kept(dir: &tempfile::TempDir) -> HttpWebhooks {
    let store = FileWebhookStore::open(dir.path()).expect("a store");
    HttpWebhooks::with_store(options(), Box::new(store)).expect("an HTTP client")
}

fn occupied(channel: &str) -> WebhookEvent {
    WebhookEvent::ChannelOccupied { channel: channel_name(channel) }
}

#[tokio::test]
async fn what_a_process_leaves_behind_is_delivered_by_the_next_and_signed_with_the_secret_of_then()
{
    let dir = tempfile::tempdir().expect("a directory");
    let mut endpoint = Endpoint::start_hesitant().await;
    let hook = WebhookEndpoint::new(endpoint.url());
    let app = |secret: &str| App::new(APP_ID, KEY, secret).with_webhook(hook.clone());
    let (before, after) = (Arc::new(app(SECRET)), app("new-secret"));
    let first = open_kept(&dir);
    first.take(&before, &occupied("a"));
    first.take(&before, &occupied("b"));
    assert_eq!(endpoint.next_event().await["channel"], "a", "and is not answered");
    assert_eq!(first.finish(Duration::from_millis(1)).await, 2);
    drop(first);

    let second = open_kept(&dir);
    endpoint.answer(100);
    assert_eq!(second.resume(&StaticApps::from_iter([after])), 2);
    for channel in ["a", "b"] {
        let call = endpoint.next().await;
        assert_eq!(call.events()[0]["channel"], channel);
        let signature = call.header("x-pusher-signature");
        assert!(Credentials::new(KEY, "new-secret").verify_webhook(KEY, signature, &call.body));
    }
    assert_eq!(second.finish(PATIENCE).await, 0);
    drop(second);
    assert_eq!(open_kept(&dir).resume(&StaticApps::from_iter([app(SECRET)])), 0);
}

#[tokio::test]
async fn what_waits_for_an_endpoint_that_is_configured_no_more_is_forgotten() {
    let dir = tempfile::tempdir().expect("a directory");
    let endpoint = Endpoint::start_hesitant().await;
    let hook = WebhookEndpoint::new(endpoint.url());
    let with_hook = App::new(APP_ID, KEY, SECRET).with_webhook(hook);
    let first = open_kept(&dir);
    first.take(&Arc::new(with_hook.clone()), &occupied("a"));
    assert_eq!(first.finish(Duration::from_millis(1)).await, 1);
    drop(first);
    for apps in [vec![App::new(APP_ID, KEY, SECRET)], vec![with_hook]] {
        let next = open_kept(&dir);
        assert_eq!(next.resume(&StaticApps::from_iter(apps)), 0);
        assert_eq!(next.finish(PATIENCE).await, 0);
    }
}
