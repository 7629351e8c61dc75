//! The `callboard` program: reads the command line, runs the command, turns a failure into one sentence and an
//! exit code, 1 unless the command has others.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use callboard::commands::threads::{Threads, of_sources};
use callboard::model::plain;
use callboard::{app, cli, commands, term};
use signal_hook::consts::{SIGUSR1, SIGUSR2, SIGXFSZ};

fn main() -> ExitCode {
    commands::dumps::forbid();
    if let Some(code) = app::keeper(std::env::args_os()) {
        return code;
    }
    if let Err(error) = outlive_signals() {
        return fail(&format!("no signals to be had: {error}"));
    }
    commands::descriptors::raise();
    let cli = match cli::read(std::env::args_os()) {
        Ok(cli) => cli,
        Err(said) => return explain(&said),
    };
    install_hooks();
    if let Err(sentence) = commands::descriptors::check() {
        return fail(&sentence);
    }
    let threads = match Threads::start(of_sources(cli.command.as_ref())) {
        Ok(threads) => threads.of_this_process(),
        Err(error) => return fail(&format!("no threads to be had: {error}")),
    };
    let outcome = threads.run(commands::run(cli));
    term::restore();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = fail(&failure.to_string());
            ExitCode::from(failure.code())
        }
    }
}

/// Signals that end nothing here: one that a file may grow no further, which the write says too, and those that ask for the
/// log to be opened and the settings to be read anew, which not every command has.
fn outlive_signals() -> std::io::Result<()> {
    for signal in [SIGXFSZ, SIGUSR1, SIGUSR2] {
        // Unlike a signal that is ignored, one that is heard is not ignored by the programs that are started.
        signal_hook::flag::register(signal, Arc::default())?;
    }
    Ok(())
}

/// A panic is logged, the terminal is put back, and only then the report is printed. One beside the board, which goes
/// on without what panicked, must not take its terminal nor print upon it.
fn install_hooks() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        tracing::error!("panic: {info}");
        let aside = thread::current().name() != Some("main");
        if aside && term::is_taken() {
            return;
        }
        term::restore();
        report(info);
    }));
}

/// Help, the version, or what is wrong with the command line.
fn explain(said: &clap::Error) -> ExitCode {
    let printed = said.print().and_then(|()| std::io::stdout().flush());
    match printed {
        Err(error) if !said.use_stderr() && error.kind() != ErrorKind::BrokenPipe => {
            fail(&commands::output::full(error).to_string())
        }
        _ => ExitCode::from(u8::try_from(said.exit_code()).unwrap_or(1)),
    }
}

/// Nothing can be said where the place to say it in was closed; the exit code still tells.
fn fail(sentence: &str) -> ExitCode {
    // File names, and what vendors say, are in it.
    let _ = writeln!(std::io::stderr(), "callboard: {}", plain::lines(sentence));
    ExitCode::FAILURE
}
