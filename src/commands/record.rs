//! `callboard record FILE`: everything that the board is told, into a file, without a screen.

use super::{Failure, glue, log, output};
use crate::app::{Signal, Signals};
use crate::cli::{Common, Record};
use crate::feed::recording::{About, Opened, Take, TakeState, Writer};
use crate::model::Board;
use crate::ui::text;

/// Records until a signal comes. The first line printed says where to, the last one how much it was.
///
/// # Errors
/// When the settings are wrong, or the file cannot be written.
pub async fn run(common: &Common, record: &Record) -> Result<(), Failure> {
    let config = glue::settings(common)?;
    log::mention();
    let clock = glue::clock();
    let about = About::new(&config.site.name, config.site.timezone.name(), clock());
    // A file that cannot be written is told before anybody is asked anything.
    let (writer, opened) = Writer::open(&record.file, &about)?;
    let mut signals = Signals::listen().map_err(|error| Failure::Other(format!("no signals to be had: {error}")))?;
    let mut sources = glue::start(&config, &clock)?;
    let file = record.file.display();
    let begun = match opened {
        Opened::New => format!("recording {} to {file}", about.site),
        Opened::Appended { dropped: 0 } => format!("going on with the recording of {} in {file}", about.site),
        Opened::Appended { dropped } => format!(
            "going on with the recording of {} in {file}, behind its last whole block: {} torn off at its end are gone",
            about.site,
            text::bytes(dropped)
        ),
    };
    output::print(format!("{}; ctrl-c ends it\n", text::clean(&begun)).as_bytes())?;
    let mut take = Take::start(move || Ok((writer, opened)), Board::new(), clock());
    loop {
        tokio::select! {
            biased;
            signal = signals.next() => if signal == Signal::End { break },
            // The disk may be full while nothing is heard.
            going = take.changed() => if !going { break },
            update = sources.updates.recv() => {
                let Some(update) = update else { break };
                if !take.record(update).await {
                    break;
                }
            }
        }
    }
    drop(sources);
    let TakeState { bytes, updates, failure, .. } = take.finish().await;
    if let Some(sentence) = failure {
        return Err(Failure::Other(sentence));
    }
    let updates = text::count(Some(updates), "");
    let wrote = format!("wrote {updates} updates, {} to {file}", text::bytes(bytes));
    output::print(format!("{}\n", text::clean(&wrote)).as_bytes())
}
