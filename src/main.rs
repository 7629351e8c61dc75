//! The `callboard` program: reads the command line, runs the command, turns a failure into one sentence and exit
//! code 1.

use std::process::ExitCode;

use callboard::cli::Cli;
use callboard::model::plain;
use callboard::{commands, term};
use clap::Parser;

fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Err(error) = install_hooks() {
        return fail(&error.to_string());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => {
            let outcome = runtime.block_on(commands::run(cli));
            // A task stuck in a system call must not keep the shell waiting.
            runtime.shutdown_background();
            outcome
        }
        Err(error) => return fail(&format!("no threads to be had: {error}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => fail(&failure.to_string()),
    }
}

/// A panic is logged, the terminal is put back, and only then the report is printed.
fn install_hooks() -> color_eyre::Result<()> {
    let (panic, eyre) = color_eyre::config::HookBuilder::default().into_hooks();
    eyre.install()?;
    let report = panic.into_panic_hook();
    std::panic::set_hook(Box::new(move |info| {
        tracing::error!("panic: {info}");
        term::restore();
        report(info);
    }));
    Ok(())
}

#[expect(clippy::print_stderr, reason = "this is the one place that speaks to the shell")]
fn fail(sentence: &str) -> ExitCode {
    // File names, and what vendors say, are in it.
    eprintln!("callboard: {}", plain::lines(sentence));
    ExitCode::FAILURE
}
