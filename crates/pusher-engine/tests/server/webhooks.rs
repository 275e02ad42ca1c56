//! Webhooks of a process that is killed.

use std::path::PathBuf;

use serde_json::Value;

use crate::process::{Process, write_config};
use crate::support::{Client, Endpoint, KEY, credentials};

fn config(dir: &tempfile::TempDir, endpoint: &Endpoint) -> PathBuf {
    let text = format!(
        "state_dir = 'state'\n[[apps]]\nid = '7'\nkey = 'the-key'\nsecret = 'the-secret'\n\
         [[apps.webhooks]]\nurl = '{}'\nevents = ['channel_occupied']\n",
        endpoint.url()
    );
    write_config(dir.path(), &text)
}

#[tokio::test]
async fn webhooks_survive_a_process_that_is_killed() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut endpoint = Endpoint::start_hesitant().await;
    let config = config(&dir, &endpoint);
    let mut process = Process::start(&config).await;
    let mut client = Client::connect(process.addr).await;
    for channel in ["a", "b", "c"] {
        client.subscribe(channel).await;
    }
    assert_eq!(endpoint.next_event().await["channel"], "a", "and is not answered");
    kept(&dir, 3).await;
    process.signal("-KILL").await;
    assert!(!process.ended().await.success());

    endpoint.answer(100);
    let mut next = Process::start(&config).await;
    next.logged("webhooks of an earlier process are delivered").await;
    for channel in ["a", "b", "c"] {
        let call = endpoint.next().await;
        assert_eq!(call.events()[0]["channel"], channel);
        assert!(credentials().verify_webhook(KEY, call.header("x-pusher-signature"), &call.body));
    }
    next.signal("-TERM").await;
    assert!(next.ended().await.success());
    let left = std::fs::read_to_string(dir.path().join("state/webhooks-1.jsonl")).expect("a file");
    let lines = left.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let done: Vec<Value> =
        lines.filter_map(|line| line["done"].as_array().cloned()).flatten().collect();
    assert_eq!(done, [1, 2, 3], "all are done with: {left}");
}

/// Waits until so many events stand in the file: they do a moment after the client's confirmation.
async fn kept(dir: &tempfile::TempDir, events: usize) {
    let file = dir.path().join("state/webhooks-1.jsonl");
    let lines = || std::fs::read_to_string(&file).map_or(0, |text| text.lines().count());
    crate::support::eventually("the events are kept", || lines() == events).await;
}
