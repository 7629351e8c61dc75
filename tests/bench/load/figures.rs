//! What was measured, and whether it is as promised.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::arguments::Arguments;
use super::process::{Process, load};

/// A key is answered in this time.
const KEY_WITHIN: Duration = Duration::from_millis(100);

/// Memory may be so much larger at the end than it was when everything had been seen once, in bytes: lists that a
/// person looked at, and a day that goes on.
const GROWTH: u64 = 32 * 1024 * 1024;

/// So often a line tells how memory stood.
const MINUTE: Duration = Duration::from_mins(1);

/// One look at both processes.
struct Sample {
    /// How long it had gone on.
    at: Duration,
    memory: u64,
    anonymous: u64,
    centre: u64,
    load: f64,
}

/// Everything that was measured.
pub struct Figures {
    asked: String,
    /// How long the centre took to begin.
    pub centre_ready: Duration,
    /// How long the board took to have everybody.
    pub board_ready: Duration,
    /// How long it went on.
    pub lasted: Duration,
    /// Each key with the time until it showed.
    pub keys: Vec<(Duration, &'static str)>,
    /// Keys for a neighbour where there was none.
    pub at_the_end: usize,
    samples: Vec<Sample>,
    /// Anonymous memory when the terminal had hung, in bytes.
    after_hanging: Option<u64>,
    /// The most memory that the board ever had, in bytes.
    pub high_water: u64,
    /// Processor time of the centre and of the board.
    pub processor: [Duration; 2],
    /// Operations that the centre made.
    pub sent: u64,
    /// Operations that the board applied.
    pub applied: u64,
    /// What it rejected, in its words.
    pub rejected: String,
    /// Connections before and after.
    pub connects: [u64; 2],
    /// Comparisons with the centre.
    pub resyncs: u64,
    /// Fields that they found to differ.
    pub drifted: u64,
    /// Whether the board ended as asked.
    pub ended_well: bool,
}

impl Figures {
    /// Nothing yet.
    pub fn new(arguments: &Arguments) -> Self {
        let Arguments { agents, rate, lasts, hangs, .. } = arguments;
        Self {
            asked: format!(
                "{agents} agents, {rate} operations a second, {} s, hanging for {} s",
                lasts.as_secs(),
                hangs.as_secs()
            ),
            centre_ready: Duration::ZERO,
            board_ready: Duration::ZERO,
            lasted: Duration::ZERO,
            keys: Vec::new(),
            at_the_end: 0,
            samples: Vec::new(),
            after_hanging: None,
            high_water: 0,
            processor: [Duration::ZERO; 2],
            sent: 0,
            applied: 0,
            rejected: String::new(),
            connects: [0; 2],
            resyncs: 0,
            drifted: 0,
            ended_well: false,
        }
    }

    /// Looks at both processes when it has gone on for so long.
    pub fn sample(&mut self, at: Duration, board: Process, centre: Process) {
        self.samples.push(Sample {
            at,
            memory: board.memory(),
            anonymous: board.anonymous(),
            centre: centre.memory(),
            load: load(),
        });
    }

    /// Looks at the board after its terminal hung.
    pub fn hung(&mut self, board: Process) {
        self.after_hanging = Some(board.anonymous());
    }

