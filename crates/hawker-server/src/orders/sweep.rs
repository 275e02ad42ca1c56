//! The moves that the clock makes: pending orders expire, orders at the counter count as fetched.

use std::time::Duration;

use hawker_domain::order::{Move, Refusal};
use hawker_domain::permission::Actor;
use hawker_store::orders::{self, DueMove};
use hawker_store::{Failure, Hand};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::problem::Problem;

/// How often the sweep looks. An order expires at most so much later than it says.
const PERIOD: Duration = Duration::from_secs(1);
/// How many due moves of each kind one look takes.
const AT_A_TIME: i64 = 100;

/// Sweeps until `shutdown`.
pub async fn run(app: App, shutdown: CancellationToken) {
    while shutdown.run_until_cancelled(tokio::time::sleep(PERIOD)).await.is_some() {
        // What failed was logged where it was found, and is due again the next time.
        drop(sweep(&app).await);
    }
}

/// Makes every move that is due, and tells how many were.
pub async fn sweep(app: &App) -> Result<usize, Problem> {
    let now = app.clock.now();
    let due = app.read(move |tx| orders::due(tx, now, AT_A_TIME)).await?;
    let count = due.len();
    for due in due {
        let (id, wanted) = match due {
            DueMove::Expire(id) => (id, Move::Expire),
            DueMove::Complete(id) => (id, Move::Complete),
        };
        let kind = wanted.kind();
        let make = move |tx: &mut _| {
            orders::make_move(tx, id, &wanted, &Actor::System, &Hand::system(), None, now)
        };
        match app.store.write(make).await {
            Ok(_) => app.metrics.moved(kind),
            // Somebody was faster than the clock.
            Err(Failure::Refused(Refusal::Conflict { .. } | Refusal::OutOfTime { .. })) => {}
            Err(failure) => return Err(failure.into()),
        }
    }
    Ok(count)
}
