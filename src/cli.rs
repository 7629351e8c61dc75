//! The command line, and nothing else: what can be typed, and what it means in types.
//!
//! Nothing of the crate is imported here, so that completions and man pages can be made from these definitions.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::Resettable;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

#[cfg(feature = "demo")]
mod demo;
mod hub;
mod note;
mod probe;
mod push;
mod say;
mod settings;
mod spoken;
mod story;
mod tape;
mod walls;

#[cfg(feature = "demo")]
pub use demo::{Centre, Demo, Simulate, Vendors};
pub use hub::Hub;
pub use note::Note;
pub use probe::Probe;
pub use push::Push;
pub use say::Say;
pub use settings::{AboutSettings, Settings};
pub use spoken::SayChanges;
pub use story::{Handover, Timeline};
pub use tape::{Follow, From, Query, Record, Replay, Table, Tail};

/// A live wallboard for contact centres, in the terminal.
#[derive(Debug, Clone, PartialEq, Parser)]
#[command(name = "callboard", version, about, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do; without it: the board on the configured tenant.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Show the board on a wall: no key is needed, views take turns, alerts interrupt; with a name the wall of
    /// [kiosk.NAME], where the name of a command needs an equals sign before it
    // Empty without a name.
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub kiosk: Option<String>,
    /// Flags of every command.
    #[command(flatten)]
    pub common: Common,
}

/// Commands that read no settings, keep no log and draw nothing: the common flags mean nothing to them.
const WITHOUT_COMMON: [&str; 2] = ["completions", "man"];

/// The definitions as clap has them, built: what completions and the manual's tables are made of.
pub fn command() -> clap::Command {
    let mut command = definitions();
    command.build();
    command
}

/// The common flags may stand before a command or behind it.
fn definitions() -> clap::Command {
    let command = Cli::command();
    let names: Vec<String> = command.get_subcommands().map(|part| part.get_name().to_owned()).collect();
    let with = names.iter().filter(|name| !WITHOUT_COMMON.contains(&name.as_str()));
    with.fold(command, |command, name| command.mut_subcommand(name, with_common))
}

/// A command that takes the common flags too. Their own description would take the place of the command's.
fn with_common(command: clap::Command) -> clap::Command {
    let (about, long) = (command.get_about().cloned(), command.get_long_about().cloned());
    Common::augment_args(command).about(Resettable::from(about)).long_about(Resettable::from(long))
}

/// Reads a command line, the program's name first.
///
/// # Errors
/// When it cannot be read, or asks for help or the version.
pub fn read(line: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> Result<Cli, clap::Error> {
    let definitions = definitions();
    let line = walls::joined(line.into_iter().map(Into::into), &definitions);
    let matches = definitions.try_get_matches_from(line)?;
    let mut cli = Cli::from_arg_matches(&matches)?;
    if let Some((name, behind)) = matches.subcommand()
        && !WITHOUT_COMMON.contains(&name)
    {
        cli.common = Common::from_arg_matches(behind)?.over(cli.common);
    }
    Ok(cli)
}

/// Flags of every command but the two that read no settings, `completions` and `man`.
#[derive(Debug, Clone, Default, PartialEq, Args)]
#[command(next_help_heading = "Common flags")]
pub struct Common {
    /// Settings file [default: $XDG_CONFIG_HOME/callboard/config.toml, over /etc/callboard/config.toml]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Follow the hub at this address, such as `https://hub.example:8444`, instead of asking the vendors; given several
    /// times, each with a name before it (berlin=https://…) or without, the board shows several sites
    #[arg(long, value_name = "URL")]
    pub hub: Vec<String>,
    /// Of several sites of the settings, this one alone
    #[arg(long, value_name = "NAME")]
    pub site: Option<String>,
    /// How much goes to the log
    #[arg(long, value_name = "LEVEL", value_parser = ["error", "warn", "info", "debug", "trace"])]
    pub log_level: Option<String>,
    /// Log file [default: $XDG_STATE_HOME/callboard/callboard.log]
    #[arg(long, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
    /// Theme to begin with [default: dark]
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// Draw with ASCII characters only
    #[arg(long)]
    pub ascii: bool,
    /// Spare a thin line: figures every 5 seconds, few bytes [default: when the terminal cannot keep up]
    #[arg(long)]
    pub slow_line: bool,
    /// Let the mouse choose, open and scroll [default: the terminal keeps it, for selecting text]
    #[arg(long)]
    pub mouse: bool,
    /// How many colours to use [default: what the terminal can; none with NO_COLOR]
    #[arg(long, value_name = "DEPTH", value_parser = ["auto", "truecolour", "256", "16", "none"])]
    pub colour: Option<String>,
    /// The language of the board [default: what LC_ALL, LC_MESSAGES and LANG say]
    #[arg(long, value_name = "LANGUAGE", value_parser = ["auto", "en", "zh"])]
    pub language: Option<String>,
}

impl Common {
    /// These, and for what they leave open the `others`.
    fn over(self, others: Self) -> Self {
        Self {
            config: self.config.or(others.config),
            hub: if self.hub.is_empty() { others.hub } else { self.hub },
            site: self.site.or(others.site),
            log_level: self.log_level.or(others.log_level),
            log_file: self.log_file.or(others.log_file),
            theme: self.theme.or(others.theme),
            ascii: self.ascii || others.ascii,
            slow_line: self.slow_line || others.slow_line,
            mouse: self.mouse || others.mouse,
            colour: self.colour.or(others.colour),
            language: self.language.or(others.language),
        }
    }
}

/// The commands.
#[derive(Debug, Clone, PartialEq, Subcommand)]
pub enum Command {
    /// Show a live board of an invented contact centre; nothing needs to be configured
    #[cfg(feature = "demo")]
    Demo(Demo),
    /// Serve an invented contact centre over HTTP, as the vendor would
    #[cfg(feature = "demo")]
    Simulate(Simulate),
    /// Print the board once, for scripts
    Snapshot(Snapshot),
    /// Ask a few questions, try the answers with the vendor, and write a settings file
    Init,
    /// Look whether everything that the board needs works, and say what to do about what does not
    Doctor(Doctor),
    /// Print which settings hold and where from, what is wrong with them, or a schema for editors
    Config(Settings),
    /// Print completions for a shell
    Completions(Completions),
    /// Show the manual, print it, or write it as pages
    Man(Man),
    /// Tell which alerts the rules of the settings would have raised, and when
    Alerts(Alerts),
    /// Record everything that the board is told into a file, without a screen
    Record(Record),
    /// Show a recording on the board
    Replay(Replay),
    /// Print everything that the board is told as JSON lines, for jq
    Tail(Tail),
    /// Print recordings as rows, one JSON object a line, for DuckDB
    Query(Query),
    /// Tell what happened in recordings, in facts, one a line
    Timeline(Timeline),
    /// Write the shift of recordings as Markdown, to be handed over
    Handover(Handover),
    /// Ask a bot once, as a bot probe of the settings does, and print what each step took
    Probe(Probe),
    /// Listen for the vendor's callbacks and print what comes, to see whether they come at all
    Push(Push),
    /// Ask the vendors for any number of boards, which follow this one process
    Hub(Hub),
    /// Show a message across the boards of this machine, for a while
    Say(Say),
    /// Write a note about this moment on the boards of this machine; a hub passes it on to all of its boards
    Note(Note),
    /// Say what changes, a sentence a change, for screen readers, speech and logs
    SayChanges(SayChanges),
}

/// `callboard snapshot`
#[derive(Debug, Clone, PartialEq, Args)]
pub struct Snapshot {
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Stay on the stream this long, applying operations, before printing (30s, 2m)
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = duration)]
    pub after: Duration,
    /// Print what has come after this time, and say what is missing
    #[arg(long, value_name = "DURATION", default_value = "20s", value_parser = duration)]
    pub timeout: Duration,
    /// Instead of the board, print what differs in it from the vendor's own snapshot, and end with 1 if anything does
    #[arg(long)]
    pub verify: bool,
    /// End with 1 unless every part came whole
    #[arg(long)]
    pub complete: bool,
    /// Begin CSV with a byte order mark, by which Excel knows that it is UTF-8
    #[arg(long)]
    pub bom: bool,
    /// Print the JSON schema of what --format json prints, and nothing else
    #[arg(long)]
    pub schema: bool,
}

