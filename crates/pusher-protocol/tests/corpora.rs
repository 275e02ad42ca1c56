//! Replays what the fuzzer has collected, through the very functions that it calls: whatever it once found
//! interesting must still hold, and no fuzzer is needed to see that it does.

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

#[path = "../../../fuzz/src/lib.rs"]
pub mod hawker_fuzz;

fn replay(target: &str, check: fn(&[u8])) {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let files = fs::read_dir(&corpus).expect("every target has a corpus");
    let mut replayed = 0;
    for file in files {
        let path = file.expect("the folder can be read").path();
        let bytes = fs::read(&path).expect("a file of the corpus");
        let outcome = catch_unwind(|| check(&bytes));
        assert!(outcome.is_ok(), "{} breaks something", path.display());
        replayed += 1;
    }
    assert!(replayed > 10, "the corpus of {target} has only {replayed} files");
}

#[test]
fn every_collected_frame_keeps_what_must_hold_of_frames() {
    replay("client_frames", hawker_fuzz::client_frames::check);
}

#[test]
fn every_collected_body_keeps_what_must_hold_of_bodies() {
    replay("api_bodies", hawker_fuzz::api_bodies::check);
}

#[test]
fn every_collected_call_keeps_what_must_hold_of_signed_calls() {
    replay("query_auth", hawker_fuzz::query_auth::check);
}
