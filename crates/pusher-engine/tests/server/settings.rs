//! Starting with a file or without one, and refusing to.

use std::sync::Arc;

use crate::process::{Process, command, write_config};
use crate::support::{Client, KEY, SECRET, request};
use futures_util::StreamExt as _;
use pusher_engine::protocol::{Credentials, query_auth};
use pusher_engine::rustls::crypto::ring;
use pusher_engine::rustls::pki_types::ServerName;
use pusher_engine::rustls::{ClientConfig, RootCertStore};
use serde_json::json;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

const ONE_APP: &str = "[[apps]]\nid = '7'\nkey = 'the-key'\nsecret = 'the-secret'\n";

#[tokio::test]
async fn one_app_needs_no_file_and_its_secret_is_not_on_the_command_line() {
    let mut command = command();
    command.args(["--app-id", "7", "--app-key", KEY]).env("PUSHER_APP_SECRET", SECRET);
    let mut process = Process::start_command(&mut command).await;
    let mut client = Client::connect(process.addr).await;
    client.subscribe("private-a").await;
    let body = json!({"name":"e","channel":"private-a","data":"1"}).to_string();
    let (path, now) = ("/apps/7/events", crate::support::now());
    let credentials = Credentials::new(KEY, SECRET);
    let query = query_auth::sign(&credentials, "POST", path, &[], body.as_bytes(), now);
    let answer = request(process.addr, "POST", &format!("{path}?{query}"), &body).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "{}"));
    assert_eq!(client.next().await["data"], "1");

    process.signal("-TERM").await;
    assert_eq!(client.close_code().await, 1001);
    assert!(process.ended().await.success());
}

#[tokio::test]
async fn metrics_are_answered_on_an_address_of_their_own() {
    let dir = tempfile::tempdir().expect("a directory");
    let config = format!("metrics_listen = '127.0.0.1:0'\n{ONE_APP}");
    let process = Process::start(&write_config(dir.path(), &config)).await;
    let _client = Client::connect(process.addr).await;
    let metrics = process.metrics.expect("it says where");
    let answer = request(metrics, "GET", "/metrics", "").await;
    assert!(answer.body.contains("pusher_connections{app=\"7\"} 1\n"), "{}", answer.body);
    assert_eq!(request(process.addr, "GET", "/metrics", "").await.status, 404);
}

#[tokio::test]
async fn it_does_not_start_with_what_is_wrong_and_says_what_that_is() {
    let dir = tempfile::tempdir().expect("a directory");
    let config = write_config(dir.path(), &format!("{ONE_APP}colour = 'red'\n"));
    let mut cases = Vec::new();
    let mut wrong_file = command();
    wrong_file.arg("--config").arg(&config);
    cases.push((wrong_file, "line 5: unknown field `colour`"));
    let mut no_secret = command();
    no_secret.args(["--app-id", "7", "--app-key", KEY]);
    cases.push((no_secret, "PUSHER_APP_SECRET"));
    cases.push((command(), "give --config, or --app-id and --app-key"));
    let mut secret_as_argument = command();
    secret_as_argument.args(["--app-id", "7", "--app-key", KEY, "--secret", "x"]);
    cases.push((secret_as_argument, "unexpected argument '--secret'"));
    for (mut command, expected) in cases {
        let output = command.output().await.expect("the program is built with the tests");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(expected), "{said}");
        assert!(!said.contains(SECRET), "{said}");
    }
}

#[tokio::test]
async fn the_settings_can_be_checked_without_starting() {
    let dir = tempfile::tempdir().expect("a directory");
    let config = write_config(dir.path(), ONE_APP);
    let output = command().arg("--check").arg("--config").arg(config).output().await;
    let output = output.expect("the program is built with the tests");
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stdout), "the settings are right, apps: 1\n");
}

#[tokio::test]
async fn it_serves_over_tls_with_the_certificate_of_the_settings() {
    let dir = tempfile::tempdir().expect("a directory");
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("made");
    std::fs::write(dir.path().join("chain.pem"), made.cert.pem()).expect("written");
    std::fs::write(dir.path().join("key.pem"), made.signing_key.serialize_pem()).expect("written");
    let tls = "tls_certificates = 'chain.pem'\ntls_key = 'key.pem'\n";
    let process = Process::start(&write_config(dir.path(), &format!("{tls}{ONE_APP}"))).await;

    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).expect("a certificate");
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the usual versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(process.addr).await.expect("it listens");
    let name = ServerName::try_from("localhost").expect("a name");
    let connector = TlsConnector::from(Arc::new(config));
    let stream = connector.connect(name, stream).await.expect("the certificate is trusted");
    let url = "wss://localhost/app/the-key?protocol=7";
    let (mut socket, _) = tokio_tungstenite::client_async(url, stream).await.expect("it upgrades");
    let first = socket.next().await.expect("a frame").expect("whole");
    assert!(first.to_text().expect("text").contains("pusher:connection_established"));

    write_config(dir.path(), &format!("{}{ONE_APP}", tls.replace("key.pem", "chain.pem")));
    let output = command().arg("--config").arg(dir.path().join("server.toml")).output().await;
    let said = output.expect("the program is built with the tests").stderr;
    assert!(String::from_utf8_lossy(&said).contains("tls_key"), "a certificate is no key");
}
