//! Whatever is cut, and however storing, publishing, subscribing and disconnecting interleave: a
//! client that goes on from its place gets each event once and in order, or is told to begin anew.

use std::sync::Arc;

use crate::support::{APP_ID, Client, KEY, Outbox, PATIENCE, SECRET, Server, data, eventually};
use proptest::prelude::*;
use pusher_engine::protocol::Position;
use pusher_engine::{
    App, AppFeatures, AppLimits, Engine, MemoryHistory, MemoryLimits, ReplayLimits,
};
use serde_json::Value;
use tokio::runtime::Runtime;
use tokio::time::timeout;

const CHANNEL: &str = "private-orders";

#[derive(Debug, Clone, Copy)]
enum Step {
    /// An event becomes true, and can be looked up.
    Store,
    /// The next one that is stored is sent to subscribers.
    Publish,
    /// One look-up more is answered.
    Answer,
    /// The client asks to go on from its place, on a new connection if it has none.
    Resume,
    /// The connection is cut, after the client has read what came, or before.
    Drop { has_read: bool },
    /// What is stored can no longer be looked up.
    Prune,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => Just(Step::Store),
        8 => Just(Step::Publish),
        4 => Just(Step::Answer),
        4 => Just(Step::Resume),
        3 => any::<bool>().prop_map(|has_read| Step::Drop { has_read }),
        1 => Just(Step::Prune),
    ]
}

/// A client that checks all that it gets.
struct Screen {
    client: Option<Client>,
    /// Every event up to here is on the screen.
    place: Position,
}

impl Screen {
    fn new() -> Self {
        Self { client: None, place: Position::new("", 0) }
    }

    /// Begins to wait, so that whatever comes next falls into the look-up.
    async fn resume(&mut self, server: &Server, outbox: &Outbox) {
        if self.client.is_none() {
            let begun = outbox.begun();
            let mut client = server.connect().await;
            client.ask_to_subscribe_as(CHANNEL, &self.place.to_channel_data()).await;
            self.client = Some(client);
            eventually("the look-up begins", || outbox.begun() > begun).await;
        }
    }

    async fn read(&mut self, outbox: &Outbox) {
        let Some(client) = &mut self.client else {
            return;
        };
        for frame in client.frames_until_pong().await {
            self.take(&frame, outbox);
        }
    }

    fn take(&mut self, frame: &Value, outbox: &Outbox) {
        let told = &data(frame)["_rt"];
        let place: Position = serde_json::from_value(told.clone()).expect("a place");
        if frame["event"] == "e" {
            assert_eq!(place.epoch, self.place.epoch);
            assert_eq!(place.seq, self.place.seq + 1, "each event once and in order");
        } else if told["recovered"] == true {
            assert_eq!(place, self.place);
        } else {
            let was_known = self.place.epoch == Outbox::EPOCH;
            assert!(!was_known || self.place.seq < outbox.cut(), "told to begin anew for nothing");
            assert!(place.seq >= self.place.seq, "what it loads is not older than what it shows");
        }
        self.place = place;
    }
}

async fn run(steps: Vec<Step>) {
    let outbox = Outbox::closed();
    let features = AppFeatures { replay: true, ..AppFeatures::default() };
    let app = App::new(APP_ID, KEY, SECRET).with_features(features);
    let history = Arc::new(outbox.clone());
    let server = Server::start_built(Engine::builder().app(app).history(history)).await;
    let mut screen = Screen::new();
    for step in steps {
        match step {
            Step::Store => outbox.store(),
            Step::Publish => drop(outbox.publish(&server, CHANNEL)),
            Step::Answer => outbox.answer(1),
            Step::Resume => screen.resume(&server, &outbox).await,
            Step::Drop { has_read } => {
                if has_read {
                    screen.read(&outbox).await;
                }
                screen.client = None;
            }
            Step::Prune => outbox.prune(),
        }
    }
    outbox.answer(1_000);
    screen.resume(&server, &outbox).await;
    while outbox.publish(&server, CHANNEL) {}
    let complete = async {
        while screen.place != Outbox::place(outbox.head()) {
            screen.read(&outbox).await;
        }
        screen.read(&outbox).await;
    };
    timeout(PATIENCE, complete).await.expect("the screen shows everything in the end");
    assert_eq!(screen.place, Outbox::place(outbox.head()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_screen_that_goes_on_shows_each_event_once_and_in_order_or_begins_anew(
        steps in proptest::collection::vec(step(), 1..60),
    ) {
        Runtime::new().expect("a runtime").block_on(run(steps));
    }
}

/// The same with the engine's own history, while somebody publishes as fast as can be.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_missed_or_repeated_by_a_client_that_is_cut_again_and_again() {
    const EVENTS: u64 = 2_000;
    let replay = ReplayLimits { events: 4_000, ..ReplayLimits::default() };
    let limits = AppLimits { replay, ..AppLimits::default() };
    let features = AppFeatures { replay: true, ..AppFeatures::default() };
    let app = App::new(APP_ID, KEY, SECRET).with_limits(limits).with_features(features);
    let memory = MemoryLimits { events_per_channel: 4_000, ..MemoryLimits::default() };
    let history = Arc::new(MemoryHistory::new("k", memory));
    let server = Arc::new(Server::start_built(Engine::builder().app(app).history(history)).await);
    let mut client = server.connect().await;
    let asked = Position::new("", 0).to_channel_data();
    let told = client.subscribe_as(CHANNEL, &asked).await["_rt"].clone();
    let mut place: Position = serde_json::from_value(told).expect("a place");

    let publisher = Arc::clone(&server);
    let publishing = tokio::spawn(async move {
        for _ in 0..EVENTS {
            publisher.publish(CHANNEL, "e", "{}");
            tokio::task::yield_now().await;
        }
    });
    let mut cuts = 0;
    while place.seq < EVENTS {
        for _ in 0..(place.seq * 7 % 40) {
            if place.seq < EVENTS {
                let frame = client.next().await;
                place.seq += 1;
                assert_eq!(data(&frame)["_rt"]["seq"], place.seq);
            }
        }
        drop(std::mem::replace(&mut client, server.connect().await));
        let told = client.subscribe_as(CHANNEL, &place.to_channel_data()).await;
        assert_eq!(told["_rt"]["recovered"], true, "cut {cuts}, at {place:?}");
        cuts += 1;
        if place.seq < EVENTS {
            let frame = client.next().await;
            place.seq += 1;
            assert_eq!(data(&frame)["_rt"]["seq"], place.seq);
        }
    }
    publishing.await.expect("publishes");
    client.expect_silence().await;
}
