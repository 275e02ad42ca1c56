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
        let mut client = Self::open(addr, &format!("/app/{KEY}?protocol=7&client=js")).await;
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

    /// Subscribes, and waits for the confirmation.
    pub(crate) async fn subscribe(&mut self, channel: &str) {
        self.ask_to_subscribe(channel).await;
        let answer = self.next().await;
        assert_eq!(
            answer,
            json!({"event":"pusher_internal:subscription_succeeded","channel":channel,"data":"{}"})
        );
    }

    /// The next text frame.
    pub(crate) async fn next(&mut self) -> Value {
        loop {
            match self.next_message().await {
                Message::Text(text) => {
                    return serde_json::from_str(&text).expect("frames are JSON");
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

    /// Whether all that the client sent was handled and nothing came of it but a pong.
    pub(crate) async fn expect_silence(&mut self) {
        self.send(&json!({"event":"pusher:ping","data":{}})).await;
        let answer = self.next().await;
        assert_eq!(answer, json!({"event":"pusher:pong","data":"{}"}));
    }
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
