//! permessage-deflate, byte by byte: the client library of the other tests does not speak it.

use crate::support::{KEY, Server};
use flate2::{Compress, Compression as Level, Decompress, FlushCompress, FlushDecompress};
use pusher_engine::{AppLimits, Compression, Settings};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

const OFFER: &str = "permessage-deflate; client_max_window_bits";
const TAIL: [u8; 4] = [0, 0, 0xFF, 0xFF];

async fn server(compression: Compression) -> Server {
    let settings = Settings { compression, ..Settings::default() };
    Server::start_with(AppLimits::default(), settings).await
}

/// Connects, and returns the head of the answer too.
async fn connect(server: &Server) -> (BufReader<TcpStream>, String) {
    let stream = TcpStream::connect(server.addr).await.expect("the server listens");
    let mut stream = BufReader::new(stream);
    let request = format!(
        "GET /app/{KEY}?protocol=7 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\
         Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: {OFFER}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.expect("open");
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        head.push(char::from(stream.read_u8().await.expect("a head")));
    }
    (stream, head)
}

/// The first byte, the length on the wire, and what it says.
async fn next(stream: &mut BufReader<TcpStream>) -> (u8, usize, Value) {
    let first = stream.read_u8().await.expect("a frame");
    let length = match stream.read_u8().await.expect("a length") {
        126 => usize::from(stream.read_u16().await.expect("a length")),
        length => usize::from(length),
    };
    let mut payload = vec![0; length];
    stream.read_exact(&mut payload).await.expect("a payload");
    if first & 0x40 != 0 {
        payload = inflate(&payload);
    }
    (first, length, serde_json::from_slice(&payload).expect("JSON"))
}

fn inflate(payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(100_000);
    let input = [payload, &TAIL].concat();
    let result = Decompress::new(false).decompress_vec(&input, &mut bytes, FlushDecompress::Sync);
    result.expect("it can be decompressed");
    bytes
}

/// A compressed text frame, masked with zeros.
fn deflated(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() + 100);
    let result = Compress::new(Level::best(), false).compress_vec(
        text.as_bytes(),
        &mut bytes,
        FlushCompress::Sync,
    );
    result.expect("it can be compressed");
    bytes.truncate(bytes.len() - TAIL.len());
    let length = u8::try_from(bytes.len()).expect("short");
    [&[0xC1, 0x80 | length, 0, 0, 0, 0], bytes.as_slice()].concat()
}

#[tokio::test]
async fn messages_are_compressed_both_ways_where_both_sides_agree() {
    let server = server(Compression::PerMessage).await;
    let (mut stream, head) = connect(&server).await;
    let agreed = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    assert!(head.contains(&format!("sec-websocket-extensions: {agreed}\r\n")), "{head}");
    assert_eq!(next(&mut stream).await.2["event"], "pusher:connection_established");
    let subscribe = json!({"event":"pusher:subscribe","data":{"channel":"menu"}}).to_string();
    stream.write_all(&deflated(&subscribe)).await.expect("open");
    assert_eq!(next(&mut stream).await.2["event"], "pusher_internal:subscription_succeeded");

    let mut plain = server.connect().await;
    plain.subscribe("menu").await;
    for letter in ["x", "y"] {
        let data = letter.repeat(5_000);
        assert_eq!(server.publish("menu", "e", &data), 2);
        let (first, length, frame) = next(&mut stream).await;
        assert_eq!((first, frame["data"].as_str()), (0xC1, Some(data.as_str())));
        assert!(length < 100, "{length}");
        assert_eq!(plain.next().await["data"], data);
    }
    // What hardly becomes shorter is sent as it is.
    server.publish("menu", "e", "1");
    assert_eq!(next(&mut stream).await.0, 0x81);
}

#[tokio::test]
async fn nothing_is_compressed_unless_the_settings_say_so() {
    let server = server(Compression::Off).await;
    let (mut stream, head) = connect(&server).await;
    assert!(!head.contains("sec-websocket-extensions"), "{head}");
    assert_eq!(next(&mut stream).await.0, 0x81);
    // And who compresses all the same broke the rules.
    stream.write_all(&deflated("{}")).await.expect("open");
    assert_eq!(stream.read_u8().await.expect("a close"), 0x88);
}
