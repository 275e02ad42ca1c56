//! What a server takes from the machine, as Linux counts it.

use std::fs;
use std::time::Duration;

use anyhow::Context;

/// Linux counts in hundredths of a second here, on every architecture that hawker runs on.
const TICK: Duration = Duration::from_millis(10);

/// Watches the processes of a server.
#[derive(Debug, Clone, Default)]
pub(crate) struct Meter {
    processes: Vec<u32>,
}

impl Meter {
    pub(crate) fn new(processes: Vec<u32>) -> Self {
        Self { processes }
    }

    /// The processor time used so far, in user and system mode; nothing for a server whose processes are not known.
    pub(crate) fn processor_time(&self) -> anyhow::Result<Option<Duration>> {
        self.sum(processor_time_of)
    }

    /// Resident memory in bytes; nothing for a server whose processes are not known.
    pub(crate) fn resident_bytes(&self) -> anyhow::Result<Option<u64>> {
        self.sum(resident_bytes_of)
    }

    fn sum<T: std::iter::Sum>(
        &self,
        measure: impl Fn(u32) -> anyhow::Result<T>,
    ) -> anyhow::Result<Option<T>> {
        if self.processes.is_empty() {
            return Ok(None);
        }
        self.processes.iter().map(|process| measure(*process)).sum::<anyhow::Result<T>>().map(Some)
    }
}

/// The scheduler's nanoseconds of all threads that live, or the ticks of all that ever lived, whichever is more.
fn processor_time_of(process: u32) -> anyhow::Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))
        .with_context(|| format!("process {process} is not there"))?;
    let ticks = parse_ticks(&stat).context("unexpected /proc/PID/stat")?;
    let mut of_threads = Duration::ZERO;
    for thread in fs::read_dir(format!("/proc/{process}/task"))? {
        // A thread may end between the two calls, and a kernel may be built without these numbers.
        if let Ok(text) = fs::read_to_string(thread?.path().join("schedstat")) {
            of_threads += parse_schedstat(&text).context("unexpected schedstat")?;
        }
    }
    Ok(of_threads.max(TICK.saturating_mul(ticks)))
}

fn resident_bytes_of(process: u32) -> anyhow::Result<u64> {
    // What stands in `status` lags behind by some pages for each processor.
    let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup"))
        .or_else(|_| fs::read_to_string(format!("/proc/{process}/status")))
        .with_context(|| format!("process {process} is not there"))?;
    parse_resident(&text).context("the kernel tells no resident memory")
}

/// Fields 14 and 15; the name in field 2 is in parentheses and may contain spaces.
fn parse_ticks(stat: &str) -> Option<u32> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    user.checked_add(system)
}

fn parse_schedstat(text: &str) -> Option<Duration> {
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

fn parse_resident(text: &str) -> Option<u64> {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("Rss:").or_else(|| line.strip_prefix("VmRSS:")))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Meter, parse_resident, parse_schedstat, parse_ticks};

    #[test]
    fn processor_time_is_user_and_system_whatever_the_name() {
        let stat = "42 (a) b) S 1 42 42 0 -1 4194560 100 0 0 0 250 31 0 0 20 0 8 0 123";

        assert_eq!(parse_ticks(stat), Some(281));
        assert_eq!(parse_schedstat("71704 12 1\n"), Some(Duration::from_nanos(71_704)));
    }

    #[test]
    fn resident_memory_is_read_from_either_file() {
        let rollup = "55a0-7ffd ---p 00000000 00:00 0 [rollup]\nRss:   1576 kB\nPss:  245 kB\n";

        assert_eq!(parse_resident(rollup), Some(1576 * 1024));
        assert_eq!(parse_resident("VmHWM:\t 9 kB\nVmRSS:\t 8 kB\n"), Some(8 * 1024));
        assert_eq!(parse_resident("VmSize:\t 9 kB\n"), None);
    }

    #[test]
    fn this_process_is_measured_and_no_process_has_no_numbers() {
        let own = Meter::new(vec![std::process::id()]);
        assert!(own.resident_bytes().expect("it lives").is_some_and(|bytes| bytes > 100_000));
        assert!(own.processor_time().expect("it lives").is_some());

        assert_eq!(Meter::default().resident_bytes().expect("nobody to ask"), None);
    }
}
