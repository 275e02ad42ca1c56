//! Screens that keep a position: one per channel, cut off by every crash, and caught up over HTTP each time.
//!
//! They do what a client is told to do: apply `last + 1`, drop what is not newer, and catch up over HTTP after each
//! subscription and at each gap.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::audit::{Logs, catch_up};
use crate::hall::{Hall, Person};

const PATIENCE: Duration = Duration::from_secs(60);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// One screen per channel.
pub(crate) struct Screens {
    tasks: JoinSet<()>,
    shown: BTreeMap<String, watch::Receiver<Shown>>,
}

/// What one screen has shown so far, in the order in which it did.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shown {
    pub(crate) events: Vec<(i64, Value)>,
    subscriptions: u64,
    live: u64,
    dropped: u64,
}

/// What all screens have shown.
pub(crate) struct AllShown(pub(crate) BTreeMap<String, Shown>);

struct Screen {
    hall: Hall,
    person: Person,
    shown: watch::Sender<Shown>,
}

impl Screens {
    /// Opens a screen for everybody.
    pub(crate) fn open(hall: &Hall) -> Self {
        let (mut tasks, mut shown) = (JoinSet::new(), BTreeMap::new());
        for person in hall.people() {
            if shown.contains_key(&person.channel) {
                continue;
            }
            let (sender, receiver) = watch::channel(Shown::default());
            shown.insert(person.channel.clone(), receiver);
            let screen = Screen { hall: hall.clone(), person: person.clone(), shown: sender };
            tasks.spawn(screen.run());
        }
        Self { tasks, shown }
    }

    /// Waits until every screen has come as far as its channel's log, and takes what it has shown.
    pub(crate) async fn finish(mut self, logs: &Logs) -> AllShown {
        let mut all = BTreeMap::new();
        for (channel, mut shown) in self.shown {
            let last = logs.of(&channel).last();
            let complete = shown.wait_for(|shown| shown.last() >= last);
            let complete = tokio::time::timeout(PATIENCE, complete).await;
            let complete = complete.unwrap_or_else(|_| panic!("{channel} never came to {last}"));
            all.insert(channel, complete.expect("the screen is still on").clone());
        }
        self.tasks.shutdown().await;
        AllShown(all)
    }
}

impl Shown {
    fn last(&self) -> i64 {
        self.events.last().map_or(0, |(seq, _)| *seq)
    }
}

impl Screen {
    async fn run(self) {
        let mut address = self.hall.address();
        loop {
            let current = *address.borrow_and_update();
            let url = format!(
                "ws://{current}/app/{}?protocol=7&client=crash-test&version=1.0",
                self.hall.key
            );
            if let Ok((socket, _)) = tokio_tungstenite::connect_async(url).await {
                if let Some(socket) = self.subscribe(socket).await {
                    self.listen(socket).await;
                }
            } else if address.changed().await.is_err() {
                return;
            }
        }
    }

    /// `None` when the server went away in between.
    async fn subscribe(&self, mut socket: Socket) -> Option<Socket> {
        let hello = next_frame(&mut socket).await?;
        let hello: Value = serde_json::from_str(hello["data"].as_str()?).ok()?;

        let body = json!({ "socket_id": hello["socket_id"], "channel_name": self.person.channel });
        let (status, answer) = self
            .hall
            .ask(Method::POST, "/broadcasting/auth", Some(&self.person.token), |request| {
                request.json(&body)
            })
            .await;
        assert_eq!(status, StatusCode::OK, "{answer}");

        let data = json!({ "channel": self.person.channel, "auth": answer["auth"] });
        let subscribe = json!({ "event": "pusher:subscribe", "data": data }).to_string();
        socket.send(Message::text(subscribe)).await.ok()?;
        let answer = next_frame(&mut socket).await?;
        // An authorization by the next server does not fit a socket of the one before.
        (answer["event"] == "pusher_internal:subscription_succeeded").then_some(socket)
    }

    async fn listen(&self, mut socket: Socket) {
        self.shown.send_modify(|shown| shown.subscriptions += 1);
        self.catch_up().await;
        while let Some(frame) = next_frame(&mut socket).await {
            if frame["channel"] != self.person.channel.as_str() {
                continue;
            }
            let data: Value = serde_json::from_str(frame["data"].as_str().expect("data is a text"))
                .expect("an event's data is JSON");
            let seq = data["_rt"]["seq"].as_i64().expect("an event has its position");
            let last = self.shown.borrow().last();
            if seq <= last {
                self.shown.send_modify(|shown| shown.dropped += 1);
            } else if seq == last + 1 {
                self.show(seq, data);
                self.shown.send_modify(|shown| shown.live += 1);
            } else {
                self.catch_up().await;
            }
        }
    }

    async fn catch_up(&self) {
        let after = self.shown.borrow().last();
        for (seq, data) in catch_up(&self.hall, &self.person, after).await.events {
            self.show(seq, data);
        }
    }

    fn show(&self, seq: i64, data: Value) {
        self.shown.send_modify(|shown| shown.events.push((seq, data)));
    }
}

/// The next text frame as JSON; `None` when the connection has ended.
async fn next_frame(socket: &mut Socket) -> Option<Value> {
    loop {
        if let Message::Text(text) = socket.next().await?.ok()? {
            return Some(serde_json::from_str(&text).expect("a frame is JSON"));
        }
    }
}

impl fmt::Display for AllShown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sum = |count: fn(&Shown) -> u64| self.0.values().map(count).sum::<u64>();
        let events: usize = self.0.values().map(|shown| shown.events.len()).sum();
        write!(
            f,
            "{} screens subscribed {} times and showed {events} events once each, {} of them live, after {} repeats were dropped",
            self.0.len(),
            sum(|shown| shown.subscriptions),
            sum(|shown| shown.live),
            sum(|shown| shown.dropped),
        )
    }
}
