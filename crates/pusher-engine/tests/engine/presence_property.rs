//! Whatever the order of joins, leaves and drops: in the end everybody knows who is there.

use std::collections::BTreeSet;

use crate::support::{Client, Server, data, eventually};
use proptest::prelude::*;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

const CHANNEL: &str = "presence-room";

/// Several connections, which are any of a few users.
const CONNECTIONS: usize = 5;
const USERS: u8 = 3;

#[derive(Debug, Clone, Copy)]
enum Step {
    Join { connection: usize, user: u8 },
    Leave { connection: usize },
    Drop { connection: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let connection = 0..CONNECTIONS;
    prop_oneof![
        4 => (connection.clone(), 0..USERS)
            .prop_map(|(connection, user)| Step::Join { connection, user }),
        2 => connection.clone().prop_map(|connection| Step::Leave { connection }),
        1 => connection.prop_map(|connection| Step::Drop { connection }),
    ]
}

/// A connection, and whom it is on the channel as.
#[derive(Default)]
struct Seat {
    client: Option<Client>,
    user: Option<u8>,
    frames: Vec<Value>,
}

impl Seat {
    /// Sends what the step asks for, and does not wait for what comes of it.
    async fn take(&mut self, server: &Server, step: Step) {
        match step {
            Step::Drop { .. } => *self = Self::default(),
            Step::Leave { .. } => {
                if let Some(client) = &mut self.client {
                    client.unsubscribe(CHANNEL).await;
                }
                self.user = None;
            }
            Step::Join { user, .. } => {
                if self.client.is_none() {
                    self.client = Some(server.connect().await);
                }
                let client = self.client.as_mut().expect("just connected");
                // A connection that is there stays whom it is.
                let user = *self.user.get_or_insert(user);
                let channel_data = json!({"user_id":user,"user_info":{"n":user}});
                client.ask_to_subscribe_as(CHANNEL, &channel_data.to_string()).await;
            }
        }
    }

    async fn catch_up(&mut self) {
        if let Some(client) = &mut self.client {
            self.frames.append(&mut client.frames_until_pong().await);
        }
    }

    /// Who is there, made only of the frames that came.
    fn view(&self) -> BTreeSet<String> {
        let mut view = BTreeSet::new();
        for frame in &self.frames {
            let said = data(frame);
            let user_id = || said["user_id"].as_str().expect("a user").to_owned();
            match frame["event"].as_str().expect("a name") {
                "pusher_internal:subscription_succeeded" => view = ids(&said["presence"]),
                "pusher_internal:member_added" => {
                    assert!(view.insert(user_id()), "told twice of {said}");
                }
                "pusher_internal:member_removed" => {
                    assert!(view.remove(&user_id()), "{said} was never there");
                }
                other => panic!("{other}"),
            }
        }
        view
    }
}

fn ids(presence: &Value) -> BTreeSet<String> {
    let ids = presence["ids"].as_array().expect("ids").iter();
    let ids: BTreeSet<String> = ids.map(|id| id.as_str().expect("a text").to_owned()).collect();
    let hash = presence["hash"].as_object().expect("a hash");
    assert_eq!(ids, hash.keys().cloned().collect());
    assert_eq!(presence["count"], ids.len());
    ids
}

async fn run(steps: Vec<Step>) {
    let server = Server::start().await;
    let mut seats: [Seat; CONNECTIONS] = Default::default();
    for step in steps {
        let (Step::Join { connection, .. }
        | Step::Leave { connection }
        | Step::Drop { connection }) = step;
        seats[connection].take(&server, step).await;
    }
    for seat in &mut seats {
        seat.catch_up().await;
    }
    let present = || seats.iter().filter_map(|seat| seat.user);
    let truth: BTreeSet<String> = present().map(|user| user.to_string()).collect();
    let connections = present().count();
    eventually("all drops are noticed", || server.subscribers(CHANNEL) == connections).await;
    let members = server.members(CHANNEL).unwrap_or_default();
    assert_eq!(members.into_iter().collect::<BTreeSet<_>>(), truth);
    for seat in &mut seats {
        seat.catch_up().await;
        if seat.user.is_some() {
            assert_eq!(seat.view(), truth);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn everybody_knows_who_is_there_after_any_joins_leaves_and_drops(
        steps in proptest::collection::vec(step(), 1..40),
    ) {
        Runtime::new().expect("a runtime").block_on(run(steps));
    }
}
