//! `callboard record FILE`: everything that the board is told, into a file, without a screen.

use std::time::Duration;

use tokio::pin;
use tokio::time::{Instant, timeout_at};

use super::{Failure, glue, log, output};
use crate::app::Signals;
use crate::cli::{Common, Record};
use crate::feed::record::{About, Opened, Take, TakeState, Writer};
use crate::feed::{Followed, Told};
use crate::model::{Board, Clock};
use crate::ui::text;

/// So long the disk has for what it was given last.
const LAST_WAIT: Duration = Duration::from_secs(10);

/// Records until a signal comes. The first line printed says where to, the last one how much it was.
///
/// # Errors
/// When the settings are wrong, or the file cannot be written.
pub async fn run(common: &Common, record: &Record) -> Result<(), Failure> {
    let config = glue::settings(common)?;
    log::mention();
    let clock = glue::clock();
    let about = About::new(&config.site.name, config.site.timezone.name(), clock());
    // A file that cannot be written is told before the vendor is asked anything.
    let (writer, opened) = Writer::open(&record.file, &about)?;
    let mut signals = Signals::listen().map_err(|error| Failure::Other(format!("no signals to be had: {error}")))?;
    let glue::Sources { feed, mut updates, farewell, clock, steps, .. } = glue::follow_listening(&config, &clock)?;
    let mut followed = Followed::new(steps);
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
    let by = loop {
        tokio::select! {
            biased;
            () = signals.ended() => break last_moment(),
            // The disk may be full while nothing is heard.
            going = take.changed() => if !going { break last_moment() },
            next = updates.recv() => {
                let Some(next) = next else { break last_moment() };
                let telling = told(&take, next, &clock, &mut followed);
                pin!(telling);
                // A disk that hangs must not keep a person from ending it.
                let going = tokio::select! {
                    biased;
                    () = signals.ended() => None,
                    going = &mut telling => Some(going),
                };
                match going {
                    Some(true) => {}
                    Some(false) => break last_moment(),
                    None => {
                        let by = last_moment();
                        let _ = timeout_at(by, telling).await;
                        break by;
                    }
                }
            }
        }
    };
    // From here on signals are heard and change nothing: `timeout` and supervisors send two.
    drop(feed);
    while let Some(last) = updates.try_recv() {
        if !timeout_at(by, told(&take, last, &clock, &mut followed)).await.unwrap_or(false) {
            break;
        }
    }
    if let Some(farewell) = farewell {
        farewell.wait().await;
    }
    let Some(TakeState { bytes, updates, failure, .. }) = close(take, by).await else {
        let sentence = format!("{file}: the disk does not take the last of it; the recording ends with what it took");
        return Err(Failure::Other(text::clean(&sentence).into_owned()));
    };
    if let Some(problem) = failure {
        return Err(Failure::Other(problem.to_string()));
    }
    let updates = text::count(Some(updates), "");
    let wrote = format!("wrote {updates} updates, {} to {file}", text::bytes(bytes));
    output::print(format!("{}\n", text::clean(&wrote)).as_bytes())
}

/// Records what was told, and before it that the clock was set, if it was; `false` once the recording has ended by itself.
async fn told(take: &Take, told: Told, clock: &Clock, followed: &mut Followed) -> bool {
    let now = clock();
    if let Some(by) = followed.take()
        && !take.clock_set(by, now).await
    {
        return false;
    }
    match told {
        Told::Update(update) => take.record(update).await,
        // A hub was joined: the recording begins anew.
        Told::Board(board) => take.record_board(*board, now).await,
    }
}

/// Until when the disk has time for what it was given.
fn last_moment() -> Instant {
    Instant::now() + LAST_WAIT
}

/// What became of it once the disk has the last of it; `None` where that takes too long.
async fn close(take: Take, by: Instant) -> Option<TakeState> {
    timeout_at(by, take.finish()).await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::Env;
    use crate::feed::fake::{BASE, env_to_set};
    use crate::feed::record::player::{FileTape, Tape};
    use crate::model::{Payload, Phase, Problem, SourceId, SourceReport, Stamp, Update};

    #[tokio::test]
    async fn a_disk_that_hangs_is_given_up() {
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let open = move || {
            let _ = wait.recv();
            Err("it was let go".into())
        };
        let take = Take::start(open, Board::new(), Stamp(0));
        assert_eq!(close(take, Instant::now()).await.map(|state| state.updates), None);
        drop(go);
    }

    #[tokio::test]
    async fn a_disk_that_takes_the_last_of_it_is_waited_for() {
        let take = Take::start(|| Err("there is no such place".into()), Board::new(), Stamp(0));
        let state = close(take, last_moment()).await;
        assert_eq!(state.and_then(|state| state.failure), Some("there is no such place".into()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_is_set_is_told_before_what_comes_after_it() {
        const BY: i64 = -600_000;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("day.rec");
        let (Env { clock, steps, .. }, _updates, machine) = env_to_set(BASE);
        let mut followed = Followed::new(steps);
        let place = path.clone();
        let open = move || Writer::open(&place, &About::new("Acme", "UTC", BASE)).map_err(Problem::from);
        let take = Take::start(open, Board::new(), BASE);
        let live = |id| Told::Update(Update::new(clock(), Payload::Source(SourceReport::new(id, Phase::Live))));
        assert!(told(&take, live(SourceId::Agents), &clock, &mut followed).await);
        machine.set(BY);
        assert!(told(&take, live(SourceId::Chat), &clock, &mut followed).await);
        assert_eq!(take.finish().await.failure, None);
        let board = FileTape::open(&path).unwrap().seek(clock()).unwrap();
        assert_eq!(board.source(SourceId::Agents).phase_since, Some(BASE.plus(BY)));
        assert_eq!(board.source(SourceId::Chat).phase_since, Some(BASE.plus(BY)));
    }
}
