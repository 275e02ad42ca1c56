//! The lines of a file: each keeps an event, or forgets some.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tracing::warn;

use super::KeptEvent;

#[derive(Serialize, Deserialize)]
struct Keeping<'a> {
    number: u64,
    app_id: String,
    url: String,
    #[serde(borrow)]
    event: &'a RawValue,
}

#[derive(Serialize, Deserialize)]
struct Forgetting {
    done: Vec<u64>,
}

/// The line that keeps an event.
pub(super) fn keeping(event: &KeptEvent) -> io::Result<String> {
    to_line(&Keeping {
        number: event.number,
        app_id: event.app_id.clone(),
        url: event.url.clone(),
        event: serde_json::from_str(&event.event)?,
    })
}

/// The line that forgets events.
pub(super) fn forgetting(numbers: &[u64]) -> io::Result<String> {
    to_line(&Forgetting { done: numbers.to_vec() })
}

/// What a file keeps, in its order. No file keeps nothing.
pub(super) fn read(path: &Path) -> io::Result<Vec<KeptEvent>> {
    let bytes = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        bytes => bytes?,
    };
    let mut kept = BTreeMap::new();
    for line in bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
        if let Ok(line) = serde_json::from_slice::<Keeping<'_>>(line) {
            let Keeping { number, app_id, url, event } = line;
            kept.insert(number, KeptEvent { number, app_id, url, event: event.get().to_owned() });
        } else if let Ok(line) = serde_json::from_slice::<Forgetting>(line) {
            line.done.iter().for_each(|number| {
                kept.remove(number);
            });
        } else {
            warn!(path = %path.display(), "a line of kept webhooks is cut short, and is left out");
        }
    }
    Ok(kept.into_values().collect())
}

fn to_line(line: &impl Serialize) -> io::Result<String> {
    let mut line = serde_json::to_string(line)?;
    line.push('\n');
    Ok(line)
}
