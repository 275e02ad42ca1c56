//! The engine over TLS, with a certificate that the test makes.

use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;

use futures_util::{SinkExt as _, StreamExt as _};
use pusher_engine::protocol::{AppId, ChannelName, EventName};
use pusher_engine::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use pusher_engine::rustls::{ClientConfig, RootCertStore, ServerConfig};
use pusher_engine::{App, Drain, Engine, Event};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

/// An engine that listens, and what its clients have to trust.
struct Secure {
    engine: Engine,
    addr: SocketAddr,
    certificate: CertificateDer<'static>,
}

impl Secure {
    async fn start() -> Self {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("made");
        let certificate = made.cert.der().clone();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key)
            .expect("they belong together");
        let engine = Engine::builder().app(App::new("7", "the-key", "the-secret")).build();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let addr = listener.local_addr().expect("it is bound");
        let server = engine.server().tls(Arc::new(config));
        tokio::spawn(server.serve(listener, pending()));
        Self { engine, addr, certificate }
    }

    async fn dial(&self) -> TlsStream<TcpStream> {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).expect("a certificate");
        let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        let stream = TcpStream::connect(self.addr).await.expect("the server listens");
        let name = ServerName::try_from("localhost").expect("a name");
        let connector = TlsConnector::from(Arc::new(config));
        connector.connect(name, stream).await.expect("the certificate is trusted")
    }

    async fn connect(&self) -> WebSocketStream<TlsStream<TcpStream>> {
        let url = "wss://localhost/app/the-key?protocol=7";
        let stream = self.dial().await;
        let (mut socket, _) =
            tokio_tungstenite::client_async(url, stream).await.expect("the server upgrades");
        assert_eq!(next(&mut socket).await["event"], "pusher:connection_established");
        socket
    }

    fn publish(&self, data: &str) -> usize {
        let channels = &[ChannelName::parse("menu").expect("valid")];
        let name = &EventName::parse("e").expect("valid");
        let event = Event { channels, name, data, except: None };
        self.engine.publish(&AppId::from("7"), &event).expect("within the limits").recipients
    }
}

async fn next(socket: &mut WebSocketStream<TlsStream<TcpStream>>) -> Value {
    let message = socket.next().await.expect("open").expect("whole");
    serde_json::from_str(message.to_text().expect("text")).expect("JSON")
}

#[tokio::test]
async fn events_arrive_over_tls_in_their_order_however_late_they_are_read() {
    const EVENTS: usize = 400;
    let server = Secure::start().await;
    let mut socket = server.connect().await;
    let subscribe = json!({"event":"pusher:subscribe","data":{"channel":"menu"}}).to_string();
    socket.send(Message::text(subscribe)).await.expect("open");
    assert_eq!(next(&mut socket).await["event"], "pusher_internal:subscription_succeeded");
    let data = |n: usize| format!("{n}:{}", "x".repeat(n * 31 % 5_000));
    for n in 0..EVENTS {
        assert_eq!(server.publish(&data(n)), 1);
        // Now and then the connection's task gets its turn, and finds some or many.
        if n % 7 == 0 {
            tokio::task::yield_now().await;
        }
    }
    for n in 0..EVENTS {
        assert_eq!(next(&mut socket).await["data"], data(n));
    }
}

#[tokio::test]
async fn a_drain_closes_connections_over_tls_with_its_code() {
    let server = Secure::start().await;
    let mut socket = server.connect().await;
    let engine = server.engine.clone();
    let drained = tokio::spawn(async move { engine.shutdown(Drain::default()).await });
    let message = socket.next().await.expect("open").expect("whole");
    assert!(matches!(message, Message::Close(Some(close)) if u16::from(close.code) == 1001));
    assert!(socket.next().await.is_none_or(|end| end.is_err()), "the server hangs up");
    assert_eq!(drained.await.expect("it ends").cut, 0);
}

#[tokio::test]
async fn the_http_api_is_there_over_tls_too() {
    let server = Secure::start().await;
    let mut stream = server.dial().await;
    let request = "GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.expect("open");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("it answers");
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
}
