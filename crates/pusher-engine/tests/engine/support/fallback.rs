//! A client without a WebSocket: it receives by one request and sends by others, byte by byte.

use std::collections::VecDeque;
use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use super::{Answer, KEY, PATIENCE, data, request};

/// What a session's requests have in common.
#[derive(Clone, Copy)]
pub(crate) struct Visitor {
    addr: SocketAddr,
    session: &'static str,
}

impl Visitor {
    /// A client that drew this session, such as `0/abcdefgh`.
    pub(crate) fn new(addr: SocketAddr, session: &'static str) -> Self {
        Self { addr, session }
    }

    /// The path of a request, with what pusher-js has in its query.
    pub(crate) fn path(&self, call: &str) -> String {
        format!("/app/{KEY}/{}/{call}?protocol=7&client=js&t=1&n=2", self.session)
    }

    /// Receives by a request that stays open.
    pub(crate) async fn stream(&self) -> Stream {
        Stream::open(self.addr, &self.path("xhr_streaming")).await
    }

    /// Opens a session that receives so, and takes its first two lines.
    pub(crate) async fn open_stream(&self) -> Stream {
        let mut stream = self.stream().await;
        assert_eq!(stream.line().await, "o{}");
        let first = stream.message().await;
        assert_eq!(first["event"], "pusher:connection_established", "{first}");
        assert!(data(&first)["socket_id"].is_string());
        stream
    }

    /// Receives once.
    pub(crate) async fn poll(&self) -> Vec<String> {
        let path = self.path("xhr");
        let answer = timeout(PATIENCE, request(self.addr, "POST", &path, "")).await;
        let answer = answer.expect("an answer must come");
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body.lines().map(str::to_owned).collect()
    }

    /// Opens a session that receives so.
    pub(crate) async fn open_polling(&self) {
        assert_eq!(self.poll().await, ["o{}"]);
        let lines = self.poll().await;
        assert_eq!(messages(&lines)[0]["event"], "pusher:connection_established", "{lines:?}");
    }

    /// Sends a body as it is.
    pub(crate) async fn send_raw(&self, body: &str) -> Answer {
        request(self.addr, "POST", &self.path("xhr_send"), body).await
    }

    /// Sends a frame.
    pub(crate) async fn send(&self, frame: &Value) {
        let body = serde_json::to_string(&[frame.to_string()]).expect("it is a text");
        let answer = self.send_raw(&body).await;
        assert_eq!((answer.status, answer.body.as_str()), (204, ""));
    }
}

/// The messages of lines that have nothing else.
pub(crate) fn messages(lines: &[String]) -> Vec<Value> {
    let texts = lines.iter().flat_map(|line| {
        let row = line.strip_prefix('a').unwrap_or_else(|| panic!("no messages: {line}"));
        serde_json::from_str::<Vec<String>>(row).expect("a row of texts")
    });
    texts.map(|text| serde_json::from_str(&text).expect("frames are JSON")).collect()
}

/// An answer that is read as it comes.
pub(crate) struct Stream {
    socket: BufReader<TcpStream>,
    /// Its status line and headers, in lower case.
    pub(crate) head: String,
    /// What was read and is no whole line.
    rest: String,
    /// Messages that came in one line.
    messages: VecDeque<Value>,
    /// How much was read, in UTF-16.
    pub(crate) units: usize,
}

impl Stream {
    async fn open(addr: SocketAddr, path: &str) -> Self {
        let socket = TcpStream::connect(addr).await.expect("the server listens");
        Self::open_on(socket, path).await
    }

    /// Receives by a socket that takes in hardly anything that is not read.
    pub(crate) async fn open_slowly(addr: SocketAddr, path: &str) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(4 * 1024).expect("a small buffer");
        Self::open_on(socket.connect(addr).await.expect("the server listens"), path).await
    }

    async fn open_on(mut socket: TcpStream, path: &str) -> Self {
        let head = format!("POST {path} HTTP/1.1\r\nHost: engine\r\nContent-Length: 0\r\n\r\n");
        socket.write_all(head.as_bytes()).await.expect("the request is sent");
        let mut stream = Self {
            socket: BufReader::with_capacity(1024, socket),
            head: String::new(),
            rest: String::new(),
            messages: VecDeque::new(),
            units: 0,
        };
        while !stream.head.ends_with("\r\n\r\n") {
            let read = timeout(PATIENCE, stream.socket.read_line(&mut stream.head));
            assert!(read.await.expect("a head must come").expect("the connection stands") > 0);
        }
        stream.head.make_ascii_lowercase();
        assert!(stream.head.contains("transfer-encoding: chunked"), "{}", stream.head);
        stream
    }

    /// The next line; `None` at the end of the answer.
    pub(crate) async fn next_line(&mut self) -> Option<String> {
        loop {
            if let Some((line, rest)) = self.rest.split_once('\n') {
                let line = line.to_owned();
                self.rest = rest.to_owned();
                self.units += line.encode_utf16().count() + 1;
                return Some(line);
            }
            let chunk = timeout(PATIENCE, self.chunk()).await.expect("more must come");
            self.rest.push_str(&chunk?);
        }
    }

    /// The next line.
    pub(crate) async fn line(&mut self) -> String {
        self.next_line().await.expect("the answer goes on")
    }

    /// The next message, which no other line comes before.
    pub(crate) async fn message(&mut self) -> Value {
        while self.messages.is_empty() {
            let line = self.line().await;
            self.messages.extend(messages(&[line]));
        }
        self.messages.pop_front().expect("there is one")
    }

    /// The messages that came in one line with the last.
    pub(crate) fn untaken(&mut self) -> Vec<Value> {
        self.messages.drain(..).collect()
    }

    /// Whether nothing more is sent before the server has done a whole other request.
    pub(crate) async fn expect_nothing_until(&mut self, other: impl Future<Output = ()>) {
        assert!(self.rest.is_empty() && self.messages.is_empty());
        tokio::select! {
            biased;
            chunk = self.chunk() => panic!("{chunk:?}"),
            () = other => {}
        }
    }

    /// One chunk of the answer; `None` for the last, which is empty.
    async fn chunk(&mut self) -> Option<String> {
        let mut size = String::new();
        self.socket.read_line(&mut size).await.expect("the connection stands");
        let size = usize::from_str_radix(size.trim(), 16).expect("the size of a chunk");
        let mut chunk = vec![0; size + 2];
        self.socket.read_exact(&mut chunk).await.expect("the chunk is whole");
        chunk.truncate(size);
        (size > 0).then(|| String::from_utf8(chunk).expect("lines are whole texts"))
    }
}
