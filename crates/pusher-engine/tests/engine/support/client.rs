//! A client that shows each frame as it is.

use std::net::SocketAddr;

use futures_util::{SinkExt as _, StreamExt as _};
use pusher_engine::protocol::SocketId;
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use super::{KEY, PATIENCE, channel_name, credentials};

/// A WebSocket, and the socket id once it is established.
pub(crate) struct Client {
    pub(crate) socket: WebSocketStream<TcpStream>,
    id: Option<SocketId>,
}

impl Client {
    /// Connects and takes `connection_established`.
    pub(crate) async fn connect(addr: SocketAddr) -> Self {
        Self::connect_as(addr, "protocol=7&client=js").await
    }

    /// The same, with another query.
    pub(crate) async fn connect_as(addr: SocketAddr, query: &str) -> Self {
        let mut client = Self::open(addr, &format!("/app/{KEY}?{query}")).await;
        client.establish().await;
        client
    }

    /// Connects to any path, without reading.
    pub(crate) async fn open(addr: SocketAddr, path: &str) -> Self {
        let stream = TcpStream::connect(addr).await.expect("the server listens");
        Self::open_on(stream, addr, path).await
    }

    /// Connects over a stream that is there already.
    pub(crate) async fn open_on(stream: TcpStream, addr: SocketAddr, path: &str) -> Self {
        stream.set_nodelay(true).expect("it is open");
        let url = format!("ws://{addr}{path}");
        let (socket, _) =
            tokio_tungstenite::client_async(url, stream).await.expect("the server upgrades");
        Self { socket, id: None }
    }

    /// Takes `connection_established`.
    pub(crate) async fn establish(&mut self) {
        let first = self.next().await;
        assert_eq!(first["event"], "pusher:connection_established", "{first}");
        let id = data(&first)["socket_id"].as_str().map(SocketId::parse);
        self.id = Some(id.expect("has a socket_id").expect("digits.digits"));
    }

    /// The id that the server gave.
    pub(crate) fn id(&self) -> &SocketId {
        self.id.as_ref().expect("the connection is established")
    }

    /// Sends a frame.
    pub(crate) async fn send(&mut self, frame: &Value) {
        self.send_text(&frame.to_string()).await;
    }

    /// Sends any text.
    pub(crate) async fn send_text(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.expect("the connection is open");
    }

    /// Asks to subscribe, signed where the name needs it.
    pub(crate) async fn ask_to_subscribe(&mut self, channel: &str) {
        let auth = match channel_name(channel).kind().is_signed() {
            true => credentials().sign_channel(self.id(), &channel_name(channel), None),
            false => String::new(),
        };
        self.send(&subscribe_frame(channel, &auth)).await;
    }

    /// Asks to subscribe with what an auth endpoint says about the subscriber.
    pub(crate) async fn ask_to_subscribe_as(&mut self, channel: &str, channel_data: &str) {
        let name = channel_name(channel);
        let auth = credentials().sign_channel(self.id(), &name, Some(channel_data));
        let data = json!({"channel":channel,"auth":auth,"channel_data":channel_data});
        self.send(&json!({"event":"pusher:subscribe","data":data})).await;
    }

    /// Subscribes so, and returns the `data` of the confirmation.
    pub(crate) async fn subscribe_as(&mut self, channel: &str, channel_data: &str) -> Value {
        self.ask_to_subscribe_as(channel, channel_data).await;
        let answer = self.next().await;
        assert_eq!(answer["event"], "pusher_internal:subscription_succeeded", "{answer}");
        assert_eq!(answer["channel"], channel);
        data(&answer)
    }

    /// Asks to end a subscription, which nothing answers.
    pub(crate) async fn unsubscribe(&mut self, channel: &str) {
        self.send(&json!({"event":"pusher:unsubscribe","data":{"channel":channel}})).await;
    }

    /// Asks to be signed in.
    pub(crate) async fn ask_to_sign_in(&mut self, user_data: &str) {
        let auth = credentials().sign_user(self.id(), user_data);
        let data = json!({"auth":auth,"user_data":user_data});
        self.send(&json!({"event":"pusher:signin","data":data})).await;
    }

    /// Signs in, and waits for the confirmation.
    pub(crate) async fn sign_in(&mut self, user_data: &str) {
        self.ask_to_sign_in(user_data).await;
        let expected = json!({"event":"pusher:signin_success","data":{"user_data":user_data}});
        assert_eq!(self.next().await, expected);
    }

