//! `callboard say-changes`: one sentence a change, for screen readers, speech synthesis and logs.

use std::io;
use std::path::Path;
use std::time::Duration;

use chrono_tz::Tz;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use super::glue::Sources;
use super::replay::{Begins, moment};
use super::{Failure, ending, glue, log, output, say};
use crate::app::Signals;
use crate::cli::{Common, SayChanges};
use crate::config::Config;
use crate::feed::hub::HubState;
use crate::feed::record::player::{FileTape, Moment, Tape as _};
use crate::feed::{Followed, Inflow, Told};
use crate::lang::figures::bytes;
use crate::lang::sentence;
use crate::model::Stamp;
use crate::say::listen::{Mail, Post, Said};
use crate::tasks::spawn_blocking;
use crate::ui::spoken::{Manner, Narrator, Sentence, Whose};

/// So many updates are taken at once.
const BATCH: usize = 512;

/// The board is looked at so often, whether anything comes or not.
const LOOK: Duration = Duration::from_secs(1);

/// Says changes until a signal comes, the reader has heard enough, or the recording is over.
///
/// # Errors
/// When the settings are wrong, or a recording cannot be read.
pub async fn run(common: &Common, changes: &SayChanges) -> Result<(), Failure> {
    if output::is_closed() {
        return Ok(());
    }
    let mut signals = ending::signals()?;
    if let Some(path) = changes.recording.clone() {
        let config = glue::settings_without_tenant(common)?;
        let changes = changes.clone();
        return ending::unless_ended(&mut signals, move || {
            of_recording(&config, &changes, &path, |text| output::pour(text))
        })
        .await;
    }
    let config = glue::settings(common)?;
    log::mention();
    let mut sources = glue::follow_listening(&config, &glue::clock())?;
    let farewell = sources.farewell.take();
    let mail = say::mail(&config, sources.clock.clone()).await;
    let mail = mail.unwrap_or_else(|why| {
        output::note(&why.to_string());
        None
    });
    let voice = Voice {
        narrator: Narrator::new(manner(&config, changes)),
        followed: Followed::new(sources.steps.clone()),
        zone: config.site.timezone,
        for_logs: changes.iso,
    };
    let outcome = voice.follow(&mut sources, mail, &mut signals).await;
    drop(sources);
    if let Some(farewell) = farewell {
        farewell.wait().await;
    }
    outcome
}

/// How the settings and flags have changes said.
fn manner(config: &Config, changes: &SayChanges) -> Manner {
    let env = |name: &str| std::env::var(name).ok();
    let whose = match (changes.all, changes.agents.is_empty()) {
        (true, _) => Whose::All,
        (false, true) => Whose::None,
        (false, false) => Whose::Of(changes.agents.clone()),
    };
    Manner {
        language: glue::language(config.screen.language, config.screen.ascii, env),
        zone: config.site.timezone,
        site: config.site.name.clone(),
        rules: glue::alerts::rules(config),
        whose,
    }
}

fn lines(said: &[Sentence], zone: Tz, for_logs: bool) -> String {
    said.iter().map(|sentence| sentence.line(zone, for_logs) + "\n").collect()
}

/// What happens now, said as it comes.
struct Voice {
    narrator: Narrator,
    followed: Followed,
    zone: Tz,
    for_logs: bool,
}

