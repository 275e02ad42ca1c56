//! Which events of a commit can be published as they come.

use std::collections::HashMap;

use hawker_store::{Committed, FreshEvent};
use tokio::time::Instant;

use super::Stored;
use super::cursor::Cursor;

/// What of a commit can be published as it comes.
#[derive(Default)]
pub(super) struct Fresh {
    /// Events that come next in their channels.
    pub(super) stored: Vec<Stored>,
    /// Others, by channel and place, that nobody would hear: their text need not be made.
    pub(super) unheard: Vec<(i64, i64)>,
    /// Whether others have to be looked for.
    pub(super) has_more: bool,
}

/// How far a channel will have come.
struct Reached {
    seq: i64,
    /// As it was for the first event of it: a later one is not taken for published before that.
    is_heard: bool,
}

/// What comes next in its channel. `may_be_heard` tells of a channel's name whether anybody listens.
pub(super) fn select(
    committed: Committed,
    cursors: &HashMap<i64, Cursor>,
    may_be_heard: impl Fn(&str) -> bool,
    now: Instant,
) -> Fresh {
    let mut selected = Fresh { has_more: committed.has_more, ..Fresh::default() };
    let mut reached: HashMap<i64, Reached> = HashMap::new();
    for fresh in committed.events {
        let FreshEvent { channel_id, seq, fact, follows_published } = fresh;
        let cursor = cursors.get(&channel_id);
        if cursor.is_some_and(|cursor| cursor.rests(now)) {
            continue;
        }
        let before = reached.get(&channel_id);
        let published = before
            .map(|before| before.seq)
            .or_else(|| cursor.map(|cursor| cursor.published))
            .or_else(|| follows_published.then_some(seq - 1));
        match published {
            Some(published) if seq == published + 1 => {
                let channel = fact.channel();
                let ask = || may_be_heard(&channel.to_string());
                let is_heard = before.map_or_else(ask, |it| it.is_heard);
                reached.insert(channel_id, Reached { seq, is_heard });
                if is_heard {
                    let channel = channel.to_string();
                    selected.stored.push(Stored { channel_id, channel, event: fact.at(seq) });
                } else {
                    selected.unheard.push((channel_id, seq));
                }
            }
            // It was found in the outbox before it was handed on.
            Some(published) if seq <= published => {}
            Some(_) | None => selected.has_more = true,
        }
    }
    selected
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
    fn selected(events: Vec<FreshEvent>, cursor: Option<Cursor>) -> (Vec<i64>, bool) {
        let committed = Committed { events, has_more: false };
        let cursors = cursor.map(|cursor| (CHANNEL, cursor)).into_iter().collect();
        let fresh = select(committed, &cursors, |_| true, Instant::now());
        assert_eq!(fresh.unheard, []);
        (fresh.stored.into_iter().map(|stored| stored.event.seq).collect(), fresh.has_more)
    }

    #[tokio::test]
    async fn events_behind_what_is_published_come_as_they_are() {
        let events = vec![fresh(5, true), fresh(6, false)];
        assert_eq!(selected(events, None), (vec![5, 6], false));
        let events = vec![fresh(5, false), fresh(6, false)];
        assert_eq!(selected(events, Some(Cursor::before(5))), (vec![5, 6], false));
    }

    #[tokio::test]
    async fn what_was_published_already_does_not_come_again() {
        let events = vec![fresh(5, true), fresh(6, false)];
        assert_eq!(selected(events, Some(Cursor::before(6))), (vec![6], false));
    }

    #[tokio::test]
    async fn nothing_overtakes_an_event_that_was_not_handed_on() {
        let cursor = Some(Cursor::before(5));
        assert_eq!(selected(vec![fresh(6, false)], cursor), (vec![], true));
        assert_eq!(selected(vec![fresh(6, false)], None), (vec![], true));
        let events = vec![fresh(5, true), fresh(7, false)];
        assert_eq!(selected(events, None), (vec![5], true));
    }

    #[tokio::test]
    async fn a_channel_that_rests_is_left_alone() {
        let mut cursor = Cursor::before(5);
        cursor.rest(Instant::now());
        assert_eq!(selected(vec![fresh(5, false)], Some(cursor)), (vec![], false));
    }

    #[tokio::test]
    async fn what_nobody_hears_counts_as_published_and_a_channel_is_asked_about_once() {
        let events = || vec![fresh(5, true), fresh(6, false), fresh(8, false)];
        let select = |is_heard: bool| {
            let committed = Committed { events: events(), has_more: false };
            let asked = std::cell::Cell::new(0);
            let may_be_heard = |channel: &str| {
                assert_eq!(channel, "private-vendor-orders.1");
                asked.set(asked.get() + 1);
                // Somebody comes or leaves after the first event.
                is_heard == (asked.get() == 1)
            };
            let fresh = select(committed, &HashMap::new(), may_be_heard, Instant::now());
            assert!(fresh.has_more, "one is missing before the last");
            fresh
        };
        let nobody = select(false);
        assert_eq!((nobody.stored.len(), nobody.unheard), (0, vec![(CHANNEL, 5), (CHANNEL, 6)]));
        let somebody = select(true);
        assert_eq!((somebody.stored.len(), somebody.unheard), (2, vec![]));
    }

    #[test]
    fn events_that_were_not_told_have_to_be_looked_for() {
        let committed = Committed { events: vec![], has_more: true };
        let fresh = select(committed, &HashMap::new(), |_| true, Instant::now());
        assert!(fresh.stored.is_empty() && fresh.unheard.is_empty());
        assert!(fresh.has_more);
    }
}
