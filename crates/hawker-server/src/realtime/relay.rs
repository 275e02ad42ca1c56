//! The relay: takes stored events out of the outbox, in the order of their channel, and publishes
//! them until it has gone through.
//!
//! An event that was just committed in this process is handed to it and need not be read again;
//! what it was not handed, or could not publish at once, it finds in the outbox.
//!
//! It remembers how far it came, a moment late: after a crash it publishes the last events again,
//! and clients drop what they have seen. A channel whose publishing fails is left alone for a
//! while, with everything behind the failed event; the others go on.

mod cursor;
mod fresh;
pub(super) mod outgoing;

use std::collections::HashMap;
use std::time::Duration;

use hawker_store::Committed;
use hawker_store::outbox::{self, Backlog, StoredEvent};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use self::cursor::Cursor;
use self::fresh::Fresh;
use super::broadcaster::{Outcome, OutgoingEvent, PublishError};
use crate::app::App;
use crate::problem::Problem;

/// How often it looks into the outbox in any case: for events of another process, and of channels
/// that were left alone.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How late the relay writes down how far it came.
const SAVE_EVERY: Duration = Duration::from_millis(250);
/// How many events of one channel are published at once.
const AT_A_TIME: usize = 500;

/// Publishes out of the outbox.
pub struct Relay {
    app: App,
    cursors: HashMap<i64, Cursor>,
    looked_at: Instant,
    saved_at: Instant,
}

impl Relay {
    /// A relay that goes on where the last one stopped.
    pub fn new(app: App) -> Self {
        let now = Instant::now();
        Self { app, cursors: HashMap::new(), looked_at: now, saved_at: now }
    }

    /// Publishes until `shutdown`, and then once more what is stored by then.
    pub async fn run(mut self, shutdown: CancellationToken) {
        self.publish_outbox().await;
        while !shutdown.is_cancelled() {
            let committed = tokio::select! {
                committed = self.app.store.committed() => committed,
                () = tokio::time::sleep_until(self.looked_at + LOOK_EVERY) => Committed::default(),
                () = shutdown.cancelled() => break,
            };
            let has_more = self.publish_fresh(committed).await;
            if has_more || self.looked_at.elapsed() >= LOOK_EVERY {
                self.publish_outbox().await;
            }
            if self.saved_at.elapsed() >= SAVE_EVERY {
                drop(self.save().await);
            }
        }
        self.publish_outbox().await;
        drop(self.save().await);
    }

    /// Publishes what was just committed, as far as it comes next in its channel and anybody hears it;
    /// and tells whether a look into the outbox may find more.
    async fn publish_fresh(&mut self, committed: Committed) -> bool {
        let broadcaster = &self.app.realtime.broadcaster;
        let may_be_heard = |channel: &str| broadcaster.may_be_heard(channel);
        let Fresh { stored, unheard, has_more } =
            fresh::select(committed, &self.cursors, may_be_heard, Instant::now());
        for (channel_id, seq) in unheard {
            self.advance(channel_id, seq);
        }
        if !stored.is_empty() {
            self.publish(stored).await;
        }
        has_more
    }

    /// Publishes everything that can be published now.
    async fn publish_outbox(&mut self) {
        self.looked_at = Instant::now();
        // A database that does not answer was logged, and is asked again at the next look.
        while let Ok(waiting) = self.waiting().await
            && !waiting.is_empty()
        {
            self.publish(waiting).await;
        }
    }

    async fn publish(&mut self, stored: Vec<Stored>) {
        let epoch = self.app.store.epoch();
        let limit = self.app.realtime.broadcaster.max_event_bytes();
        let (owners, events): (Vec<_>, Vec<_>) = stored
            .into_iter()
            .map(|Stored { channel_id, channel, event }| {
                (channel_id, outgoing::event(channel, event, epoch, limit))
            })
            .unzip();
        let outcomes = self.app.realtime.broadcaster.publish(&events).await;
        for ((channel_id, event), outcome) in owners.into_iter().zip(&events).zip(outcomes) {
            self.note(channel_id, event, outcome);
        }
    }

    /// The next events of every channel that has some and is not left alone.
    async fn waiting(&self) -> Result<Vec<Stored>, Problem> {
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
                    let Backlog { channel_id, channel, .. } = backlog;
                    let stored =
                        outbox::stored_after(tx, channel, channel_id, published, AT_A_TIME)?;
                    let name = channel.to_string();
                    waiting.extend(stored.into_iter().map(|event| Stored {
                        channel_id,
                        channel: name.clone(),
                        event,
                    }));
                }
            }
            Ok(waiting)
        };
        self.app.read(read).await
    }

    fn note(&mut self, channel_id: i64, event: &OutgoingEvent, outcome: Outcome) {
        match outcome {
            Ok(()) => self.advance(channel_id, event.seq),
            // Behind a failure that was noted already.
            Err(PublishError::HeldBack) => {}
            Err(error) => {
                let pause = self.cursor_before(channel_id, event.seq).rest(Instant::now());
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

    /// Event `seq` of a channel is published.
    fn advance(&mut self, channel_id: i64, seq: i64) {
        self.cursor_before(channel_id, seq).advance(seq);
        self.app.metrics.events_published.increment(1);
    }

    /// The channel's cursor, which stands before event `seq` if there was none.
    fn cursor_before(&mut self, channel_id: i64, seq: i64) -> &mut Cursor {
        self.cursors.entry(channel_id).or_insert_with(|| Cursor::before(seq))
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

/// An event out of the outbox.
struct Stored {
    channel_id: i64,
    channel: String,
    event: StoredEvent,
}
