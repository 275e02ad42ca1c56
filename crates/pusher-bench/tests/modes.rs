//! Every mode runs against a real server in another process and measures something. The floor is that server: it is
//! there, and no mode may know which of the two it measures.
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_pusher-bench");

struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start(payload: &str) -> Self {
        let mut process = Command::new(PROGRAM)
            .args(["floor", "--addr", "127.0.0.1:0", "--payload", payload])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the floor starts");
        let mut line = String::new();
        let stdout = process.stdout.take().expect("a pipe was asked for");
        BufReader::new(stdout).read_line(&mut line).expect("it speaks");
        let url = line.trim().rsplit(' ').next().expect("it tells its address").to_owned();
        Self { process, url }
    }

    fn measure(&self, mode: &str, seconds: &str) -> Output {
        Command::new(PROGRAM)
            .args(["run", "--mode", mode, "--rounds", "1", "--seconds", seconds, "--percent", "2"])
            .args(["--server", &self.url, "--key", "k"])
            .args(["--pid", &self.process.id().to_string()])
            .env("PUSHER_APP_SECRET", "secret")
            .output()
            .expect("it runs")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().expect("it runs until then");
        self.process.wait().expect("it was started here");
    }
}

/// The server's value in the line of a metric, without its unit.
fn value_of(output: &Output, metric: &str) -> String {
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().rfind(|line| line.trim_start().starts_with(metric));
    let line = line.unwrap_or_else(|| panic!("no {metric} in {text}{output:?}"));
    let (_, value) = line.split_once("server").expect("a line of the table");
    value.split_whitespace().next().expect("a value").trim_end_matches("/s").to_owned()
}

fn assert_measured(mode: &str, metrics: &[&str]) {
    let output = Server::start("512").measure(mode, "1");
    for metric in metrics {
        let value = value_of(&output, metric);
        assert!(value.parse::<f64>().is_ok_and(|value| value > 0.0), "{metric}: {value}");
    }
}

#[test]
fn a_steady_fan_out_is_measured() {
    assert_measured("fan-out", &["CPU per delivery", "p50", "p99", "resident"]);
}

#[test]
fn a_fan_out_as_fast_as_delivered_is_measured() {
    assert_measured("flood", &["deliveries", "CPU per delivery"]);
}

#[test]
fn events_to_one_subscriber_each_are_measured() {
    assert_measured("unicast", &["CPU per event", "p50"]);
}

#[test]
fn publishing_in_a_closed_loop_is_measured() {
    assert_measured("closed-loop", &["publishes", "CPU per publish"]);
}

#[test]
fn idle_connections_are_measured() {
    assert_measured("idle", &["resident per connection", "CPU per connection"]);
}

#[test]
fn newcomers_are_measured_while_many_leave() {
    assert_measured("drop", &["connect p50 before", "connect p99 after"]);
}

#[test]
fn newcomers_are_measured_while_many_are_written_to() {
    assert_measured("big-fan-out", &["subscribers", "connect p99 during", "delivery p50"]);
}

#[test]
fn a_reader_that_never_reads_is_seen_to_be_closed() {
    // So long that what it does not read is more than the kernel's buffers hold.
    let output = Server::start("8192").measure("slow-reader", "4");
    assert_eq!(value_of(&output, "times it was closed"), "1");
}
