//! What Linux tells of a process.

use std::fs;
use std::time::Duration;

/// How many ticks of processor time a second has; fixed where `/proc` shows them.
const TICKS: u64 = 100;

/// A process by its number.
#[derive(Clone, Copy)]
pub struct Process(pub u32);

impl Process {
    /// Memory in use now, in bytes.
    pub fn memory(self) -> u64 {
        self.status("VmRSS:")
    }

    /// The part of it that no file stands behind, in bytes.
    pub fn anonymous(self) -> u64 {
        self.status("RssAnon:")
    }

    /// The most memory that was ever in use, in bytes.
    pub fn high_water(self) -> u64 {
        self.status("VmHWM:")
    }

    /// Processor time used so far.
    pub fn processor(self) -> Duration {
        let text = fs::read_to_string(format!("/proc/{}/stat", self.0)).unwrap_or_default();
        // The name in brackets may hold blanks.
        let fields = text.rsplit_once(')').map_or("", |(_, fields)| fields);
        let ticks =
            |place| fields.split_whitespace().nth(place).and_then(|ticks| ticks.parse::<u64>().ok()).unwrap_or(0);
        Duration::from_millis((ticks(11) + ticks(12)) * 1000 / TICKS)
    }

    fn status(self, name: &str) -> u64 {
        let text = fs::read_to_string(format!("/proc/{}/status", self.0)).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        let kilobytes =
            line.and_then(|line| line.split_whitespace().next()).and_then(|count| count.parse::<u64>().ok());
        kilobytes.unwrap_or(0) * 1024
    }
}

/// How many processes wanted a processor at a time, over the last minute.
pub fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().and_then(|load| load.parse().ok()).unwrap_or(0.0)
}
