//! What a subscriber that goes on from a place is sent: all that it missed, or nothing of it.

use pusher_protocol::server_frame::Resumed;
use pusher_protocol::{ChannelName, EventFrame, Position};

use super::resuming::Held;
use crate::history::{Missed, PastEvent};
use crate::transport::Frame;

/// How much can be sent to the subscriber now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    pub(super) frames: usize,
    pub(super) bytes: usize,
}

/// What follows the confirmation.
pub(crate) struct CatchUp {
    pub(super) told: Resumed,
    pub(super) frames: Vec<Frame>,
    /// The place up to which the subscriber has, or must load, everything.
    pub(super) ahead: Option<Position>,
}

impl CatchUp {
    /// For a connection that is subscribed, and asks again: what it has nobody knows.
    pub(crate) fn unknown() -> Self {
        let told = Resumed { recovered: false, after: None };
        Self { told, frames: Vec::new(), ahead: None }
    }
}

/// Puts what the history found and what was held since together, each event once and in order.
pub(super) fn catch_up(
    channel: &ChannelName,
    asked: &Position,
    missed: Missed,
    held: Held,
    room: Room,
) -> CatchUp {
    match missed {
        Missed::Whole(events) => {
            let head = events.last().map_or(asked.seq, |event| event.seq);
            let head = Position::new(asked.epoch.as_str(), head);
            let frames = (is_whole(asked, &events) && !held.has_overflowed)
                .then(|| join(channel, asked, &events, &held))
                .flatten()
                .filter(|(frames, _)| room.is_enough_for(frames));
            match frames {
                Some((frames, ahead)) => CatchUp {
                    told: Resumed { recovered: true, after: Some(asked.clone()) },
                    frames,
                    ahead: Some(ahead),
                },
                None => begin_anew(Some(head), held),
            }
        }
        Missed::Gone { position } => begin_anew(position, held),
    }
}

/// The client has to load what it shows. All that was sent until now will be in that.
fn begin_anew(known: Option<Position>, held: Held) -> CatchUp {
    let place = match (known, held.last) {
        (Some(known), Some(last)) if known.epoch == last.epoch && known.seq > last.seq => {
            Some(known)
        }
        (_, Some(last)) => Some(last),
        (known, None) => known,
    };
    let told = Resumed { recovered: false, after: place.clone() };
    CatchUp { told, frames: Vec::new(), ahead: place }
}

/// Whether the events are those right after a place. It is the history's duty, but a hole that
/// nobody sees is the one thing that must not happen.
fn is_whole(asked: &Position, events: &[PastEvent]) -> bool {
    let expected = asked.seq.saturating_add(1)..;
    expected.zip(events).all(|(seq, event)| event.seq == seq)
}

/// All frames, and the place of the last; `None` if what was held does not follow on.
fn join(
    channel: &ChannelName,
    asked: &Position,
    events: &[PastEvent],
    held: &Held,
) -> Option<(Vec<Frame>, Position)> {
    let mut last = asked.clone();
    let mut frames = Vec::with_capacity(events.len() + held.events.len());
    for event in events {
        last.seq = event.seq;
        frames.push(Frame::event(&EventFrame::new(&event.name, &event.data), channel));
    }
    for (position, frame) in &held.events {
        if let Some(position) = position {
            if position.epoch != last.epoch || position.seq > last.seq.saturating_add(1) {
                return None;
            }
            if position.seq <= last.seq {
                continue;
            }
            last.seq = position.seq;
        }
        frames.push(frame.clone());
    }
    Some((frames, last))
}

impl Room {
    fn is_enough_for(self, frames: &[Frame]) -> bool {
        frames.len() <= self.frames && frames.iter().map(Frame::len).sum::<usize>() <= self.bytes
    }
}

#[cfg(test)]
mod tests {
    use pusher_protocol::EventName;

    use super::*;
    use crate::history::ReplayLimits;

    const ROOM: Room = Room { frames: 10, bytes: 1_000 };

