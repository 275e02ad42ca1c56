//! Keeps count of one call's outcomes for the drivers, so that nothing overtakes a failed event of
//! its channel.

use std::collections::HashMap;

use super::broadcaster::{MAX_EVENT_BYTES_IN_PROCESS, Outcome, OutgoingEvent, PublishError};

/// Publishes one event after the other and holds back what stands behind a failed one.
pub(super) fn one_by_one(
    events: &[OutgoingEvent],
    mut publish: impl FnMut(&OutgoingEvent) -> Outcome,
) -> Vec<Outcome> {
    let mut outcomes = Outcomes::of(events);
    for (index, event) in events.iter().enumerate() {
        if !outcomes.is_held_back(index) {
            let checked = check_size(event, MAX_EVENT_BYTES_IN_PROCESS);
            outcomes.note(index, checked.and_then(|()| publish(event)));
        }
    }
    outcomes.into_vec()
}

/// Refuses an event whose data is larger than `max_bytes`.
pub(super) fn check_size(event: &OutgoingEvent, max_bytes: usize) -> Outcome {
    match event.data.len() {
        bytes if bytes > max_bytes => Err(PublishError::TooLarge { bytes }),
        _ => Ok(()),
    }
}

/// The outcomes of one call, kept so that nothing overtakes a failed event of its channel.
pub(super) struct Outcomes<'a> {
    events: &'a [OutgoingEvent],
    /// Whatever nothing was noted about was not sent.
    outcomes: Vec<Outcome>,
    /// For each channel that failed, the first event that did.
    first_failures: HashMap<&'a str, usize>,
}

impl<'a> Outcomes<'a> {
    pub(super) fn of(events: &'a [OutgoingEvent]) -> Self {
        let outcomes = vec![Err(PublishError::HeldBack); events.len()];
        Self { events, outcomes, first_failures: HashMap::new() }
    }

    /// Whether the event at `index` must not be sent any more.
    pub(super) fn is_held_back(&self, index: usize) -> bool {
        self.first_failures.contains_key(self.events[index].channel.as_str())
    }

    /// Notes what came of the event at `index`. Of the failed events of a channel the first keeps
    /// its error, in whichever order they are noted; the others count as held back.
    pub(super) fn note(&mut self, index: usize, outcome: Outcome) {
        if outcome.is_err() {
            let first = self.first_failures.entry(&self.events[index].channel).or_insert(index);
            if *first < index {
                return;
            }
            self.outcomes[*first] = Err(PublishError::HeldBack);
            *first = index;
        }
        self.outcomes[index] = outcome;
    }

    pub(super) fn into_vec(self) -> Vec<Outcome> {
        self.outcomes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(channel: &str) -> OutgoingEvent {
        OutgoingEvent {
            channel: channel.to_owned(),
            name: "OrderReceived".to_owned(),
            data: "{}".to_owned(),
            seq: 1,
        }
    }

    fn too_large(bytes: usize) -> Outcome {
        Err(PublishError::TooLarge { bytes })
    }

    #[test]
    fn the_first_failure_of_a_channel_keeps_its_error_in_whichever_order_they_are_noted() {
        let events = [event("a"), event("a"), event("b"), event("a")];
        let mut outcomes = Outcomes::of(&events);
        outcomes.note(1, too_large(2));
        assert!(outcomes.is_held_back(3) && !outcomes.is_held_back(2));
        outcomes.note(0, too_large(1));
        outcomes.note(3, too_large(3));
        outcomes.note(2, Ok(()));
        let held_back = || Err(PublishError::HeldBack);
        assert_eq!(outcomes.into_vec(), [too_large(1), held_back(), Ok(()), held_back()]);
    }
}
