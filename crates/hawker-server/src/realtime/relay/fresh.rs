//! Which events of a commit can be published as they come.

use std::collections::HashMap;

use hawker_store::{Committed, FreshEvent};
use tokio::time::Instant;

use super::cursor::Cursor;
use super::{Progress, Stored};

/// The events that come next in their channels, and whether others have to be looked for.
pub(super) fn select(
    committed: Committed,
    cursors: &HashMap<i64, Cursor>,
    now: Instant,
) -> (Vec<Stored>, Progress) {
    let mut progress = if committed.has_more { Progress::More } else { Progress::Done };
    let mut selected = Vec::with_capacity(committed.events.len());
    // How far each channel will have come.
    let mut reached: HashMap<i64, i64> = HashMap::new();
    for fresh in committed.events {
        let FreshEvent { channel_id, seq, fact, follows_published } = fresh;
        let cursor = cursors.get(&channel_id);
        if cursor.is_some_and(|cursor| cursor.rests(now)) {
            continue;
        }
        let published = reached
            .get(&channel_id)
            .copied()
            .or_else(|| cursor.map(|cursor| cursor.published))
            .or_else(|| follows_published.then_some(seq - 1));
        match published {
            Some(published) if seq == published + 1 => {
                reached.insert(channel_id, seq);
                let channel = fact.channel().to_string();
                selected.push(Stored { channel_id, channel, event: fact.at(seq) });
            }
            // It was found in the outbox before it was handed on.
            Some(published) if seq <= published => {}
            Some(_) | None => progress = Progress::More,
        }
    }
    (selected, progress)
}

#[cfg(test)]
mod tests {
    use hawker_domain::VendorId;
    use hawker_domain::channel::Channel;
    use hawker_domain::event::Event;
    use hawker_store::outbox::Fact;

    use super::*;

    const CHANNEL: i64 = 7;

    fn fresh(seq: i64, follows_published: bool) -> FreshEvent {
        let channel = Channel::VendorOrders(VendorId(1));
        let fact = Fact::Other(Event { channel, name: "e", data: "{}".into() });
        FreshEvent { channel_id: CHANNEL, seq, fact, follows_published }
    }

    /// The places that are selected of `events`, and whether more have to be looked for.
    fn selected(events: Vec<FreshEvent>, cursor: Option<Cursor>) -> (Vec<i64>, Progress) {
        let committed = Committed { events, has_more: false };
        let cursors = cursor.map(|cursor| (CHANNEL, cursor)).into_iter().collect();
        let (stored, progress) = select(committed, &cursors, Instant::now());
        (stored.into_iter().map(|stored| stored.event.seq).collect(), progress)
    }

    #[tokio::test]
    async fn events_behind_what_is_published_come_as_they_are() {
        let events = vec![fresh(5, true), fresh(6, false)];
        assert_eq!(selected(events, None), (vec![5, 6], Progress::Done));
        let events = vec![fresh(5, false), fresh(6, false)];
        assert_eq!(selected(events, Some(Cursor::before(5))), (vec![5, 6], Progress::Done));
    }

    #[tokio::test]
    async fn what_was_published_already_does_not_come_again() {
        let events = vec![fresh(5, true), fresh(6, false)];
        assert_eq!(selected(events, Some(Cursor::before(6))), (vec![6], Progress::Done));
    }

    #[tokio::test]
    async fn nothing_overtakes_an_event_that_was_not_handed_on() {
        let cursor = Some(Cursor::before(5));
        assert_eq!(selected(vec![fresh(6, false)], cursor), (vec![], Progress::More));
        assert_eq!(selected(vec![fresh(6, false)], None), (vec![], Progress::More));
        let events = vec![fresh(5, true), fresh(7, false)];
        assert_eq!(selected(events, None), (vec![5], Progress::More));
    }

    #[tokio::test]
    async fn a_channel_that_rests_is_left_alone() {
        let mut cursor = Cursor::before(5);
        cursor.rest(Instant::now());
        assert_eq!(selected(vec![fresh(5, false)], Some(cursor)), (vec![], Progress::Done));
    }

    #[test]
    fn events_that_were_not_told_have_to_be_looked_for() {
        let committed = Committed { events: vec![], has_more: true };
        let (stored, progress) = select(committed, &HashMap::new(), Instant::now());
        assert!(stored.is_empty());
        assert_eq!(progress, Progress::More);
    }
}