    /// Takes a `pusher:error`, and returns its code.
    pub(crate) async fn error_code(&mut self) -> u64 {
        let frame = self.next().await;
        assert_eq!(frame["event"], "pusher:error", "{frame}");
        frame["data"]["code"].as_u64().expect("a code")
    }

    /// Subscribes, and waits for the confirmation.
    pub(crate) async fn subscribe(&mut self, channel: &str) {
        self.ask_to_subscribe(channel).await;
        let answer = self.next().await;
        assert_eq!(
            answer,
            json!({"event":"pusher_internal:subscription_succeeded","channel":channel,"data":"{}"})
        );
    }

    /// Subscribes, whatever else comes before the confirmation.
    pub(crate) async fn subscribe_quietly(&mut self, channel: &str) {
        self.ask_to_subscribe(channel).await;
        let confirmed = "pusher_internal:subscription_succeeded";
        loop {
            let frame = self.next().await;
            if frame["event"] == confirmed && frame["channel"] == channel {
                return;
            }
        }
    }

    /// The next text frame.
    pub(crate) async fn next(&mut self) -> Value {
        loop {
            match self.next_message().await {
                Message::Text(text) => {
                    let frame: Value = serde_json::from_str(&text).expect("frames are JSON");
                    assert!(!frame["data"].is_null(), "Java cannot read one without data: {text}");
                    return frame;
                }
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("expected a frame, got {other:?}"),
            }
        }
    }

    /// The next message of any kind.
    pub(crate) async fn next_message(&mut self) -> Message {
        timeout(PATIENCE, self.socket.next())
            .await
            .expect("a message must come")
            .expect("the connection is open")
            .expect("the message is whole")
    }

    /// The code that the connection is closed with, after whatever came before.
    pub(crate) async fn close_code(&mut self) -> u16 {
        loop {
            if let Message::Close(frame) = self.next_message().await {
                self.hang_up().await;
                return frame.expect("the server gives a code").code.into();
            }
        }
    }

    /// Reads on to the end: a client answers a close only while it reads.
    async fn hang_up(&mut self) {
        let end = async { while let Some(Ok(_)) = self.socket.next().await {} };
        timeout(PATIENCE, end).await.expect("the server hangs up too");
    }

    /// Everything that came before the answer to a ping that is sent now.
    pub(crate) async fn frames_until_pong(&mut self) -> Vec<Value> {
        self.send(&json!({"event":"pusher:ping","data":{}})).await;
        let mut frames = Vec::new();
        loop {
            let frame = self.next().await;
            if frame["event"] == "pusher:pong" {
                return frames;
            }
            frames.push(frame);
        }
    }

    /// Whether all that the client sent was handled and nothing came of it but a pong.
    pub(crate) async fn expect_silence(&mut self) {
        self.send(&json!({"event":"pusher:ping","data":{}})).await;
        let answer = self.next().await;
        assert_eq!(answer, json!({"event":"pusher:pong","data":"{}"}));
    }
}

/// Takes the two frames of a refused subscription: type, status, text and code.
pub(crate) async fn refusal(client: &mut Client, channel: &str) -> (String, u64, String, u64) {
    let on_channel = client.next().await;
    assert_eq!(on_channel["event"], "pusher:subscription_error", "{on_channel}");
    assert_eq!(on_channel["channel"], channel);
    let said = data(&on_channel);
    let on_connection = client.next().await;
    assert_eq!(on_connection["event"], "pusher:error", "{on_connection}");
    assert_eq!(on_connection["data"]["message"], said["error"]);
    (
        said["type"].as_str().expect("a type").to_owned(),
        said["status"].as_u64().expect("a status"),
        said["error"].as_str().expect("a text").to_owned(),
        on_connection["data"]["code"].as_u64().expect("a code"),
    )
}

/// The `data` of a frame, which is a string that holds JSON.
pub(crate) fn data(frame: &Value) -> Value {
    let text = frame["data"].as_str().expect("data is a string");
    serde_json::from_str(text).expect("data holds JSON")
}

/// `pusher:subscribe`
pub(crate) fn subscribe_frame(channel: &str, auth: &str) -> Value {
    json!({"event":"pusher:subscribe","data":{"channel":channel,"auth":auth}})
}

/// A client whose operating system takes in hardly anything that it does not read.
pub(crate) async fn connect_slowly(addr: SocketAddr) -> Client {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4 * 1024).expect("a small buffer");
    let stream = socket.connect(addr).await.expect("the server listens");
    let mut client = Client::open_on(stream, addr, &format!("/app/{KEY}?protocol=7")).await;
    client.establish().await;
    client
}
