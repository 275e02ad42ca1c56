//! Replacing a running hawker by the next one, in the two ways that the operator's guide tells: how
//! long screens are without a connection that come back as pusher-js does.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::hawker::Place;

const SCREENS: usize = 50;

/// Longer than anything takes here, and than pusher-js would wait.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long pusher-js waits after it found nobody listening.
const PENALTY: Duration = Duration::from_secs(15);

/// A screen is back in less than that however busy the machine is. A client that does not answer a
/// close is waited for as long otherwise.
const BOUND: Duration = Duration::from_secs(5);

/// A process that is killed with this value.
struct Process {
    child: Child,
}

impl Process {
    fn start(mut command: Command) -> Self {
        command.kill_on_drop(true).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self { child: command.spawn().expect("hawker starts") }
    }

    /// Waits until it says where it listens.
    async fn listens(&mut self) -> SocketAddr {
        let stdout = self.child.stdout.take().expect("it is piped");
        let line = line_with(stdout, "listening on http://").await;
        line.rsplit('/').next().and_then(|addr| addr.parse().ok()).expect("an address")
    }

    /// Waits until it logs that it waits for the process before it.
    async fn waits(&mut self) {
        let stderr = self.child.stderr.take().expect("it is piped");
        line_with(stderr, "waiting for it to end").await;
    }

    async fn terminate(&self) {
        let pid = self.child.id().expect("it runs").to_string();
        let status = Command::new("kill").args(["-TERM", &pid]).status().await;
        assert!(status.expect("kill starts").success());
    }

    async fn ended(&mut self) {
        let status = timeout(PATIENCE, self.child.wait()).await.expect("it ends");
        assert!(status.expect("it was started").success());
    }
}

/// The first line with this in it; what follows is read and dropped, so that nothing gets stuck.
async fn line_with(stream: impl AsyncRead + Unpin + Send + 'static, part: &str) -> String {
    let mut lines = BufReader::new(stream).lines();
    let line = timeout(PATIENCE, async {
        loop {
            let line = lines.next_line().await.expect("text").expect("it goes on");
            if line.contains(part) {
                return line;
            }
        }
    });
    let line = line.await.unwrap_or_else(|_| panic!("never said: {part}"));
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    line
}

type Socket = WebSocketStream<TcpStream>;

/// Connects, and waits until the server has said hello. Fails where nobody listens.
async fn connect(addr: SocketAddr, key: &str) -> Result<Socket, String> {
    let stream = TcpStream::connect(addr).await.map_err(|error| error.to_string())?;
    let url = format!("ws://{addr}/app/{key}?protocol=7&client=js");
    let connected = client_async(url, stream).await;
    let (mut socket, _) = connected.map_err(|error| error.to_string())?;
    match socket.next().await {
        Some(Ok(Message::Text(text))) if text.contains("connection_established") => Ok(socket),
        other => Err(format!("{other:?}")),
    }
}

/// How a screen came through.
#[derive(Debug)]
struct Report {
    code: u16,
    /// From the close to the next hello.
    lost: Duration,
    failed_attempts: Vec<String>,
}

/// A screen that is closed once and comes back: at once after 42xx, after a second otherwise.
async fn come_back(mut socket: Socket, addr: SocketAddr, key: String) -> Report {
    let code = loop {
        match socket.next().await {
            Some(Ok(Message::Close(Some(close)))) => break u16::from(close.code),
            Some(Ok(_)) => {}
            other => panic!("cut off: {other:?}"),
        }
    };
    let closed = Instant::now();
    // As browsers do, it answers the close.
    tokio::spawn(async move { while let Some(Ok(_)) = socket.next().await {} });
    if !(4200..4300).contains(&code) {
        sleep(Duration::from_secs(1)).await;
    }
    let mut failed_attempts = Vec::new();
    while let Err(error) = connect(addr, &key).await {
        failed_attempts.push(error);
        assert!(closed.elapsed() < PATIENCE, "{failed_attempts:?}");
        sleep(Duration::from_millis(50)).await;
    }
    Report { code, lost: closed.elapsed(), failed_attempts }
}

/// Screens that are connected, and what becomes of each; and one that answers nothing any more.
async fn open_screens(place: &Place, addr: SocketAddr) -> (Socket, Reports) {
    let app = place.read("data/realtime-app.json");
    let app: serde_json::Value = serde_json::from_str(&app).expect("JSON");
    let key = app["key"].as_str().expect("a key").to_owned();
    let (sender, reports) = mpsc::unbounded_channel();
    for _ in 0..SCREENS {
        let socket = connect(addr, &key).await.expect("it listens");
        let (sender, key) = (sender.clone(), key.clone());
        tokio::spawn(async move {
            // A test that is over needs no more.
            let _ = sender.send(come_back(socket, addr, key).await);
        });
    }
    (connect(addr, &key).await.expect("it listens"), reports)
}

type Reports = mpsc::UnboundedReceiver<Report>;

/// Everybody was sent on at once, and was let in at the first attempt. Shows how long it took.
#[expect(clippy::print_stdout, reason = "who asks for the figure runs this with --no-capture")]
async fn expect_nobody_lost(way: &str, mut reports: Reports) {
    let mut lost = Vec::new();
    for _ in 0..SCREENS {
        let report = timeout(PATIENCE, reports.recv()).await.expect("every screen comes back");
        let report = report.expect("none was cut off");
        assert_eq!(report.code, 4200);
        assert!(report.failed_attempts.is_empty(), "{PENALTY:?} lost: {report:?}");
        lost.push(report.lost);
    }
    lost.sort();
    let (median, longest) = (lost[SCREENS / 2], lost[SCREENS - 1]);
    println!("{way}: {SCREENS} screens, without a connection for {median:?}, at most {longest:?}");
    assert!(longest < BOUND, "{longest:?}");
}

#[tokio::test]
async fn a_successor_beside_it_has_every_screen_back_at_its_first_attempt() {
    let place = Place::new();
    let serve = |addr: &str| {
        Process::start(place.command(&["serve", "--reuse-port", "--addr", addr]).into())
    };
    let mut first = serve("127.0.0.1:0");
    let addr = first.listens().await;
    let (_dead, reports) = open_screens(&place, addr).await;
    let mut second = serve(&addr.to_string());
    second.waits().await;
    first.terminate().await;
    expect_nobody_lost("beside it", reports).await;
    first.ended().await;
    second.listens().await;
}

#[tokio::test]
async fn a_restart_on_a_socket_that_is_held_open_has_every_screen_back_at_its_first_attempt() {
    let place = Place::new();
    let held = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let addr = held.local_addr().expect("it is bound");
    // What systemd does: the socket as number 3, and whom it is for.
    let script = r#"LISTEN_FDS=1 LISTEN_PID=$$ exec "$0" "$@" 3<&0 </dev/null"#;
    let serve = || {
        let hawker = place.command(&["serve"]);
        let mut command = Command::new("sh");
        command.args(["-c", script]).arg(hawker.get_program()).args(hawker.get_args());
        command.current_dir(hawker.get_current_dir().expect("it has one"));
        let socket = std::os::fd::OwnedFd::from(held.try_clone().expect("it is open"));
        command.env_clear().stdin(Stdio::from(socket));
        Process::start(command)
    };
    let mut first = serve();
    assert_eq!(first.listens().await, addr);
    let (_dead, reports) = open_screens(&place, addr).await;
    first.terminate().await;
    first.ended().await;
    let mut second = serve();
    expect_nobody_lost("on a held socket", reports).await;
    second.listens().await;
}
