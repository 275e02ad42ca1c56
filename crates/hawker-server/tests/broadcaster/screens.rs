//! Subscribed screens: what a driver announces has to arrive there.

use futures_util::{SinkExt, StreamExt};
use hawker_server::config::App;
use hawker_server::realtime::broadcaster::{Broadcaster, Ended, OutgoingEvent};
use hawker_server::realtime::embedded::{Embedded, engine_app};
use pusher_engine::Engine;
use pusher_protocol::SocketId;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::events::event;
use crate::other_servers::{Server, app, driver};

/// A hall's real-time server on a real socket.
pub(crate) struct Hall {
    pub(crate) server: Server,
    engine: Engine,
}

impl Hall {
    pub(crate) async fn open() -> Self {
        let engine = Engine::builder().app(engine_app(&app())).build();
        Self { server: Server::start(engine.router()).await, engine }
    }

    /// The driver in the same process.
    pub(crate) fn embedded(&self) -> Embedded {
        Embedded::new(self.engine.clone(), app().id.as_str(), "k3f9")
    }
}

/// A connection that is subscribed to one channel.
struct Screen {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    socket_id: SocketId,
}

impl Screen {
    async fn on(channel: &str, hall: &Hall) -> Self {
        let App { key, .. } = app();
        let url = format!("ws://{}/app/{key}?protocol=7&client=js&version=8.6.0", hall.server.addr);
        let (mut socket, _) = tokio_tungstenite::connect_async(url).await.expect("a connection");
        let established = next_frame(&mut socket).await;
        let data = established["data"].as_str().expect("text");
        let data: Value = serde_json::from_str(data).expect("JSON");
        let socket_id = data["socket_id"].as_str().expect("an id");
        let socket_id = SocketId::parse(socket_id).expect("a socket id");
        let subscribe = json!({"event": "pusher:subscribe", "data": {"channel": channel}});
        socket.send(Message::text(subscribe.to_string())).await.expect("sent");
        let succeeded = next_frame(&mut socket).await;
        assert_eq!(succeeded["event"], "pusher_internal:subscription_succeeded");
        Self { socket, socket_id }
    }

    /// Waits for the next event and compares all of it.
    async fn hears(&mut self, event: &OutgoingEvent) {
        let heard = next_frame(&mut self.socket).await;
        let expected = json!({"event": event.name, "channel": event.channel, "data": event.data});
        assert_eq!(heard, expected);
    }
}

async fn next_frame(socket: &mut WebSocketStream<MaybeTlsStream<TcpStream>>) -> Value {
    let message = socket.next().await.expect("the connection is open").expect("a message");
    serde_json::from_str(message.to_text().expect("text")).expect("JSON")
}

/// A screen hears its own channel's events, each once and in order, and no other's.
async fn a_screen_hears_its_channel_in_order(hall: &Hall, driver: &dyn Broadcaster) {
    let mut screen = Screen::on("stall-1", hall).await;
    let events: Vec<_> = (1..=24).map(|seq| event(&format!("stall-{}", seq % 2), seq)).collect();
    assert!(driver.may_be_heard("stall-1"));
    assert_eq!(driver.publish(&events).await, vec![Ok(()); 24]);
    for event in events.iter().filter(|event| event.channel == "stall-1") {
        screen.hears(event).await;
    }
}

#[tokio::test]
async fn a_screen_hears_its_channel_in_order_from_the_embedded_driver() {
    let hall = Hall::open().await;
    a_screen_hears_its_channel_in_order(&hall, &hall.embedded()).await;
    assert!(!hall.embedded().may_be_heard("stall-0"), "nobody listens there");
}

#[tokio::test]
async fn a_screen_hears_its_channel_in_order_from_the_pusher_driver() {
    let hall = Hall::open().await;
    a_screen_hears_its_channel_in_order(&hall, &driver(hall.server.addr)).await;
}

#[tokio::test]
async fn ending_a_subscription_closes_that_screen_for_good_and_no_other() {
    let hall = Hall::open().await;
    let embedded = hall.embedded();
    let mut one = Screen::on("stall-1", &hall).await;
    let mut other = Screen::on("stall-1", &hall).await;
    let ended = embedded.end_subscriptions(std::slice::from_ref(&one.socket_id)).await;
    assert_eq!(ended, Ended::Closed(1));
    let code = loop {
        match one.socket.next().await.expect("a close frame comes first").expect("a message") {
            Message::Close(frame) => break frame.expect("a code").code,
            _ => continue,
        }
    };
    assert_eq!(u16::from(code), 4009, "the code after which clients stay away");
    let event = event("stall-1", 1);
    assert_eq!(embedded.publish(std::slice::from_ref(&event)).await, [Ok(())]);
    other.hears(&event).await;
}
