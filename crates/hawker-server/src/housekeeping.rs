//! Forgets what is no longer needed: old events, tokens, links and guests' carts.

use std::time::Duration;

use hawker_store::{access_tokens, carts, outbox, password_links};
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::cart::GUEST_CARTS_KEPT_FOR;
use crate::problem::Problem;

/// How often to look.
const PERIOD: Duration = Duration::from_secs(300);
/// How many rows one transaction forgets: orders wait no longer than for these.
const ROWS_AT_A_TIME: i64 = 500;
/// How many carts one transaction forgets, for the same reason.
const CARTS_AT_A_TIME: i64 = 100;

/// Looks now and then until `shutdown`.
pub async fn run(app: App, event_retention: Duration, shutdown: CancellationToken) {
    loop {
        // What failed was logged where it was found, and is tried again the next time.
        drop(tidy(&app, event_retention).await);
        if shutdown.run_until_cancelled(tokio::time::sleep(PERIOD)).await.is_none() {
            return;
        }
    }
}

async fn tidy(app: &App, event_retention: Duration) -> Result<(), Problem> {
    let now = app.clock.now();
    app.write(move |tx| access_tokens::prune(tx, now)).await?;
    app.write(move |tx| password_links::prune(tx, now)).await?;
    let oldest = now - GUEST_CARTS_KEPT_FOR;
    let prune = move |tx: &mut _| carts::prune(tx, oldest, CARTS_AT_A_TIME);
    while app.write(prune).await? > 0 {}
    let retention = SignedDuration::try_from(event_retention).unwrap_or(SignedDuration::MAX);
    let Ok(oldest) = now.checked_sub(retention) else { return Ok(()) };
    let prune = move |tx: &mut _| outbox::prune(tx, oldest, ROWS_AT_A_TIME);
    while app.write(prune).await? > 0 {}
    Ok(())
}
