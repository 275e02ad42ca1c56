//! A screen: a socket that is subscribed as pusher-js does it.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::{Person, TestApp, in_time};

/// A connected screen.
pub(crate) struct Screen {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub(crate) socket_id: String,
}

/// An event as a screen hears it.
#[derive(Debug, PartialEq)]
pub(crate) struct Heard {
    pub(crate) name: String,
    pub(crate) channel: String,
    pub(crate) data: Value,
}

impl Screen {
    /// Connects with what the server tells browsers.
    pub(crate) async fn connect(app: &TestApp) -> Self {
        let config = app.nobody().get("/api/realtime/config").await.ok();
        let key = config["key"].as_str().expect("a key");
        let query = "protocol=7&client=js&version=8.6.0&flash=false";
        let url = format!("ws://{}/app/{key}?{query}", app.authority());
        let (mut socket, _) = tokio_tungstenite::connect_async(url).await.expect("a connection");
        let established = next_frame(&mut socket).await;
        assert_eq!(established["event"], "pusher:connection_established", "{established}");
        let data = inner(&established);
        let socket_id = data["socket_id"].as_str().expect("an id").to_owned();
        Self { socket, socket_id }
    }

    /// Connects and subscribes as `person`.
    pub(crate) async fn of(app: &TestApp, person: &Person, channel: &str) -> Self {
        let mut screen = Self::connect(app).await;
        screen.subscribe(person, channel).await;
        screen
    }

    /// Subscribes with the right that `person` gets.
    pub(crate) async fn subscribe(&mut self, person: &Person, channel: &str) {
        let right = person.authorize(&self.socket_id, channel).await.ok();
        let answer = self.subscribe_with(channel, &right["auth"]).await;
        assert_eq!(answer["event"], "pusher_internal:subscription_succeeded", "{answer}");
        assert_eq!(answer["channel"], channel);
    }

    /// Subscribes with this signature, and answers what the server says.
    pub(crate) async fn subscribe_with(&mut self, channel: &str, auth: &Value) -> Value {
        self.subscribe_as(channel, &json!({"auth": auth})).await
    }

    /// Subscribes with all that the right says, and answers what the server says.
    pub(crate) async fn subscribe_as(&mut self, channel: &str, right: &Value) -> Value {
        let mut data = right.clone();
        data["channel"] = json!(channel);
        let frame = json!({"event": "pusher:subscribe", "data": data}).to_string();
        self.socket.send(Message::text(frame)).await.expect("the socket is open");
        next_frame(&mut self.socket).await
    }

    /// Waits for the next event.
    pub(crate) async fn hears(&mut self) -> Heard {
        let frame = next_frame(&mut self.socket).await;
        let text = |key: &str| frame[key].as_str().expect("a text").to_owned();
        Heard { name: text("event"), channel: text("channel"), data: inner(&frame) }
    }

    /// Waits until the server closes it, and answers the code.
    pub(crate) async fn close_code(mut self) -> u16 {
        let closed = async {
            loop {
                let message = self.socket.next().await.expect("a close frame comes first");
                if let Message::Close(frame) = message.expect("a message") {
                    return frame.expect("a code").code.into();
                }
            }
        };
        in_time("the server closes the socket", closed).await
    }
}

async fn next_frame(socket: &mut WebSocketStream<MaybeTlsStream<TcpStream>>) -> Value {
    let message = in_time("a frame arrives", socket.next()).await;
    let message = message.expect("the connection is open").expect("a message");
    serde_json::from_str(message.to_text().expect("text")).expect("JSON")
}

/// A frame's data, which is JSON in a text.
fn inner(frame: &Value) -> Value {
    let data = frame["data"].as_str().unwrap_or_else(|| panic!("data is no text: {frame}"));
    serde_json::from_str(data).expect("JSON")
}
