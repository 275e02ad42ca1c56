//! Webhook events in files of a directory, one JSON object on a line.
//!
//! A line keeps an event, `{"number":..,"app_id":..,"url":..,"event":{..}}`, or forgets some,
//! `{"done":[..]}`. Each process writes to a file of its own, which it holds by a lock beside it;
//! at its start it takes over what is in files that nobody holds. So a successor can start while
//! its predecessor still empties its queues, and takes over what that left at the next start.
//!
//! Events are on the disk before they count as kept, so that they survive a power cut. What is
//! forgotten is only handed to the operating system: after a power cut it is delivered once more.

mod journal;
mod lines;

use std::io;
use std::path::Path;

use parking_lot::Mutex;

use self::journal::Journal;
use super::{KeptEvent, WebhookStore};

/// A store of webhooks in a directory.
pub struct FileWebhookStore {
    journal: Mutex<Journal>,
    /// What other processes left, until somebody asks for it.
    left: Mutex<Vec<KeptEvent>>,
}

impl FileWebhookStore {
    /// Opens the store, and makes the directory where it is missing: for its owner alone, because
    /// events can hold what users wrote.
    pub fn open(directory: impl AsRef<Path>) -> io::Result<Self> {
        let (journal, left) = Journal::open(directory.as_ref())?;
        Ok(Self { journal: Mutex::new(journal), left: Mutex::new(left) })
    }
}

impl WebhookStore for FileWebhookStore {
    fn keep(&self, events: &[KeptEvent]) -> io::Result<()> {
        self.journal.lock().keep(events)
    }

    fn forget(&self, numbers: &[u64]) -> io::Result<()> {
        self.journal.lock().forget(numbers)
    }

    fn load(&self) -> io::Result<Vec<KeptEvent>> {
        Ok(std::mem::take(&mut *self.left.lock()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(number: u64) -> KeptEvent {
        KeptEvent {
            number,
            app_id: "7".into(),
            url: "http://hall.example/\"hook\"".into(),
            event: format!(r#"{{"name":"channel_occupied","channel":"c-{number}"}}"#),
        }
    }

    fn events_of(store: &FileWebhookStore) -> Vec<String> {
        store.load().expect("readable").into_iter().map(|kept| kept.event).collect()
    }

    #[test]
    fn the_next_process_finds_what_was_kept_and_not_forgotten() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("not-there-yet");
        let store = FileWebhookStore::open(&path).expect("opened");
        store.keep(&[event(1), event(2)]).expect("kept");
        store.keep(&[event(3), event(4)]).expect("kept");
        store.forget(&[1, 3]).expect("forgotten");
        drop(store);
        for _ in 0..2 {
            let store = FileWebhookStore::open(&path).expect("opened");
            assert_eq!(events_of(&store), [event(2).event, event(4).event]);
            assert_eq!(events_of(&store), [""; 0], "it is told once");
        }
    }

    #[test]
    fn a_line_that_was_cut_short_takes_nothing_else_with_it() {
        let dir = tempfile::tempdir().expect("a directory");
        let store = FileWebhookStore::open(dir.path()).expect("opened");
        store.keep(&[event(1)]).expect("kept");
        store.keep(&[event(2)]).expect("kept");
        drop(store);
        let file = dir.path().join("webhooks-1.jsonl");
        let text = std::fs::read_to_string(&file).expect("a file");
        std::fs::write(&file, &text[..text.len() - 9]).expect("cut");
        let store = FileWebhookStore::open(dir.path()).expect("opened");
        assert_eq!(events_of(&store), [event(1).event]);
    }

    #[test]
    fn two_processes_do_not_touch_each_others_events_and_the_next_takes_both() {
        let dir = tempfile::tempdir().expect("a directory");
        let first = FileWebhookStore::open(dir.path()).expect("opened");
        first.keep(&[event(1)]).expect("kept");
        let second = FileWebhookStore::open(dir.path()).expect("opened");
        assert_eq!(events_of(&second), [""; 0]);
        second.keep(&[event(1)]).expect("kept");
        second.keep(&[event(2)]).expect("kept");
        drop((first, second));
        let third = FileWebhookStore::open(dir.path()).expect("opened");
        assert_eq!(events_of(&third), [event(1).event, event(1).event, event(2).event]);
        third.forget(&[2]).expect("forgotten");
        drop(third);
        let fourth = FileWebhookStore::open(dir.path()).expect("opened");
        assert_eq!(events_of(&fourth), [event(1).event, event(2).event]);
    }

    #[test]
    fn the_file_does_not_grow_with_what_is_forgotten() {
        let dir = tempfile::tempdir().expect("a directory");
        let store = FileWebhookStore::open(dir.path()).expect("opened");
        store.keep(&[event(1)]).expect("kept");
        let large = "x".repeat(100_000);
        for number in 2..100 {
            let data = format!(r#"{{"data":"{large}"}}"#);
            store.keep(&[KeptEvent { event: data, ..event(number) }]).expect("kept");
            store.forget(&[number]).expect("forgotten");
        }
        let bytes = std::fs::metadata(dir.path().join("webhooks-1.jsonl")).expect("a file").len();
        assert!(bytes < 3_000_000, "{bytes}");
        drop(store);
        let store = FileWebhookStore::open(dir.path()).expect("opened");
        assert_eq!(events_of(&store), [event(1).event]);
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_can_read_the_events() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("store");
        let store = FileWebhookStore::open(&path).expect("opened");
        store.keep(&[event(1)]).expect("kept");
        let mode =
            |path| std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!(mode(path.clone()), 0o700);
        assert_eq!(mode(path.join("webhooks-1.jsonl")), 0o600);
    }
}