/// `callboard doctor`
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Doctor {
    /// How to print what was found
    #[arg(long, value_enum, default_value_t = Findings::Text)]
    pub format: Findings,
    /// Only this check, or the checks of this group, and what they depend on (terminal, token, terminal.size); may be
    /// repeated
    #[arg(long, value_name = "NAME")]
    pub only: Vec<String>,
    /// Wait this long for the stream's first message, and as long again for its first change
    #[arg(long, value_name = "DURATION", default_value = "20s", value_parser = duration)]
    pub wait: Duration,
}

/// Formats of the doctor's findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Findings {
    /// For programs
    Json,
    /// For a person
    Text,
}

/// `callboard completions`
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Completions {
    /// The shell that is to read them
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: Shell,
}

/// `callboard man`
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Man {
    /// The page: a command's name, or settings, keys, operating, interfaces
    #[arg(value_name = "PAGE", conflicts_with = "dir")]
    pub page: Option<String>,
    /// Write all pages into this directory, which is made if need be
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// `callboard alerts`
#[derive(Debug, Clone, PartialEq, Args)]
pub struct Alerts {
    /// A recording, or updates as JSON lines, one a line; `-` reads standard input
    #[arg(long, value_name = "FILE", required_unless_present_any = ["lab", "schema"], conflicts_with = "lab")]
    pub dry_run: Option<PathBuf>,
    /// Hold the rule of this name against recordings with each value of --sweep in turn, and print what each comes to
    #[arg(long, value_name = "RULE", requires_all = ["sweep", "files"])]
    pub lab: Option<String>,
    /// Which key of the rule takes which values: limit, above, below, equals, over, hold or escalate_after (limit=2..10,
    /// over=3m..10m)
    #[arg(long, value_name = "KEY=FROM..TO", requires = "lab")]
    pub sweep: Option<String>,
    /// How far apart the values are [default: 1, or 1m where they are durations]
    #[arg(long, value_name = "STEP", requires = "lab")]
    pub step: Option<String>,
    /// How long a shift is, for the alerts of one
    #[arg(long, value_name = "DURATION", default_value = "8h", value_parser = duration, requires = "lab")]
    pub shift: Duration,
    /// Print what --lab found as one JSON document
    #[arg(long, requires = "lab")]
    pub json: bool,
    /// Print the JSON schema of that document, and nothing else
    #[arg(long, conflicts_with_all = ["dry_run", "lab"])]
    pub schema: bool,
    /// What --lab reads: recordings, or updates as JSON lines; `-` reads standard input
    #[arg(value_name = "FILE", requires = "lab")]
    pub files: Vec<PathBuf>,
}

/// Formats of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Everything, for programs
    Json,
    /// The agents, one row each
    Csv,
    /// For a person
    Text,
}

fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|error| format!("{error}; write it as 30s, 2m or 1h30m"))
}

#[cfg(feature = "demo")]
#[cfg(test)]
mod tests;
