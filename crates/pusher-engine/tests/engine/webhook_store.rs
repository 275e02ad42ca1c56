//! Webhooks whose events have to be kept before they are delivered.

use std::io;
use std::sync::{Arc, mpsc as blocking};
use std::time::Duration;

use crate::support::{APP_ID, Endpoint, KEY, PATIENCE, SECRET, channel_name, eventually, request};
use parking_lot::Mutex;
use pusher_engine::protocol::{AppId, WebhookEvent};
use pusher_engine::{
    App, HttpWebhooks, KeptEvent, WebhookCounts, WebhookEndpoint, WebhookOptions, WebhookSink as _,
    WebhookStore,
};
use tokio::sync::mpsc;
use tokio::time::timeout;

/// A disk that is as slow as a test wants, and full when the test has gone.
struct SlowDisk {
    /// Told what is being kept, and then waited for.
    kept: mpsc::UnboundedSender<Vec<String>>,
    permits: Mutex<blocking::Receiver<()>>,
    forgotten: mpsc::UnboundedSender<Vec<u64>>,
}

/// What a test holds of it.
struct Lever {
    kept: mpsc::UnboundedReceiver<Vec<String>>,
    permits: blocking::Sender<()>,
    forgotten: mpsc::UnboundedReceiver<Vec<u64>>,
}

fn slow_disk() -> (SlowDisk, Lever) {
    let (kept, was_kept) = mpsc::unbounded_channel();
    let (forgotten, was_forgotten) = mpsc::unbounded_channel();
    let (permits, permitted) = blocking::channel();
    let disk = SlowDisk { kept, permits: Mutex::new(permitted), forgotten };
    (disk, Lever { kept: was_kept, permits, forgotten: was_forgotten })
}

impl WebhookStore for SlowDisk {
    fn keep(&self, events: &[KeptEvent]) -> io::Result<()> {
        let channels = events.iter().map(|kept| {
            let event: serde_json::Value = serde_json::from_str(&kept.event).expect("JSON");
            event["channel"].as_str().expect("a channel").to_owned()
        });
        let _ = self.kept.send(channels.collect());
        self.permits.lock().recv().map_err(|_| io::ErrorKind::StorageFull.into())
    }

    fn forget(&self, numbers: &[u64]) -> io::Result<()> {
        let _ = self.forgotten.send(numbers.to_vec());
        Ok(())
    }

    fn load(&self) -> io::Result<Vec<KeptEvent>> {
        Ok(Vec::new())
    }
}

async fn next<T>(receiver: &mut mpsc::UnboundedReceiver<T>) -> T {
    timeout(PATIENCE, receiver.recv()).await.expect("it must come").expect("the disk is there")
}

/// An app that is told at an endpoint, and the webhooks over a store.
fn started(endpoint: &Endpoint, store: SlowDisk, room: usize) -> (Arc<App>, HttpWebhooks) {
    let hook = WebhookEndpoint::new(endpoint.url());
    let options = WebhookOptions { queued_events: room, ..WebhookOptions::default() };
    let webhooks = HttpWebhooks::with_store(options, Box::new(store)).expect("an HTTP client");
    (Arc::new(App::new(APP_ID, KEY, SECRET).with_webhook(hook)), webhooks)
}

fn take(webhooks: &HttpWebhooks, app: &Arc<App>, channel: &str) {
    webhooks.take(app, &WebhookEvent::ChannelOccupied { channel: channel_name(channel) });
}

fn counts(webhooks: &HttpWebhooks) -> WebhookCounts {
    webhooks.counts(&AppId::from(APP_ID))
}

#[tokio::test]
async fn an_event_is_kept_before_it_is_delivered_and_those_that_come_meanwhile_are_kept_at_once() {
    let mut endpoint = Endpoint::start(&[]).await;
    let (disk, mut lever) = slow_disk();
    let (app, webhooks) = started(&endpoint, disk, 10);
    take(&webhooks, &app, "a");
    assert_eq!(next(&mut lever.kept).await, ["a"]);
    take(&webhooks, &app, "b");
    take(&webhooks, &app, "c");
    assert_eq!(counts(&webhooks).waiting, 3);
    // Whatever had been sent would be there before this.
    request(endpoint.addr, "POST", "/hook", r#"{"events":["mine"]}"#).await;
    assert_eq!(endpoint.next_event().await, "mine");

    lever.permits.send(()).expect("it waits");
    assert_eq!(endpoint.next_event().await["channel"], "a");
    assert_eq!(next(&mut lever.kept).await, ["b", "c"], "with one wait");
    lever.permits.send(()).expect("it waits");
    assert_eq!(endpoint.next_event().await["channel"], "b");
    assert_eq!(endpoint.next_event().await["channel"], "c");
    assert_eq!(webhooks.finish(PATIENCE).await, 0);
    let mut forgotten = Vec::new();
    while forgotten.len() < 3 {
        forgotten.extend(next(&mut lever.forgotten).await);
    }
    assert_eq!(forgotten, [1, 2, 3]);
}

#[tokio::test]
async fn while_the_disk_is_busy_the_oldest_make_room() {
    let mut endpoint = Endpoint::start(&[]).await;
    let (disk, mut lever) = slow_disk();
    let (app, webhooks) = started(&endpoint, disk, 2);
    take(&webhooks, &app, "a");
    assert_eq!(next(&mut lever.kept).await, ["a"]);
    ["b", "c", "d", "e"].iter().for_each(|channel| take(&webhooks, &app, channel));
    assert_eq!((counts(&webhooks).waiting, counts(&webhooks).dropped), (3, 2));
    lever.permits.send(()).expect("it waits");
    assert_eq!(next(&mut lever.kept).await, ["d", "e"]);
    lever.permits.send(()).expect("it waits");
    for channel in ["a", "d", "e"] {
        assert_eq!(endpoint.next_event().await["channel"], channel);
    }
}

#[tokio::test]
async fn what_cannot_be_kept_is_delivered_all_the_same() {
    let mut endpoint = Endpoint::start(&[]).await;
    let (disk, lever) = slow_disk();
    drop(lever);
    let (app, webhooks) = started(&endpoint, disk, 10);
    take(&webhooks, &app, "a");
    assert_eq!(endpoint.next_event().await["channel"], "a");
    eventually("it is counted", || counts(&webhooks).delivered == 1).await;
    assert_eq!(webhooks.finish(Duration::from_secs(1)).await, 0);
}

#[tokio::test]
async fn what_is_not_kept_when_the_process_ends_is_kept_on_the_way_out() {
    let endpoint = Endpoint::start_hesitant().await;
    let (disk, mut lever) = slow_disk();
    let (app, webhooks) = started(&endpoint, disk, 10);
    take(&webhooks, &app, "a");
    assert_eq!(next(&mut lever.kept).await, ["a"]);
    take(&webhooks, &app, "b");
    let finishing = tokio::spawn(async move { webhooks.finish(Duration::ZERO).await });
    tokio::task::yield_now().await;
    lever.permits.send(()).expect("it waits");
    assert_eq!(next(&mut lever.kept).await, ["b"]);
    lever.permits.send(()).expect("it waits");
    assert_eq!(finishing.await.expect("it ends"), 2, "both are for the next process");
}