    fn events(seqs: &[u64]) -> Missed {
        let name = EventName::parse("e").expect("valid");
        let event = |seq: &u64| PastEvent { seq: *seq, name: name.clone(), data: "{}".into() };
        Missed::Whole(seqs.iter().map(event).collect())
    }

    fn held(positions: &[Option<(&str, u64)>]) -> Held {
        let mut held = Held::default();
        for position in positions {
            let position = position.map(|(epoch, seq)| Position::new(epoch, seq));
            held.push(&"frame".to_owned().into(), position.as_ref(), ReplayLimits::default());
        }
        held
    }

    fn run(missed: Missed, held: Held, room: Room) -> CatchUp {
        let channel = ChannelName::parse("private-a").expect("valid");
        catch_up(&channel, &Position::new("k", 5), missed, held, room)
    }

    #[test]
    fn what_was_held_follows_what_was_missed_and_repeats_nothing() {
        let held = held(&[Some(("k", 7)), Some(("k", 8)), None, Some(("k", 9))]);
        let caught_up = run(events(&[6, 7, 8]), held, ROOM);
        assert!(caught_up.told.recovered);
        assert_eq!(caught_up.told.after, Some(Position::new("k", 5)));
        assert_eq!(caught_up.frames.len(), 5, "6, 7 and 8, the one without a place, and 9");
        assert_eq!(caught_up.ahead, Some(Position::new("k", 9)));
    }

    #[test]
    fn a_hole_anywhere_means_to_begin_anew_at_the_last_place_that_is_known() {
        for (missed, held, place) in [
            (events(&[7, 8]), held(&[]), ("k", 8)),
            (events(&[6, 8]), held(&[]), ("k", 8)),
            (events(&[6]), held(&[Some(("k", 8))]), ("k", 8)),
            (events(&[6]), held(&[Some(("new", 1))]), ("new", 1)),
        ] {
            let caught_up = run(missed, held, ROOM);
            let place = Some(Position::new(place.0, place.1));
            assert_eq!(caught_up.told, Resumed { recovered: false, after: place.clone() });
            assert_eq!((caught_up.frames.len(), caught_up.ahead), (0, place));
        }
    }

    #[test]
    fn too_much_to_send_is_not_sent_in_part() {
        let many = held(&[Some(("k", 6)), Some(("k", 7))]);
        let caught_up = run(events(&[6]), many, Room { frames: 1, ..ROOM });
        let place = Some(Position::new("k", 7));
        assert_eq!(caught_up.told, Resumed { recovered: false, after: place });
        assert!(!run(events(&[6]), held(&[]), Room { bytes: 10, ..ROOM }).told.recovered);
    }

    #[test]
    fn what_overflowed_while_waiting_is_not_sent_in_part() {
        let mut held = Held::default();
        let limits = ReplayLimits { events: 2, ..ReplayLimits::default() };
        for seq in 6..10 {
            held.push(&"frame".to_owned().into(), Some(&Position::new("k", seq)), limits);
        }
        let caught_up = run(events(&[6, 7]), held, ROOM);
        let place = Some(Position::new("k", 9));
        assert_eq!(caught_up.told, Resumed { recovered: false, after: place });
    }

    #[test]
    fn what_is_gone_begins_where_the_history_or_the_channel_stands() {
        let gone = |seq| Missed::Gone { position: Some(Position::new("k", seq)) };
        let place = |missed, held| run(missed, held, ROOM).told.after;
        assert_eq!(place(gone(7), held(&[])), Some(Position::new("k", 7)));
        assert_eq!(place(gone(7), held(&[Some(("k", 9))])), Some(Position::new("k", 9)));
        assert_eq!(place(gone(7), held(&[Some(("k", 6))])), Some(Position::new("k", 7)));
        assert_eq!(place(gone(7), held(&[Some(("new", 1))])), Some(Position::new("new", 1)));
        assert_eq!(place(Missed::Gone { position: None }, held(&[None])), None);
    }
}
