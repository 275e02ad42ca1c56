//! The relay: takes stored events out of the outbox, in the order of their channel, and publishes
//! them until it has gone through.
//!
//! It remembers how far it came, a moment late: after a crash it publishes the last events again,
//! and clients drop what they have seen. A channel whose publishing fails is left alone for a
//! while, with everything behind the failed event; the others go on.

mod cursor;
pub(super) mod outgoing;

use std::collections::HashMap;
use std::time::Duration;

use hawker_store::outbox::{self, Backlog, StoredEvent};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use self::cursor::Cursor;
use super::broadcaster::{Outcome, OutgoingEvent, PublishError};
use crate::app::App;
use crate::problem::Problem;

/// The safety net under the wake-up by commits: events of another process, or of a channel that
/// was left alone.
const POLL: Duration = Duration::from_millis(500);
/// How late the relay writes down how far it came.
const SAVE_EVERY: Duration = Duration::from_millis(250);
/// How many events of one channel are published at once.
const AT_A_TIME: i64 = 500;

/// Publishes out of the outbox.
pub struct Relay {
    app: App,
    cursors: HashMap<i64, Cursor>,
    saved_at: Instant,
}

impl Relay {
    /// A relay that goes on where the last one stopped.
    pub fn new(app: App) -> Self {
        Self { app, cursors: HashMap::new(), saved_at: Instant::now() }
    }

    /// Publishes until `shutdown`, and then once more what is stored by then.
    pub async fn run(mut self, shutdown: CancellationToken) {
        while !shutdown.is_cancelled() {
            self.publish_and_save().await;
            tokio::select! {
                () = self.app.store.committed() => {}
                () = tokio::time::sleep(POLL) => {}
                () = shutdown.cancelled() => {}
            }
        }
        self.publish_and_save().await;
        drop(self.save().await);
    }

    async fn publish_and_save(&mut self) {
        // A database that does not answer was logged, and is asked again after the next wake-up.
        while matches!(self.publish_some().await, Ok(Progress::More)) {}
        if self.saved_at.elapsed() >= SAVE_EVERY {
            drop(self.save().await);
        }
    }

    /// Publishes the next events of every channel that has some and is not left alone.
    async fn publish_some(&mut self) -> Result<Progress, Problem> {
        let waiting = self.waiting().await?;
        if waiting.is_empty() {
            return Ok(Progress::Done);
        }
        let epoch = self.app.store.epoch();
        let limit = self.app.realtime.broadcaster.max_event_bytes();
        let mut owners = Vec::new();
        let mut events = Vec::new();
        for (backlog, stored) in waiting {
            for event in stored {
                owners.push(backlog.channel_id);
                events.push(outgoing::event(&backlog.channel, event, epoch, limit));
            }
        }
        let outcomes = self.app.realtime.broadcaster.publish(&events).await;
        for ((channel_id, event), outcome) in owners.into_iter().zip(&events).zip(outcomes) {
            self.note(channel_id, event, outcome);
        }
        Ok(Progress::More)
    }

    /// The channels with events to publish now, and those events.
    async fn waiting(&self) -> Result<Vec<(Backlog, Vec<StoredEvent>)>, Problem> {
        let now = Instant::now();
        let after: HashMap<i64, i64> = self
            .cursors
            .iter()
            .map(|(id, cursor)| (*id, if cursor.rests(now) { i64::MAX } else { cursor.published }))
            .collect();
        let read = move |tx: &mut hawker_store::Conn| {
            let mut waiting = Vec::new();
            for backlog in outbox::backlogs(tx)? {
                let published = after.get(&backlog.channel_id).copied();
                let published = published.unwrap_or(backlog.relayed_seq);
                if published < backlog.seq {
                    let stored =
                        outbox::stored_after(tx, backlog.channel_id, published, AT_A_TIME)?;
                    waiting.push((backlog, stored));
                }
            }
            Ok(waiting)
        };
        self.app.read(read).await
    }

    fn note(&mut self, channel_id: i64, event: &OutgoingEvent, outcome: Outcome) {
        let cursor = self.cursors.entry(channel_id).or_insert_with(|| Cursor::before(event.seq));
        match outcome {
            Ok(()) => {
                cursor.advance(event.seq);
                self.app.metrics.events_published.increment(1);
            }
            // Behind a failure that was noted already.
            Err(PublishError::HeldBack) => {}
            Err(error) => {
                let pause = cursor.rest(Instant::now());
                self.app.metrics.publish_failures.increment(1);
                tracing::warn!(
                    channel = event.channel,
                    seq = event.seq,
                    retry_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
                    %error,
                    "an event was not published; it is tried again"
                );
            }
        }
    }

    /// Writes down how far every channel came, and forgets those that are done.
    async fn save(&mut self) -> Result<(), Problem> {
        self.saved_at = Instant::now();
        let unsaved: Vec<(i64, i64)> = self
            .cursors
            .iter()
            .filter(|(_, cursor)| cursor.is_unsaved())
            .map(|(id, cursor)| (*id, cursor.published))
            .collect();
        if !unsaved.is_empty() {
            let rows = unsaved.clone();
            let write = move |tx: &mut hawker_store::Conn| {
                rows.iter().try_for_each(|(id, seq)| outbox::mark_relayed(tx, *id, *seq))
            };
            self.app.write(write).await?;
        }
        for (id, seq) in unsaved {
            if let Some(cursor) = self.cursors.get_mut(&id) {
                cursor.saved(seq);
            }
        }
        self.cursors.retain(|_, cursor| cursor.is_unsaved() || cursor.is_failing());
        Ok(())
    }
}

/// Whether another look may find more.
#[derive(Debug, PartialEq, Eq)]
enum Progress {
    More,
    Done,
}
