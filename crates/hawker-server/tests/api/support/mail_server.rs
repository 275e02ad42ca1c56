//! Somebody else's SMTP server: takes mail, or refuses it as it is told to.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};

use super::{TestApp, in_time};

/// A server that speaks as much SMTP as a relay does, without TLS.
pub(crate) struct MailServer {
    addr: SocketAddr,
    shared: Arc<Shared>,
    received: tokio::sync::Mutex<mpsc::UnboundedReceiver<Received>>,
}

struct Shared {
    /// What the next mails are answered with in place of being taken.
    refusals: Mutex<VecDeque<&'static str>>,
    commands: watch::Sender<Vec<String>>,
    received: mpsc::UnboundedSender<Received>,
}

/// A mail as it arrived.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) from: String,
    pub(crate) to: String,
    /// Its headers.
    pub(crate) head: String,
    /// What it says.
    pub(crate) text: String,
}

impl Received {
    /// The token of the link in it, which points at `origin`.
    #[track_caller]
    pub(crate) fn token(&self, origin: &str) -> String {
        let begin = format!("{origin}/set-password#token=");
        let token = self.text.lines().find_map(|line| line.strip_prefix(&begin));
        token.unwrap_or_else(|| panic!("no link to {begin}: {self:?}")).to_owned()
    }
}

impl MailServer {
    /// A server that takes everything.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let addr = listener.local_addr().expect("an address");
        let (sender, received) = mpsc::unbounded_channel();
        let (refusals, commands) = (Mutex::default(), watch::Sender::new(Vec::new()));
        let shared = Arc::new(Shared { refusals, commands, received: sender });
        tokio::spawn({
            let shared = shared.clone();
            async move {
                while let Ok((socket, _)) = listener.accept().await {
                    tokio::spawn(converse(socket, shared.clone()));
                }
            }
        });
        Self { addr, shared, received: tokio::sync::Mutex::new(received) }
    }

    /// The next mails are answered with these in place of being taken.
    pub(crate) fn refuse(&self, answers: &[&'static str]) {
        self.shared.refusals.lock().extend(answers);
    }

    /// A hall at `https://hall.example` that sends its mail here, with more settings.
    pub(crate) fn hall(&self, more: &[(&str, &str)]) -> TestApp {
        let url = format!("smtp://hall:secret@{}?tls=none", self.addr);
        TestApp::with_settings(&[&self.settings(&url)[..], more].concat())
    }

    /// A hall that insists on TLS, which this server has not.
    pub(crate) fn hall_with_tls(&self) -> TestApp {
        TestApp::with_settings(&self.settings(&format!("smtp://{}", self.addr)))
    }

    fn settings<'a>(&self, url: &'a str) -> [(&'a str, &'a str); 3] {
        [
            ("SMTP_URL", url),
            ("MAIL_FROM", "Night Market <hall@hall.example>"),
            ("HAWKER_PUBLIC_URL", "https://hall.example"),
        ]
    }

    /// Waits for the next mail.
    pub(crate) async fn receives(&self) -> Received {
        let mut received = self.received.lock().await;
        in_time("a mail arrives", received.recv()).await.expect("the server runs")
    }

    /// How many mails have arrived that nobody has looked at.
    pub(crate) async fn unread(&self) -> usize {
        self.received.lock().await.len()
    }

    /// Waits until somebody has said what begins with `begin` so many times.
    pub(crate) async fn hears(&self, begin: &str, times: usize) {
        let mut commands = self.shared.commands.subscribe();
        let said = |commands: &Vec<String>| count(commands, begin) >= times;
        in_time("the server is spoken to", commands.wait_for(said)).await.expect("it runs");
    }

    /// How often somebody has said what begins with `begin`.
    pub(crate) fn heard(&self, begin: &str) -> usize {
        count(&self.shared.commands.borrow(), begin)
    }
}

fn count(commands: &[String], begin: &str) -> usize {
    commands.iter().filter(|command| command.starts_with(begin)).count()
}

/// One conversation. An error ends it, as it would end a real one.
async fn converse(socket: TcpStream, shared: Arc<Shared>) -> std::io::Result<()> {
    let mut socket = BufReader::new(socket);
    let (mut from, mut to) = (String::new(), String::new());
    socket.write_all(b"220 mail.example\r\n").await?;
    loop {
        let mut command = String::new();
        if socket.read_line(&mut command).await? == 0 {
            return Ok(());
        }
        let command = command.trim_end().to_owned();
        shared.commands.send_modify(|commands| commands.push(command.clone()));
        let answer = if command.starts_with("EHLO") {
            "250-mail.example\r\n250 AUTH PLAIN"
        } else if command.starts_with("AUTH") {
            "235 welcome"
        } else if let Some(sender) = command.strip_prefix("MAIL FROM:") {
            from = sender.to_owned();
            shared.refusals.lock().pop_front().unwrap_or("250 so far so good")
        } else if let Some(recipient) = command.strip_prefix("RCPT TO:") {
            to = recipient.to_owned();
            "250 known here"
        } else if command == "DATA" {
            socket.write_all(b"354 go on\r\n").await?;
            let (head, text) = read_mail(&mut socket).await?;
            let received = Received { from: from.clone(), to: to.clone(), head, text };
            // Fails only when the test is over.
            drop(shared.received.send(received));
            "250 taken"
        } else {
            "221 goodbye"
        };
        socket.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}

async fn read_mail(socket: &mut BufReader<TcpStream>) -> std::io::Result<(String, String)> {
    let mut mail = String::new();
    while !mail.ends_with("\r\n.\r\n") {
        if socket.read_line(&mut mail).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    let mail = mail.trim_end_matches("\r\n.\r\n");
    let (head, body) = mail.split_once("\r\n\r\n").unwrap_or((mail, ""));
    let text = if head.contains("quoted-printable") { unquoted(body) } else { body.to_owned() };
    Ok((head.to_owned(), text))
}

/// A quoted-printable text as it was before (RFC 2045, 6.7).
fn unquoted(body: &str) -> String {
    let joined = body.replace("=\r\n", "");
    let mut parts = joined.split('=');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (code, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(code, 16).expect("two hexadecimal digits"));
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).expect("text")
}
