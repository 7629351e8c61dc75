//! `callboard record FILE`: everything that the board is told, into a file, without a screen.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::pin;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::{Failure, ending, glue, log, output, service};
use crate::app::{Service, Signals};
use crate::cli::{Common, Record};
use crate::feed::record::{About, Opened, Shelf, Take, TakeState, Writer};
use crate::feed::{Followed, Inflow, Told};
use crate::model::{Board, Clock, Payload, Phase, Problem, Update};
use crate::tasks::spawn_blocking;
use crate::ui::text;

/// So long the disk has for what it was given last.
const LAST_WAIT: Duration = Duration::from_secs(10);

/// So often it is looked whether another recording is due, and which have to go.
const LOOK: Duration = Duration::from_secs(30);

/// A manager that waits for the first update is asked for so much more time at each look.
const MORE: Duration = Duration::from_mins(2);

/// Records until a signal comes. The first line printed says where to, the last one how much it was.
///
/// # Errors
/// When the settings are wrong, or the file cannot be written.
pub async fn run(common: &Common, record: &Record) -> Result<(), Failure> {
    let config = glue::settings(common)?;
    log::mention();
    let clock = glue::clock();
    let about = About::new(&config.site.name, config.site.timezone.name(), clock());
    let shelf = record.file.is_dir().then(|| {
        let (site, kept) = (&config.site, config.recordings);
        Shelf::new(&record.file, &site.name, site.timezone, kept.keep, kept.max_size)
    });
    let path = shelf.as_ref().map_or_else(|| record.file.clone(), |shelf| shelf.file_at(clock()));
    // A file that cannot be written is told before the vendor is asked anything.
    let (writer, opened) = Writer::open(&path, &about)?;
    let mut signals = ending::signals()?;
    let glue::Sources { feed, mut updates, farewell, clock, steps, .. } = glue::follow_listening(&config, &clock)?;
    let followed = Followed::new(steps);
    let file = record.file.display();
    output::print(format!("{}; ctrl-c ends it\n", text::clean(&begun(&about.site, &path, opened))).as_bytes())?;
    let take = Take::start(move || Ok((writer, opened)), Board::new(), clock());
    let service = Service::of(service::manager());
    let mut going = Going { take, followed, clock, shelf, path, service, is_ready: false };
    let by = going.until_the_end(&mut signals, &mut updates).await;
    // From here on signals are heard and change nothing: `timeout` and supervisors send two.
    going.service.stopping();
    drop(feed);
    while let Some(last) = updates.try_recv() {
        if !timeout_at(by, going.told(last)).await.unwrap_or(false) {
            break;
        }
    }
    if let Some(farewell) = farewell {
        farewell.wait().await;
    }
    let Some(TakeState { bytes, updates, failure, .. }) = close(going.take, by).await else {
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

/// What is said at the beginning.
fn begun(site: &str, path: &Path, opened: Opened) -> String {
    let file = path.display();
    match opened {
        Opened::New => format!("recording {site} to {file}"),
        Opened::Appended { dropped: 0 } => format!("going on with the recording of {site} in {file}"),
        Opened::Appended { dropped } => format!(
            "going on with the recording of {site} in {file}, behind its last whole block: {} torn off at its end are gone",
            text::bytes(dropped)
        ),
    }
}

/// A recording that goes on.
struct Going {
    take: Take,
    followed: Followed,
    clock: Clock,
    /// The directory, where it is one.
    shelf: Option<Shelf>,
    /// Where it is written.
    path: PathBuf,
    service: Service,
    /// Whether a source was live once.
    is_ready: bool,
}

impl Going {
    /// Records until a signal ends it, or it ends by itself; until when the disk has time then.
    async fn until_the_end(&mut self, signals: &mut Signals, updates: &mut Inflow) -> Instant {
        let mut look = Instant::now();
        loop {
            tokio::select! {
                biased;
                () = self.service.due() => self.service.alive(),
                () = signals.ended() => return last_moment(),
                // The disk may be full while nothing is heard.
                going = self.take.changed() => if !going { return last_moment() },
                () = sleep_until(look), if self.shelf.is_some() || self.service.is_on() => {
                    look = Instant::now() + LOOK;
                    if !self.look().await {
                        return last_moment();
                    }
                }
                next = updates.recv() => {
                    let Some(next) = next else { return last_moment() };
                    let is_live = is_live(&next);
                    let going = {
                        let telling = self.told(next);
                        pin!(telling);
                        // A disk that hangs must not keep a person from ending it.
                        let going = tokio::select! {
                            biased;
                            () = signals.ended() => None,
                            going = &mut telling => Some(going),
                        };
                        let Some(going) = going else {
                            let by = last_moment();
                            let _ = timeout_at(by, telling).await;
                            return by;
                        };
                        going
                    };
                    if !going {
                        return last_moment();
                    }
                    self.note(is_live);
                }
            }
        }
    }

    /// A manager is told when the first source is live: before that nothing is recorded that is worth anything.
    fn note(&mut self, is_live: bool) {
        if is_live && !std::mem::replace(&mut self.is_ready, true) {
            self.service.ready();
        }
    }

    /// Goes on in another recording, if one is due, and removes those that are to stay no longer; `false` once the
    /// recording has ended by itself.
    async fn look(&mut self) -> bool {
        if !self.is_ready {
            self.service.waits(MORE);
        }
        let Some(directory) = self.shelf.clone() else { return true };
        let now = (self.clock)();
        let next = directory.file_at(now);
        if next != self.path {
            let (path, about) = (next.clone(), directory.about(now));
            let open = move || Writer::open(&path, &about).map_err(Problem::from);
            if !self.take.go_on_in(open, now).await {
                return false;
            }
            tracing::info!("recordings: going on in {}", next.display());
            self.path = next;
        }
        let current = self.path.clone();
        let gone = spawn_blocking(move || directory.tidy(&current, now)).await.unwrap_or_default();
        for path in gone {
            tracing::info!("recordings: {} was to stay no longer", path.display());
        }
        true
    }

    /// Records what was told, and before it that the clock was set, if it was; `false` once the recording has ended by
    /// itself.
    async fn told(&mut self, next: Told) -> bool {
        told(&self.take, next, &self.clock, &mut self.followed).await
    }
}

/// Whether it says that a source is live.
fn is_live(told: &Told) -> bool {
    match told {
        Told::Update(Update { payload: Payload::Source(report), .. }) => report.phase == Phase::Live,
        Told::Update(_) => false,
        Told::Board(board) => board.source_ids().any(|id| board.source(id).phase == Phase::Live),
    }
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
    use crate::model::{SourceId, SourceReport, Stamp};

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
