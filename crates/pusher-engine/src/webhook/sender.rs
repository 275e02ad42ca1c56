//! One task for each endpoint: gathers, signs, posts, and tries again. While one call is tried
//! again the next waits, so that an endpoint hears everything in its order.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use pusher_protocol::webhook;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use super::http::Shared;
use super::lane::{Lane, Waiting};
use super::poster::{Call, headers};

/// Delivers what comes into the lane until it is stopped. What it has not delivered then stays
/// in the store.
pub(super) async fn run(shared: Arc<Shared>, lane: Arc<Lane>, stop: CancellationToken) {
    stop.run_until_cancelled(async {
        loop {
            let events = next_events(&lane).await;
            deliver(&shared, &lane, &events).await;
            shared.forget(events.iter().map(|event| event.number));
            lane.done();
            shared.finished.notify_waiters();
        }
    })
    .await;
}

/// The events of the next call: those that wait, or come within the window of the first.
async fn next_events(lane: &Lane) -> Vec<Waiting> {
    lane.filled().await;
    let batches = lane.endpoint().batches;
    if batches.max_events > 1 {
        // Full or not, what is there by then is sent.
        let _ = tokio::time::timeout(batches.window, lane.full(batches.max_events)).await;
    }
    lane.take(batches.max_events)
}

async fn deliver(shared: &Shared, lane: &Lane, events: &[Waiting]) {
    let count = events.len() as u64;
    let call = prepare(shared, lane, events);
    let first_try = Instant::now();
    let mut tries = 0;
    loop {
        tries += 1;
        let failure = match shared.poster.post(&call).await {
            Ok(()) => {
                lane.delivered.fetch_add(count, Ordering::Relaxed);
                return;
            }
            Err(failure) => failure,
        };
        lane.failed_calls.fetch_add(1, Ordering::Relaxed);
        debug!(url = lane.shown_url(), %failure, tries, "a webhook was not taken");
        let Some(pause) = shared.pause(tries, first_try.elapsed()) else {
            lane.failed.fetch_add(count, Ordering::Relaxed);
            warn!(url = lane.shown_url(), %failure, tries, events = count, "webhook given up");
            return;
        };
        sleep(pause).await;
    }
}

/// Signs with the app's key of this moment.
fn prepare(shared: &Shared, lane: &Lane, events: &[Waiting]) -> Call {
    let endpoint = lane.endpoint();
    let credentials = &lane.app().credentials;
    let events = events.iter().map(|waiting| waiting.event.as_str());
    let body = webhook::body(shared.unix_millis(), events);
    let signature = credentials.sign_webhook(&body);
    let headers = headers(&endpoint.headers, credentials.key.as_str(), &signature);
    Call { url: endpoint.url, headers, body: body.into() }
}
