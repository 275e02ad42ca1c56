//! What must be true afterwards, asked of the server itself.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::hall::{Hall, Person};
use crate::load::{Done, Placed};
use crate::screen::AllShown;

/// A channel's events after a position, with their places and data.
#[derive(Debug, Default)]
pub(crate) struct Log {
    pub(crate) events: Vec<(i64, Value)>,
}

impl Log {
    /// The position of its last event.
    pub(crate) fn last(&self) -> i64 {
        self.events.last().map_or(0, |(seq, _)| *seq)
    }
}

/// Everything on a person's channel after a position; a hole in it fails.
pub(crate) async fn catch_up(hall: &Hall, person: &Person, after: i64) -> Log {
    let Hall { epoch, .. } = hall;
    let channel = &person.channel;
    let path = format!("/api/realtime/events?channel={channel}&epoch={epoch}&after={after}");
    let answer = hall.get(&path, Some(&person.token)).await;
    assert_eq!(answer["recovered"], true, "{channel} after {after}: {answer}");

    let events = answer["events"].as_array().expect("a list of events").iter().zip(after + 1..);
    let events = events
        .map(|(event, expected)| {
            assert_eq!(event["seq"], expected, "{channel} has a gap or a repeat");
            (expected, event["data"].clone())
        })
        .collect();
    Log { events }
}

/// Every channel's log, from its first event on.
#[derive(Debug, Default)]
pub(crate) struct Logs(BTreeMap<String, Log>);

impl Logs {
    /// Reads on from where they end: the server gives a limited number of events at a time.
    pub(crate) async fn read_on(&mut self, hall: &Hall) {
        for person in hall.people() {
            let log = self.0.entry(person.channel.clone()).or_default();
            log.events.extend(catch_up(hall, person, log.last()).await.events);
        }
    }

    /// The log of one of the channels that were read.
    pub(crate) fn of(&self, channel: &str) -> &Log {
        &self.0[channel]
    }
}

/// The answered orders, the stored orders and the announced orders are the same.
pub(crate) async fn every_answered_order_exists_and_was_announced_once(
    hall: &Hall,
    done: &Done,
    logs: &Logs,
) {
    let mut announced = announced_orders(logs);
    for (id, placed) in &done.orders {
        let stored =
            hall.get(&format!("/api/customer/orders/{id}"), Some(&placed.customer.token)).await;
        assert_eq!(stored["public_id"], placed.public_id.as_str(), "order {id} is another one now");
        let expected = if placed.is_accepted { "accepted" } else { "pending" };
        assert_eq!(stored["status"], expected, "order {id}");

        let announcement = announced.remove(id);
        let announcement = announcement.unwrap_or_else(|| panic!("order {id} was never announced"));
        announcement.assert_matches(*id, placed);
    }
    // Each key was retried until it was answered, so an order that nobody was told of is a second one of some key.
    assert!(announced.is_empty(), "nobody was answered about {:?}", announced.keys());
}

/// How often and where an order was announced.
#[derive(Debug, Default)]
struct Announced {
    received_on: Vec<String>,
    accepted_on: Vec<String>,
}

impl Announced {
    fn assert_matches(&self, id: i64, placed: &Placed) {
        let stall = format!("private-vendor-orders.{}", placed.vendor_id);
        assert_eq!(
            self.received_on,
            std::slice::from_ref(&stall),
            "order {id} was not received once by its stall"
        );
        let concerned =
            if placed.is_accepted { vec![placed.customer.channel.clone(), stall] } else { vec![] };
        assert_eq!(
            self.accepted_on, concerned,
            "order {id}'s acceptance was not announced once to each"
        );
    }
}

fn announced_orders(logs: &Logs) -> BTreeMap<i64, Announced> {
    let mut announced: BTreeMap<i64, Announced> = BTreeMap::new();
    for (channel, log) in &logs.0 {
        for (_, data) in &log.events {
            let id = data["id"].as_i64().expect("an event carries its order");
            let order = announced.entry(id).or_default();
            match data["new_status"].as_str() {
                None => order.received_on.push(channel.clone()),
                Some("accepted") => order.accepted_on.push(channel.clone()),
                Some(other) => panic!("nobody made order {id} {other}"),
            }
        }
    }
    announced
}

/// Each screen showed the events of its channel's log, all of them, once and in order.
pub(crate) fn each_screen_showed_its_log(shown: &AllShown, logs: &Logs) {
    assert!(!logs.0.is_empty() && shown.0.len() == logs.0.len());
    for (channel, shown) in &shown.0 {
        let log = logs.of(channel);
        assert_eq!(shown.events.len(), log.events.len(), "{channel}");
        for (shown, logged) in shown.events.iter().zip(&log.events) {
            assert_eq!(shown, logged, "{channel} showed something else than its log has");
        }
    }
}
