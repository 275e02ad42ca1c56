//! The example program, as a process of its own.

use std::net::SocketAddr;
use std::process::Stdio;

use crate::support::{Client, KEY, SECRET, credentials, now, request};
use pusher_engine::protocol::query_auth;
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

async fn start() -> (Child, SocketAddr) {
    let mut child = Command::new(program())
        .args(["--addr", "127.0.0.1:0", "--app-id", "7", "--key", KEY])
        .env("PUSHER_APP_SECRET", SECRET)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the example is built with the tests");
    let stdout = child.stdout.take().expect("it is piped");
    let mut lines = BufReader::new(stdout).lines();
    let line = timeout(crate::support::PATIENCE, lines.next_line());
    let line = line.await.expect("it says where").expect("text").expect("one line");
    let addr = line.strip_prefix("listening on http://").expect("the documented line");
    (child, addr.parse().expect("an address"))
}

/// Examples are built beside the tests' own directory.
fn program() -> std::path::PathBuf {
    let test = std::env::current_exe().expect("a test knows its own path");
    let profile = test.parent().and_then(std::path::Path::parent).expect("target/PROFILE/deps");
    profile.join("examples").join(format!("standalone{}", std::env::consts::EXE_SUFFIX))
}

#[tokio::test]
async fn the_standalone_server_delivers_and_drains_on_a_signal() {
    let (mut child, addr) = start().await;
    let mut client = Client::connect(addr).await;
    client.subscribe("private-a").await;
    let body = json!({"name":"e","channel":"private-a","data":"1"}).to_string();
    let path = "/apps/7/events";
    let query = query_auth::sign(&credentials(), "POST", path, &[], body.as_bytes(), now());
    let answer = request(addr, "POST", &format!("{path}?{query}"), &body).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "{}"));
    assert_eq!(client.next().await["data"], "1");

    let pid = child.id().expect("it runs").to_string();
    let killed = Command::new("kill").args(["-TERM", &pid]).status().await;
    assert!(killed.expect("there is a kill").success());
    assert_eq!(client.close_code().await, 1001);
    let status = timeout(crate::support::PATIENCE, child.wait()).await.expect("it ends");
    assert!(status.expect("it was started").success());
}

#[tokio::test]
async fn the_standalone_server_does_not_start_without_a_secret() {
    let output = Command::new(program())
        .args(["--addr", "127.0.0.1:0", "--app-id", "7", "--key", KEY])
        .env_remove("PUSHER_APP_SECRET")
        .output()
        .await
        .expect("the example is built with the tests");
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("--secret"));
}
