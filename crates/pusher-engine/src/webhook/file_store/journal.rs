//! One process's file, and what it takes over from the files of others.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::KeptEvent;
use super::lines;

/// A file that is larger than this, and mostly of what is forgotten, is written anew.
const WORTH_WRITING_ANEW_BYTES: usize = 1 << 20;

/// Files of a directory are held by as many processes, or their remains.
const MOST_FILES: usize = 1_000;

/// The file of this process.
pub(super) struct Journal {
    place: Place,
    file: File,
    bytes: usize,
    /// The lines of the events that wait.
    live: BTreeMap<u64, String>,
    live_bytes: usize,
}

/// A file, held by a lock. The lock is on a file beside it, which is never replaced.
struct Place {
    path: PathBuf,
    _lock: File,
}

impl Journal {
    /// Takes the first file that nobody holds, and over what is in all others of them.
    pub(super) fn open(directory: &Path) -> io::Result<(Self, Vec<KeptEvent>)> {
        make_directory(directory)?;
        let mut places = free_places(directory)?;
        let mut left = Vec::new();
        for place in &places {
            left.extend(lines::read(&place.path)?);
        }
        // Two files may have used the same numbers.
        left.iter_mut().zip(1..).for_each(|(event, number)| event.number = number);
        let others = places.split_off(1);
        let place = places.pop().expect("there is at least one, or an error");
        let mut live = BTreeMap::new();
        for event in &left {
            live.insert(event.number, lines::keeping(event)?);
        }
        let live_bytes = live.values().map(String::len).sum();
        let (file, bytes) = place.write(&live)?;
        for other in others {
            // Only now: its events stand in the own file.
            remove(&other.path)?;
        }
        Ok((Self { place, file, bytes, live, live_bytes }, left))
    }

    /// Keeps events, with one wait for the disk.
    pub(super) fn keep(&mut self, events: &[KeptEvent]) -> io::Result<()> {
        let lines: Vec<String> = events.iter().map(lines::keeping).collect::<Result<_, _>>()?;
        self.append(&lines.concat())?;
        self.file.sync_data()?;
        for (event, line) in events.iter().zip(lines) {
            self.live_bytes += line.len();
            self.live.insert(event.number, line);
        }
        Ok(())
    }

    pub(super) fn forget(&mut self, numbers: &[u64]) -> io::Result<()> {
        for number in numbers {
            let line = self.live.remove(number);
            self.live_bytes -= line.map_or(0, |line| line.len());
        }
        self.append(&lines::forgetting(numbers)?)?;
        if self.bytes > WORTH_WRITING_ANEW_BYTES && self.bytes / 4 > self.live_bytes {
            (self.file, self.bytes) = self.place.write(&self.live)?;
        }
        Ok(())
    }

    /// One write for all lines, so that a process that ends leaves at most the last one cut short.
    fn append(&mut self, lines: &str) -> io::Result<()> {
        self.file.write_all(lines.as_bytes())?;
        self.bytes += lines.len();
        Ok(())
    }
}

impl Place {
    /// Replaces the file by one with only these lines: whole, or not at all.
    fn write(&self, live: &BTreeMap<u64, String>) -> io::Result<(File, usize)> {
        let draft = self.path.with_extension("draft");
        remove(&draft)?;
        let mut file = private().create_new(true).append(true).open(&draft)?;
        let lines: String = live.values().map(String::as_str).collect();
        file.write_all(lines.as_bytes())?;
        file.sync_data()?;
        fs::rename(&draft, &self.path)?;
        self.sync_directory()?;
        Ok((file, lines.len()))
    }

    /// Puts the file's name on the disk, where a directory can be told to.
    fn sync_directory(&self) -> io::Result<()> {
        match self.path.parent() {
            Some(directory) if cfg!(unix) => File::open(directory)?.sync_all(),
            Some(_) | None => Ok(()),
        }
    }
}

/// At least one file that nobody holds, and every one with events in it.
fn free_places(directory: &Path) -> io::Result<Vec<Place>> {
    let mut places = Vec::new();
    for index in 1..=MOST_FILES {
        let path = directory.join(format!("webhooks-{index}.jsonl"));
        let lock = path.with_extension("lock");
        if !places.is_empty() && !lock.exists() {
            return Ok(places);
        }
        let lock = private().create(true).truncate(false).write(true).open(&lock)?;
        match lock.try_lock() {
            Ok(()) => places.push(Place { path, _lock: lock }),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    if places.is_empty() {
        return Err(io::Error::other("every file for webhooks is in use"));
    }
    Ok(places)
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn make_directory(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn private() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