impl Voice {
    async fn follow(
        mut self,
        sources: &mut Sources<Inflow>,
        mut mail: Option<Mail>,
        signals: &mut Signals,
    ) -> Result<(), Failure> {
        let mut batch = Vec::with_capacity(BATCH);
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut hub = sources.hub.clone();
        loop {
            let said = tokio::select! {
                biased;
                () = signals.ended() => return Ok(()),
                count = sources.updates.recv_many(&mut batch, BATCH) => {
                    if count == 0 {
                        return Ok(());
                    }
                    let now = self.now(sources);
                    batch.drain(..).flat_map(|told| self.hear(told, now)).collect()
                }
                post = next(&mut mail) => {
                    if let Some(post) = post {
                        self.pass_on(post, sources)
                    } else {
                        mail = None;
                        Vec::new()
                    }
                }
                open = changed(&mut hub) => {
                    let now = self.now(sources);
                    self.narrator.hub(open, now)
                }
                _ = look.tick() => {
                    let now = self.now(sources);
                    self.narrator.wait_until(now)
                }
            };
            if said.is_empty() {
                continue;
            }
            // A reader that takes its time must not keep a signal away.
            let text = lines(&said, self.zone, self.for_logs);
            let printing = spawn_blocking(move || output::pour(&text));
            let printed = tokio::select! {
                biased;
                () = signals.ended() => return Ok(()),
                printed = printing => printed.unwrap_or_else(|error| Err(io::Error::other(error))),
            };
            if !output::going_on(printed)? {
                return Ok(());
            }
        }
    }

    /// The present moment; a clock that was set meanwhile is taken account of.
    fn now(&mut self, sources: &Sources<Inflow>) -> Stamp {
        let now = (sources.clock)();
        if let Some(by) = self.followed.take() {
            self.narrator.clock_set(by);
        }
        now
    }

    fn hear(&mut self, told: Told, now: Stamp) -> Vec<Sentence> {
        match told {
            Told::Update(update) => self.narrator.take(update),
            Told::Board(board) => self.narrator.begin_anew(&board, now),
        }
    }

    fn pass_on(&mut self, post: Post, sources: &Sources<Inflow>) -> Vec<Sentence> {
        let Said::Message(message) = post.said.clone() else {
            post.refused("callboard say-changes keeps no notes".to_owned());
            return Vec::new();
        };
        let now = self.now(sources);
        let said = self.narrator.message(message.as_ref(), now);
        post.taken();
        said
    }
}

/// The next message; never, where none is listened for.
async fn next(mail: &mut Option<Mail>) -> Option<Post> {
    match mail {
        Some(mail) => mail.next().await,
        None => std::future::pending().await,
    }
}

/// Whether the way to the hub is open, once that may have changed.
async fn changed(hub: &mut Option<watch::Receiver<HubState>>) -> bool {
    if let Some(state) = hub
        && state.changed().await.is_ok()
    {
        return state.borrow_and_update().open;
    }
    std::future::pending().await
}

/// Says what a recording holds, as fast as it is read.
fn of_recording(
    config: &Config,
    changes: &SayChanges,
    path: &Path,
    mut print: impl FnMut(&str) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut tape = FileTape::open(path)?;
    let mut manner = manner(config, changes);
    manner.zone = tape.about().timezone.parse().unwrap_or(manner.zone);
    manner.site.clone_from(&tape.about().site);
    let (zone, language) = (manner.zone, manner.language);
    if tape.torn() > 0 {
        output::note(&sentence(language, Begins::Torn(bytes(tape.torn()))));
    }
    let from = changes.from.map(|from| moment(from, zone, tape.span())).transpose()?;
    let mut narrator = Narrator::new(manner);
    let mut said = if let Some((at, note)) = from {
        if let Some(note) = note {
            output::note(&sentence(language, note));
        }
        let board = tape.seek(at)?;
        narrator.begin_anew(&board, at)
    } else {
        tape.rewind();
        Vec::new()
    };
    let outcome = loop {
        match tape.next() {
            Ok(Some(Moment::Update(update))) => said.append(&mut narrator.take(update)),
            Ok(Some(Moment::Start(board, at))) => said.append(&mut narrator.begin_anew(&board, at)),
            Ok(None) => break Ok(()),
            // What stands before the damage is said all the same.
            Err(error) => break Err(Failure::from(error)),
        }
        if !said.is_empty() && !output::going_on(print(&lines(&std::mem::take(&mut said), zone, changes.iso)))? {
            return Ok(());
        }
    };
    said.append(&mut narrator.finish());
    let there = output::going_on(print(&lines(&said, zone, changes.iso)))?;
    if there { outcome } else { Ok(()) }
}

#[cfg(test)]
mod tests;
