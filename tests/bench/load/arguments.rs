//! What is asked for on the command line.

use std::path::{Path, PathBuf};
use std::process::Command;
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
    /// Reads `--agents N`, `--rate N`, `--minutes N`, `--seconds N`, `--hang SECONDS` and `--binary FILE`.
    pub fn read(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self {
            agents: 10_000,
            rate: 5_000,
            lasts: Duration::from_mins(10),
            hangs: Duration::from_secs(20),
            binary: PathBuf::new(),
        };
        while let Some(word) = words.next() {
            if word == "--binary" {
                arguments.binary = words.next().ok_or("--binary wants a file behind it")?.into();
                continue;
            }
            if !matches!(word.as_str(), "--agents" | "--rate" | "--minutes" | "--hang" | "--seconds") {
                return Err(format!("{word} is no argument"));
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
                _ => arguments.lasts = Duration::from_secs(number()?),
            }
        }
        if arguments.binary == Path::new("") {
            arguments.binary = build()?;
        }
        Ok(arguments)
    }
}

/// Builds the program as it is released, and says where it is.
fn build() -> Result<PathBuf, String> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let built = Command::new(env!("CARGO")).args(["build", "--release", "--locked"]).current_dir(root).status();
    if !built.is_ok_and(|status| status.success()) {
        return Err("the program could not be built".to_owned());
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    Ok(target.join("release/callboard"))
}
