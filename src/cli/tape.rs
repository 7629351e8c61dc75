//! What can be typed about recordings.

use std::path::PathBuf;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime};
use clap::{Args, ValueEnum};

/// `callboard record`
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Record {
    /// Where to; a recording that is there goes on, and in a directory each day has one of its own
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// `callboard replay`
#[derive(Debug, Clone, PartialEq, Args)]
pub struct Replay {
    /// The recording; without it that of the hub that --hub or the settings name
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// How many times faster than it happened (0.25 to 1000)
    #[arg(long, value_name = "TIMES", default_value_t = 1.0, value_parser = speed)]
    pub speed: f64,
    /// Begin at this time of the site's clock (09:30, 09:30:15, 2026-11-21 09:30)
    #[arg(long, value_name = "TIME")]
    pub from: Option<From>,
}

/// `callboard tail`
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Tail {
    /// Only what this says: agent:NUMBER or agent:ID, source:NAME, kind:NAME; may be repeated, and then any of them
    #[arg(long, value_name = "WHAT")]
    pub follow: Vec<Follow>,
    /// Print what a recording holds instead of what happens now
    #[arg(long, value_name = "FILE")]
    pub recording: Option<PathBuf>,
    /// Print the JSON schema of a line, and nothing else
    #[arg(long)]
    pub schema: bool,
}

/// `callboard query`
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Query {
    /// Recordings of one site, in any order; no two of the same time
    #[arg(value_name = "REC", required = true)]
    pub files: Vec<PathBuf>,
    /// Of what the rows are
    #[arg(long, value_name = "TABLE", value_enum, default_value_t = Table::Agents)]
    pub table: Table,
    /// Only what happened at this time of the site's clock or later (09:30, 2026-11-21 09:30)
    #[arg(long, value_name = "TIME")]
    pub from: Option<From>,
    /// Only what happened before this time
    #[arg(long, value_name = "TIME")]
    pub to: Option<From>,
}

/// What rows can be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Table {
    /// Agents as they changed.
    Agents,
    /// Spells of agents in a state.
    States,
    /// Calls by their records.
    Calls,
    /// Alerts that the rules raise.
    Alerts,
    /// Chats in all.
    Chats,
    /// Chats by agent.
    ChatAgents,
    /// AI sessions in all.
    Ai,
    /// AI sessions one by one.
    AiSessions,
    /// How closed AI sessions compare with the weeks before.
    AiDrift,
    /// The centre's figures by minutes.
    Figures,
    /// How sources stood.
    Sources,
    /// Runs of bot probes.
    Probes,
    /// Callbacks of calls.
    Events,
    /// Notes of people.
    Notes,
}

/// A moment of a recording: a time of day, on a given day or on the first day that has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct From {
    /// The day.
    pub date: Option<NaiveDate>,
    /// The time, on the site's clock.
    pub time: NaiveTime,
}

impl FromStr for From {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (date, time) = match text.trim().split_once([' ', 'T']) {
            Some((date, time)) => (Some(date), time.trim()),
            None => (None, text.trim()),
        };
        let wrong = || "write it as 09:30, 09:30:15 or 2026-11-21 09:30".to_owned();
        let time = ["%H:%M", "%H:%M:%S"].iter().find_map(|form| NaiveTime::parse_from_str(time, form).ok());
        let date = date.map(|date| NaiveDate::parse_from_str(date, "%Y-%m-%d").map_err(|_| wrong())).transpose()?;
        Ok(Self { date, time: time.ok_or_else(wrong)? })
    }
}

/// What `tail` is to follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Follow {
    /// An agent, by work number or id.
    Agent(String),
    /// A source, by its name in the snapshot.
    Source(String),
    /// A kind of update.
    Kind(String),
}

impl FromStr for Follow {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (what, name) = text.split_once(':').unwrap_or((text, ""));
        let name = name.trim();
        let follow = match what.trim() {
            "agent" => Self::Agent,
            "source" => Self::Source,
            "kind" => Self::Kind,
            _ => return Err("write it as agent:1004, source:chat or kind:changes".to_owned()),
        };
        if name.is_empty() {
            return Err(format!("`{what}:` needs a name after it: agent:1004, source:chat, kind:changes"));
        }
        Ok(follow(name.to_owned()))
    }
}

fn speed(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches(['x', '×']);
    match number.parse::<f64>() {
        Ok(speed) if (0.25..=1000.0).contains(&speed) => Ok(speed),
        _ => Err("must be a number from 0.25 to 1000".to_owned()),
    }
}
