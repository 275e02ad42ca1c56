//! Runs the binary in a directory of its own, with an empty environment.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use tempfile::TempDir;

/// Longer than a start takes on a busy machine; shorter than a test that hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// A directory where hawker is run, with its data in `data`.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary directory"))
    }

    /// A path in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The text of a file in it.
    pub(crate) fn read(&self, name: &str) -> String {
        let path = self.path(name);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// hawker with these arguments, not started.
    #[cfg(unix)]
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        hawker(self.0.path(), arguments)
    }

    /// Runs hawker to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, &[], "")
    }

    /// Runs hawker to its end with these variables and this input.
    pub(crate) fn run_with(
        &self,
        arguments: &[&str],
        variables: &[(&str, &str)],
        input: &str,
    ) -> Ran {
        let mut command = hawker(self.0.path(), arguments);
        command.envs(variables.iter().copied()).stdin(Stdio::piped());
        let mut child = command.spawn().expect("hawker starts");
        let mut stdin = child.stdin.take().expect("standard input was asked for as a pipe");
        // A hawker that refused has gone before it read this.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        Ran::of(&child.wait_with_output().expect("it ends"))
    }

    /// Starts `hawker serve` on a port of its own, and waits until it listens.
    pub(crate) fn serve(&self, arguments: &[&str]) -> Serving {
        let arguments = [&["serve", "--addr", "127.0.0.1:0"], arguments].concat();
        let mut child =
            hawker(self.0.path(), &arguments).stdin(Stdio::null()).spawn().expect("hawker starts");
        let stdout = child.stdout.take().expect("standard output was asked for as a pipe");
        let (sender, told) = mpsc::channel();
        std::thread::spawn(move || {
            let mut text = String::new();
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                text.push_str(&line);
                text.push('\n');
                if let Some(address) = line.strip_prefix("listening on http://") {
                    // Fails only when the test has given up.
                    let _ = sender.send((text.clone(), address.to_owned()));
                }
            }
        });
        match told.recv_timeout(PATIENCE) {
            Ok((printed, address)) => Serving { child, printed, address },
            Err(_) => panic!("hawker does not listen: {}", rest_of(child)),
        }
    }
}

/// What became of a command.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) is_success: bool,
    /// Everything that it printed.
    pub(crate) text: String,
}

impl Ran {
    fn of(output: &Output) -> Self {
        let text = [&output.stdout[..], &output.stderr[..]].concat();
        let text = String::from_utf8(text).expect("it prints text");
        Self { is_success: output.status.success(), text }
    }

    /// What it printed when it did what was asked.
    #[track_caller]
    pub(crate) fn succeeded(self) -> String {
        assert!(self.is_success, "{}", self.text);
        self.text
    }

    /// What it printed when it refused.
    #[track_caller]
    pub(crate) fn failed(self) -> String {
        assert!(!self.is_success, "{}", self.text);
        self.text
    }
}

/// A running server; it goes down with this value.
pub(crate) struct Serving {
    child: Child,
    /// What it printed until it listened.
    pub(crate) printed: String,
    address: String,
}

impl Serving {
    /// The body of an answer to a GET, over nothing but a socket.
    pub(crate) fn get(&self, path: &str) -> String {
        let mut socket = std::net::TcpStream::connect(&self.address).expect("it listens");
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        socket.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        socket.read_to_string(&mut answer).expect("it answers");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
        body.to_owned()
    }

    /// The status of the answer to a JSON body, over nothing but a socket.
    pub(crate) fn post(&self, path: &str, body: &str) -> String {
        let mut socket = std::net::TcpStream::connect(&self.address).expect("it listens");
        let (host, length) = (&self.address, body.len());
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        socket.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        socket.read_to_string(&mut answer).expect("it answers");
        answer.split(' ').nth(1).expect("a status").to_owned()
    }

    /// Where it listens: `127.0.0.1:49152`.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Stops it as [`Self::stop`] does, and answers what it logged.
    pub(crate) fn stop_and_read_log(mut self) -> String {
        let mut stderr = self.child.stderr.take().expect("standard error was asked for as a pipe");
        self.stop();
        let mut log = String::new();
        stderr.read_to_string(&mut log).expect("it logs text");
        log
    }

    /// Asks it to stop, as Ctrl-C does, and waits until it has.
    pub(crate) fn stop(mut self) {
        let asked = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        assert!(asked.expect("kill starts").success());
        assert!(self.child.wait().expect("it ends").success());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Fails only when it has gone already, and then there is nothing to stop.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn hawker(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hawker"));
    // Whatever settings the machine has are not the test's.
    command.args(arguments).args(["--data-dir", "data"]).current_dir(directory).env_clear();
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn rest_of(mut child: Child) -> String {
    // Fails only when it has gone already; what it said is what counts.
    let _ = child.kill();
    let output = child.wait_with_output();
    output.map_or_else(|error| error.to_string(), |output| Ran::of(&output).text)
}
