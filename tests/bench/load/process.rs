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
        let text = read(&format!("/proc/{}/stat", self.0));
        // The name in brackets may hold blanks.
        let (_, fields) = text.rsplit_once(')').expect("the process has a name in brackets");
        let ticks = |place| {
            let field = fields.split_whitespace().nth(place).expect("the process has a count of ticks");
            field.parse::<u64>().expect("processor time is a number of ticks")
        };
        Duration::from_millis((ticks(11) + ticks(12)) * 1000 / TICKS)
    }

    fn status(self, name: &str) -> u64 {
        let text = read(&format!("/proc/{}/status", self.0));
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        let count = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        count.unwrap_or_else(|| panic!("/proc tells no {name} of process {}", self.0)) * 1024
    }
}

/// How many processes wanted a processor at a time, over the last minute.
pub fn load() -> f64 {
    let text = read("/proc/loadavg");
    let load = text.split_whitespace().next().expect("the load begins with that of a minute");
    load.parse().expect("the load is a number")
}

/// What cannot be read cannot be measured: nothing stands in for it.
fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{path} cannot be read ({error}); this needs Linux"))
}
