//! `hawker channels`.

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{self, Message};

use crate::hawker::Place;

#[test]
fn who_listens_on_the_running_server_is_shown_to_whoever_has_its_data_directory() {
    let place = Place::new();
    let server = place.serve(&[]);
    let config: Value = serde_json::from_str(&server.get("/api/realtime/config")).expect("JSON");
    let key = config["key"].as_str().expect("a key");
    let url = format!("ws://{}/app/{key}?protocol=7", server.address());
    let (mut screen, _) = tungstenite::connect(url).expect("it upgrades");
    screen.read().expect("the connection is established");
    let subscribe = json!({"event":"pusher:subscribe","data":{"channel":"hawker-test"}});
    screen.send(Message::text(subscribe.to_string())).expect("sent");
    screen.read().expect("the subscription is confirmed");

    let address = server.address().to_owned();
    let address = [("HAWKER_ADDR", address.as_str())];
    place.run_with(&["broadcast", "test"], &address, "").succeeded();
    let shown = place.run_with(&["channels"], &address, "").succeeded();
    assert!(shown.starts_with("1 connections, 1 channels with subscribers\n"), "{shown}");
    let line = shown.lines().find(|line| line.starts_with("hawker-test")).expect("its line");
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words[..3], ["hawker-test", "1", "hawker.test,"], "{line}");
    assert!(line.ends_with(" s ago"), "{line}");
    let none = place.run_with(&["channels", "--prefix", "private-"], &address, "").succeeded();
    assert!(!none.contains("hawker-test"), "{none}");

    let stranger = Place::new();
    let told = stranger.run_with(&["channels"], &address, "").failed();
    assert!(told.contains("no server was ever started"), "{told}");
    server.stop();
    let gone = place.run_with(&["channels"], &address, "").failed();
    assert!(gone.contains("No server answers at"), "{gone}");
}
