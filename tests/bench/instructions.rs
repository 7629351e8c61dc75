//! Instructions that the ways data takes cost, held against those that are committed: a machine's noise does not count.
//!
//! `cargo bench --bench instructions` here runs each case below callgrind and fails where one takes over 5 % more than
//! `tests/bench/instructions.txt` says; `-- --bless` writes that file anew, and `-- NAME …` looks at some of them only. A
//! change that makes one cheaper should bless it, or what was won may be lost again unseen.
//!
//! Counts are those of one compiler: another one's code is another. The file says what it was taken with; with another
//! compiler figures are printed and nothing fails. Processors and C libraries hardly matter, since valgrind runs the program
//! on a processor of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measurement that cannot be made ends with the reason, and what was measured is printed"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::{Command, ExitCode};
use std::{env, fs, io, thread};

#[path = "instructions/cases.rs"]
mod cases;
#[path = "board/centre.rs"]
#[allow(dead_code, reason = "the other benchmarks use the rest")]
mod centre;

/// More than this, in percent of what is committed, is a regression.
const ALLOWED: f64 = 5.0;

/// Where the committed counts are.
const BASELINE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/instructions.txt");

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).filter(|word| word != "--bench").collect();
    if let [word, name] = words.as_slice()
        && word == "--case"
    {
        cases::run(name);
        return ExitCode::SUCCESS;
    }
    let bless = words.iter().any(|word| word == "--bless");
    let named: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != "--bless").collect();
    if let Some(unknown) = named.iter().find(|name| !cases::NAMES.contains(name)) {
        println!("{unknown} is no case; there are {}", cases::NAMES.join(", "));
        return ExitCode::from(2);
    }
    if said("valgrind", &["--version"]).is_none() {
        println!("valgrind is not installed here: instructions were NOT counted");
        return ExitCode::SUCCESS;
    }
    let chosen: Vec<&str> = cases::NAMES.into_iter().filter(|name| named.is_empty() || named.contains(name)).collect();
    let counts = count(&chosen);
    let baseline = Baseline::read();
    if bless {
        baseline.with(counts).write();
        return ExitCode::SUCCESS;
    }
    if baseline.holds(&counts) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs the cases below callgrind, two at a time; how many instructions each took.
fn count(names: &[&'static str]) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    let half = names.len().div_ceil(2).max(1);
    thread::scope(|scope| {
        let each = |names: &[&str]| names.iter().map(|name| below_callgrind(name)).collect::<Vec<u64>>();
        let runs: Vec<_> = names.chunks(half).map(|names| (names, scope.spawn(move || each(names)))).collect();
        for (names, run) in runs {
            let counted = run.join().unwrap_or_else(|_| panic!("a case could not be run"));
            counts.extend(names.iter().map(|name| (*name).to_owned()).zip(counted));
        }
    });
    counts
}

fn below_callgrind(name: &str) -> u64 {
    let program = env::current_exe().expect("the program knows itself");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=*callgrind_counts*"])
        .arg(program)
        .args(["--case", name])
        .output()
        .expect("valgrind runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} failed below valgrind:\n{told}");
    let collected = told.lines().find_map(|line| line.split_once("Collected : "));
    let count = collected.and_then(|(_, count)| count.trim().parse().ok());
    count.filter(|count| *count > 0).unwrap_or_else(|| panic!("callgrind counted nothing of {name}:\n{told}"))
}

/// The counts that are committed, and what they were taken with.
#[derive(Default)]
struct Baseline {
    compiler: String,
    counts: BTreeMap<String, u64>,
}

impl Baseline {
    /// None where there is no file.
    fn read() -> Self {
        let text = match fs::read_to_string(BASELINE) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::default(),
            Err(error) => panic!("{BASELINE} cannot be read: {error}"),
        };
        let mut baseline = Self::default();
        for line in text.lines() {
            if let Some(compiler) = line.strip_prefix("# compiler: ") {
                compiler.clone_into(&mut baseline.compiler);
            } else if let Some((name, count)) = line.split_once(' ').filter(|_| !line.starts_with('#')) {
                let count = count.trim().replace(',', "").parse().unwrap_or_else(|_| panic!("{BASELINE}: {line:?}"));
                baseline.counts.insert(name.to_owned(), count);
            }
        }
        baseline
    }

    fn with(mut self, counts: BTreeMap<String, u64>) -> Self {
        if self.compiler != compiler() {
            self.counts.clear();
        }
        self.counts.extend(counts);
        self.counts.retain(|name, _| cases::NAMES.contains(&name.as_str()));
        self
    }

    fn write(&self) {
        let mut text = format!(
            "# Instructions of each case, as `cargo bench --bench instructions -- --bless` counts them in tests/bench.\n\
             # compiler: {}\n# valgrind: {}\n# C library: {}\n",
            compiler(),
            said("valgrind", &["--version"]).unwrap_or_default(),
            said("getconf", &["GNU_LIBC_VERSION"]).unwrap_or_else(|| "not told".to_owned()),
        );
        for (name, count) in &self.counts {
            writeln!(text, "{name} {count}").unwrap();
        }
        fs::write(BASELINE, text).unwrap_or_else(|error| panic!("{BASELINE} cannot be written: {error}"));
        println!("{BASELINE} is written");
    }

    /// Whether none of the counts is far above the committed one; they are printed beside each other.
    fn holds(&self, counts: &BTreeMap<String, u64>) -> bool {
        let same = self.compiler == compiler();
        if !same {
            let theirs = if self.compiler.is_empty() { "none" } else { &self.compiler };
            println!("the committed counts are of {theirs}, this is {}: nothing is held against them", compiler());
        }
        let mut held = true;
        for (name, count) in counts {
            let Some(known) = self.counts.get(name) else {
                println!("{name:<12} {count:>14}   there is no committed count: bless it");
                held &= !same;
                continue;
            };
            let more = (*count as f64 / *known as f64 - 1.0) * 100.0;
            let verdict = match more {
                more if more > ALLOWED && same => "NOT HELD",
                more if more < -ALLOWED && same => "cheaper: bless it",
                _ => "",
            };
            println!("{name:<12} {count:>14}   committed {known:>14}   {more:>+6.1} %   {verdict}");
            held &= !same || more <= ALLOWED;
        }
        held
    }
}

/// Which compiler built this, as far as the one that is here is the one that did.
fn compiler() -> String {
    let rustc = env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let version = said(&rustc, &["--version"]).unwrap_or_else(|| "an unknown compiler".to_owned());
    format!("{version}, {}", env::consts::ARCH)
}

/// The first line that a program prints; nothing where it cannot be run.
fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok().filter(|output| output.status.success())?;
    String::from_utf8_lossy(&output.stdout).lines().next().map(str::to_owned)
}
