//! What is asked for on the command line.

use std::path::PathBuf;
use std::time::Duration;

/// How large, how fast, how long.
pub struct Arguments {
    /// How many agents there are.
    pub agents: u64,
    /// Operations a second.
    pub rate: u64,
    /// How long it goes on.
    pub lasts: Duration,
    /// For how long the terminal hangs in the middle of it.
    pub hangs: Duration,
    /// The program.
    pub binary: PathBuf,
}

impl Arguments {
    /// Reads `--agents N`, `--rate N`, `--minutes N`, `--seconds N`, `--hang SECONDS` and `--binary FILE`; what cargo adds
    /// of its own is passed over.
    pub fn read(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self {
            agents: 10_000,
            rate: 5_000,
            lasts: Duration::from_mins(10),
            hangs: Duration::from_secs(20),
            binary: PathBuf::from(env!("CARGO_BIN_EXE_callboard")),
        };
        while let Some(word) = words.next() {
            if word == "--binary" {
                arguments.binary = words.next().ok_or("--binary wants a file behind it")?.into();
                continue;
            }
            let mut number = || {
                let value = words.next().ok_or_else(|| format!("{word} wants a number behind it"))?;
                value.parse::<u64>().map_err(|_| format!("{word} {value}: a whole number is wanted"))
            };
            match word.as_str() {
                "--agents" => arguments.agents = number()?,
                "--rate" => arguments.rate = number()?,
                "--minutes" => arguments.lasts = Duration::from_mins(number()?),
                "--hang" => arguments.hangs = Duration::from_secs(number()?),
                "--seconds" => arguments.lasts = Duration::from_secs(number()?),
                _ => {}
            }
        }
        Ok(arguments)
    }
}
