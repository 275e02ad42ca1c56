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
    start_command(Command::new(program()).args(["--addr", "127.0.0.1:0"])).await
}

async fn start_command(command: &mut Command) -> (Child, SocketAddr) {
    let mut child = command
        .args(["--app-id", "7", "--key", KEY])
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

    terminate(&child).await;
    assert_eq!(client.close_code().await, 1001);
    expect_success(&mut child).await;
}

async fn terminate(child: &Child) {
    let pid = child.id().expect("it runs").to_string();
    let killed = Command::new("kill").args(["-TERM", &pid]).status().await;
    assert!(killed.expect("there is a kill").success());
}

async fn expect_success(child: &mut Child) {
    let status = timeout(crate::support::PATIENCE, child.wait()).await.expect("it ends");
    assert!(status.expect("it was started").success());
}

#[tokio::test]
async fn a_successor_that_shares_the_address_has_every_client_back_at_its_first_attempt() {
    let shared = ["--reuse-port", "--addr"];
    let mut first = Command::new(program());
    let (mut first, addr) = start_command(first.args(shared).arg("127.0.0.1:0")).await;
    let mut clients = Vec::new();
    for _ in 0..20 {
        clients.push(Client::connect(addr).await);
    }
    let mut second = Command::new(program());
    let (_second, same) = start_command(second.args(shared).arg(addr.to_string())).await;
    assert_eq!(same, addr);
    terminate(&first).await;
    for client in &mut clients {
        assert_eq!(client.close_code().await, 4200);
        // As pusher-js does on 4200: at once, and with no second try if it is refused.
        let mut again = Client::connect(addr).await;
        again.subscribe("menu").await;
    }
    expect_success(&mut first).await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_socket_that_somebody_else_holds_open_is_served_and_outlives_the_server() {
    let held = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let addr = held.local_addr().expect("bound");
    // What systemd does: the socket as number 3, and whom it is for.
    let script = r#"LISTEN_FDS=1 LISTEN_PID=$$ exec "$0" "$@" 3<&0 </dev/null"#;
    let command = || {
        let mut command = Command::new("sh");
        let socket = std::os::fd::OwnedFd::from(held.try_clone().expect("it is open"));
        command.args(["-c", script]).arg(program()).stdin(Stdio::from(socket));
        command
    };
    let (mut first, inherited) = start_command(&mut command()).await;
    assert_eq!(inherited, addr);
    let mut client = Client::connect(addr).await;
    terminate(&first).await;
    assert_eq!(client.close_code().await, 4200);
    // Nobody serves now, and still nobody is refused: it waits for the next one.
    let again = tokio::spawn(async move { Client::connect(addr).await });
    expect_success(&mut first).await;
    let _second = start_command(&mut command()).await;
    again.await.expect("it is let in").subscribe("menu").await;
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