    /// What was promised and did not hold, a sentence each.
    pub fn broken(&self) -> Vec<String> {
        let mut broken = Vec::new();
        let late = self.keys.iter().filter(|(took, _)| *took > KEY_WITHIN).count();
        if late > 0 {
            let within = KEY_WITHIN.as_millis();
            broken.push(format!("{late} of {} keys were answered later than {within} ms", self.keys.len()));
        }
        if self.keys.is_empty() {
            broken.push("no key was pressed".to_owned());
        }
        if self.sent == 0 {
            broken.push("no operation was sent".to_owned());
        }
        if self.at_the_end * 20 > self.keys.len() {
            broken.push(format!("{} keys were for a neighbour where there was none", self.at_the_end));
        }
        // The first tenths have seen every page; neither the last one nor a terminal that hung may need much more.
        let tenth = (self.samples.len() / 10).max(1);
        let most = |samples: &[Sample]| samples.iter().map(|sample| sample.anonymous).max().unwrap_or(0);
        let first = most(self.samples.get(..tenth * 2).unwrap_or(&self.samples));
        let last = most(self.samples.get(self.samples.len().saturating_sub(tenth)..).unwrap_or_default());
        for (when, memory) in [("at the end", Some(last)), ("after the terminal hung", self.after_hanging)] {
            match memory {
                Some(memory) if memory > first + GROWTH => {
                    broken.push(format!("memory grew from {} to {} {when}", megabytes(first), megabytes(memory)));
                }
                Some(_) => {}
                None => broken.push(format!("memory was not looked at {when}")),
            }
        }
        if self.sent != self.applied {
            broken.push(format!("{} operations were sent, {} applied", self.sent, self.applied));
        }
        if self.rejected != "none" {
            broken.push(format!("rejected: {}", self.rejected));
        }
        if self.drifted > 0 {
            broken.push(format!("{} fields had drifted", self.drifted));
        }
        if self.connects[0] != self.connects[1] {
            broken.push(format!(
                "the streams were opened again: {} connects became {}",
                self.connects[0], self.connects[1]
            ));
        }
        if !self.ended_well {
            broken.push("the board did not end well".to_owned());
        }
        broken
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

fn share(part: Duration, whole: Duration) -> String {
    format!("{:.0} % of a processor", 100.0 * part.as_secs_f64() / whole.as_secs_f64().max(1e-9))
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = |label: &str, text: String| writeln!(f, "{label:<24}{text}");
        line("asked for", self.asked.clone())?;
        let [centre, board] = self.processor;
        line("centre ready after", milliseconds(self.centre_ready))?;
        line("board whole after", milliseconds(self.board_ready))?;
        let rate = self.sent as f64 / self.lasted.as_secs_f64().max(1e-9);
        line("lasted", format!("{:.1} s, {rate:.0} operations a second", self.lasted.as_secs_f64()))?;

        let mut keys = self.keys.clone();
        keys.sort_unstable();
        let at =
            |share: f64| keys.get((keys.len() as f64 * share) as usize).or(keys.last()).copied().unwrap_or_default();
        let late = keys.iter().filter(|(took, _)| *took > KEY_WITHIN).count();
        line("keys", format!("{}, {late} later than {} ms", keys.len(), KEY_WITHIN.as_millis()))?;
        for (label, share) in [("  p50", 0.5), ("  p90", 0.9), ("  p99", 0.99), ("  p99.9", 0.999)] {
            line(label, milliseconds(at(share).0))?;
        }
        line("  max", milliseconds(at(1.0).0))?;

        let mut slowest: BTreeMap<&str, Duration> = BTreeMap::new();
        for (took, key) in &keys {
            slowest.insert(key, *took);
        }
        let mut slowest: Vec<(Duration, &str)> = slowest.into_iter().map(|(key, took)| (took, key)).collect();
        slowest.sort_unstable();
        let slowest: Vec<String> =
            slowest.into_iter().rev().take(6).map(|(took, key)| format!("{key:?} {}", milliseconds(took))).collect();
        line("  slowest of each", slowest.join("  "))?;
        line("  at an end of the list", self.at_the_end.to_string())?;

        let memory =
            |sample: &Sample| format!("{}, anonymous {}", megabytes(sample.memory), megabytes(sample.anonymous));
        let middle = self.samples.len() / 2;
        for (label, sample) in [
            ("memory at first", self.samples.first()),
            ("  in the middle", self.samples.get(middle)),
            ("  at the end", self.samples.last()),
        ] {
            line(label, sample.map(memory).unwrap_or_default())?;
        }
        for minute in 1_u32.. {
            let Some(sample) = self.samples.iter().find(|sample| sample.at >= MINUTE * minute) else { break };
            line(&format!("  minute {minute}"), format!("anonymous {}", megabytes(sample.anonymous)))?;
        }
        let hung = self.after_hanging.map(|memory| format!("anonymous {}", megabytes(memory)));
        line("  after it hung", hung.unwrap_or_default())?;
        line("  high water", megabytes(self.high_water))?;
        let centres = self.samples.iter().map(|sample| sample.centre).max().unwrap_or(0);
        line("processor", format!("board {}, centre {}", share(board, self.lasted), share(centre, self.lasted)))?;
        line("centre's memory", megabytes(centres))?;
        line("operations sent", self.sent.to_string())?;
        line("  applied", self.applied.to_string())?;
        line("  rejected", self.rejected.clone())?;
        line("connects", format!("{}, then {}", self.connects[0], self.connects[1]))?;
        line("resyncs", format!("{}, {} fields had drifted", self.resyncs, self.drifted))?;
        let load = self.samples.iter().map(|sample| sample.load).fold(0.0, f64::max);
        line("load of the machine", format!("{load:.1} at most"))
    }
}
