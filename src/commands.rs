//! One file a subcommand: what it does, from settings to exit code.

pub mod alerts;
pub mod board;
pub mod completions;
pub mod config;
#[cfg(feature = "demo")]
pub mod demo;
pub mod descriptors;
pub mod doctor;
pub mod dumps;
mod ending;
pub mod entry;
mod failure;
pub mod glue;
pub mod handover;
pub mod hub;
#[cfg(feature = "demo")]
pub mod hub_demo;
pub mod init;
mod lines;
pub mod log;
pub mod man;
pub mod note;
pub mod output;
pub mod probe;
pub mod problems;
pub mod push;
pub mod query;
pub mod record;
pub mod registry;
pub mod replay;
pub mod say;
pub mod say_changes;
pub mod service;
mod shift;
#[cfg(feature = "demo")]
pub mod simulate;
pub mod snapshot;
pub mod tail;
pub mod threads;
pub mod timeline;

use crate::cli::{Cli, Command};

pub use failure::Failure;

/// Runs what was asked for.
///
/// # Errors
/// One sentence for a person; the caller prints it and ends with exit code 1.
pub async fn run(cli: Cli) -> Result<(), Failure> {
    match cli.command {
        None => Box::pin(board::run(&cli.common, cli.kiosk.as_deref())).await,
        #[cfg(feature = "demo")]
        Some(Command::Demo(demo)) => Box::pin(demo::run(&cli.common, &demo, cli.kiosk.as_deref())).await,
        #[cfg(feature = "demo")]
        Some(Command::Simulate(simulate)) => simulate::run(&cli.common, &simulate).await,
        Some(Command::Snapshot(snapshot)) => snapshot::run(&cli.common, &snapshot).await,
        Some(Command::Init) => init::run(&cli.common).await,
        Some(Command::Doctor(doctor)) => doctor::run(&cli.common, &doctor).await,
        Some(Command::Config(settings)) => config::run(&cli.common, &settings),
        Some(Command::Completions(completions)) => completions::run(&completions),
        Some(Command::Man(man)) => man::run(&man),
        Some(Command::Alerts(alerts)) => alerts::run(&cli.common, &alerts),
        Some(Command::Record(record)) => record::run(&cli.common, &record).await,
        Some(Command::Replay(replay)) => replay::run(&cli.common, &replay).await,
        Some(Command::Query(query)) => query::run(&cli.common, &query).await,
        Some(Command::Timeline(timeline)) => Box::pin(timeline::run(&cli.common, &timeline)).await,
        Some(Command::Handover(handover)) => Box::pin(handover::run(&cli.common, &handover)).await,
        Some(Command::Probe(probe)) => Box::pin(probe::run(&cli.common, &probe)).await,
        Some(Command::Push(push)) => push::run(&cli.common, &push).await,
        #[cfg(feature = "demo")]
        Some(Command::Hub(hub)) if hub.demo => Box::pin(hub_demo::run(&cli.common, &hub)).await,
        Some(Command::Hub(hub)) => Box::pin(hub::run(&cli.common, &hub)).await,
        Some(Command::Say(say)) => say::run(&cli.common, &say).await,
        Some(Command::Note(note)) => note::run(&cli.common, &note).await,
        Some(Command::SayChanges(changes)) => Box::pin(say_changes::run(&cli.common, &changes)).await,
        Some(Command::Tail(tail)) => tail::run(&cli.common, &tail).await,
    }
}
