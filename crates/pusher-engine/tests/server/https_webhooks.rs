//! Webhooks over HTTPS, to an endpoint whose certificate comes from an authority of one's own.

use std::future::pending;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::http::HeaderMap;
use axum::routing::post;
use pusher_engine::Engine;
use pusher_engine::rustls::ServerConfig;
use pusher_engine::rustls::pki_types::PrivateKeyDer;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::process::{Process, command, write_config};
use crate::support::{Client, KEY, PATIENCE, credentials};

/// A call's signature and body.
type Call = (String, String);

/// An endpoint that only those reach who trust the authority, whose certificate is in the file.
struct Secure {
    addr: SocketAddr,
    authority: PathBuf,
    calls: mpsc::UnboundedReceiver<Call>,
}

impl Secure {
    async fn start(dir: &Path) -> Self {
        let mut params = CertificateParams::new([]).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let issuer = CertifiedIssuer::self_signed(params, key).expect("an authority");
        let authority = dir.join("authority.pem");
        std::fs::write(&authority, issuer.as_ref().pem()).expect("written");

        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(["localhost".to_owned()]).expect("a name");
        let certificate = params.signed_by(&key, &issuer).expect("signed");
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("they belong together");
        let (sender, calls) = mpsc::unbounded_channel();
        let addr = serve(config, sender).await;
        Self { addr, authority, calls }
    }

    /// The settings of a server that tells it of each channel.
    fn config(&self, dir: &Path) -> PathBuf {
        let text = format!(
            "[[apps]]\nid = '7'\nkey = 'the-key'\nsecret = 'the-secret'\n\
             [[apps.webhooks]]\nurl = 'https://localhost:{}/hook'\nevents = ['channel_occupied']\n",
            self.addr.port()
        );
        write_config(dir, &text)
    }
}

async fn serve(config: ServerConfig, calls: mpsc::UnboundedSender<Call>) -> SocketAddr {
    let take = move |headers: HeaderMap, body: String| async move {
        let signature = headers["x-pusher-signature"].to_str().expect("text").to_owned();
        calls.send((signature, body)).expect("the test waits for it");
    };
    let router = Router::new().route("/hook", post(take));
    let listener = TcpListener::bind("localhost:0").await.expect("a free port");
    let addr = listener.local_addr().expect("it is bound");
    // Any server that speaks TLS will do, and this one is at hand.
    let server = Engine::builder().build().server().tls(Arc::new(config)).router(router);
    tokio::spawn(server.serve(listener, pending()));
    addr
}

#[tokio::test]
async fn an_endpoint_is_trusted_by_the_authorities_of_the_system() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut secure = Secure::start(dir.path()).await;
    let config = secure.config(dir.path());
    let mut command = command();
    command.env("SSL_CERT_FILE", &secure.authority).arg("--config").arg(&config);
    let process = Process::start_command(&mut command).await;
    Client::connect(process.addr).await.subscribe("menu").await;
    let call = timeout(PATIENCE, secure.calls.recv()).await.expect("a call must come");
    let (signature, body) = call.expect("the endpoint runs");
    assert!(body.contains(r#""channel":"menu""#), "{body}");
    assert!(credentials().verify_webhook(KEY, &signature, &body));
}

#[tokio::test]
async fn an_endpoint_that_nobody_vouches_for_gets_nothing() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut secure = Secure::start(dir.path()).await;
    let config = secure.config(dir.path());
    let mut command = command();
    command.env("PUSHER_SERVER_LOG", "debug").arg("--config").arg(&config);
    let mut process = Process::start_command(&mut command).await;
    Client::connect(process.addr).await.subscribe("menu").await;
    let refused = process.logged("a webhook was not taken").await;
    assert!(refused.contains("certificate"), "{refused}");
    assert!(secure.calls.try_recv().is_err());
}
