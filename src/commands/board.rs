//! `callboard`: the live board on the configured tenant.

use std::net::SocketAddr;

use super::glue::Sources;
use super::{Failure, glue, log, say, service};
use crate::app::{self, App, Audit, Place, Reload};
use crate::cli::Common;
use crate::config::{Config, Loaded};
use crate::model::Clock;
use crate::model::problem::{Problem, problems};

problems! {
    /// What the board has to do without.
    pub enum Left {
        Theme(why: String) = "theme left out: {why}",
        Callbacks = "no callbacks come: no port is to be had for them",
    }
}

/// Loads the settings and shows the board, on a wall if `kiosk` or the settings say so: on the one that it names, if it
/// is not empty.
///
/// # Errors
/// When nothing is configured, a setting is wrong, or the terminal cannot be used.
pub async fn run(common: &Common, kiosk: Option<&str>) -> Result<(), Failure> {
    let Loaded { mut config, held, .. } = glue::loaded(common)?;
    glue::walls::hang(&mut config, kiosk)?;
    let reload = glue::reload(common, kiosk, &config, &held);
    show(&config, glue::clock(), log::audit(), Some(reload), |_| None).await
}

/// Shows the board until a person quits it; unmasking is written down in `audit`, and settings are read anew by `reload`,
/// where there are any. `begun` is told once the sources have
/// begun where callbacks are listened for, if that is whatever port was free; the board says what it has to say.
///
/// # Errors
/// When a client or the terminal cannot be set up, or the terminal goes away.
pub async fn show(
    config: &Config,
    clock: Clock,
    audit: Audit,
    reload: Option<Reload>,
    begun: impl FnOnce(Option<SocketAddr>) -> Option<Problem>,
) -> Result<(), Failure> {
    let turns = glue::walls::turns(config);
    let sites = config.of_sites();
    let (config, others) = sites.split_first().unwrap_or((config, &[]));
    // The keys are checked before anything is connected or drawn.
    let (settings, keymap) = glue::screen(config)?;
    let place = Place::take()?;
    let others: Vec<App> = others.iter().map(|config| beside(config, &clock)).collect::<Result<_, _>>()?;
    let sources = glue::follow_listening(config, &clock)?;
    let clock = sources.clock;
    let said = begun(sources.listens);
    let cannot = glue::no_chinese(config.screen.language, settings.ascii, settings.console);
    let mut app = App::new(settings, keymap, sources.feed, sources.updates, clock.clone())
        .exporting_to(glue::export_dir(config))
        .on_line(config.screen.slow_line)
        .telling(glue::alerts::tell(config))
        .auditing(audit)
        .following(sources.steps)
        .watching(sources.troubles)
        .serving(service::manager());
    if let Some(reload) = reload {
        app = app.reloading(reload);
    }
    if let Some(state) = sources.hub {
        app = app.on_hub(state, glue::person(config));
    }
    app = remembering(app, config).beside(others, turns).noting(glue::person(config), glue::notes_file(config));
    if let Some(file) = glue::totals_file(config) {
        app = app.keeping(file);
    }
    if let Some(file) = glue::funnels_file(config) {
        app = app.keeping_funnels(file);
    }
    for error in &config.themes.refused {
        tracing::warn!("theme left out: {error}");
    }
    if let Some(error) = config.themes.refused.first() {
        app.say(Left::Theme(error.to_string()));
    }
    if let Some(cannot) = cannot {
        app.say(Problem::Said(cannot.to_owned()));
    }
    if let Some(said) = said {
        app.say(said);
    }
    app = app.telling_boards(say::places(config));
    // A board without them is still a board.
    match glue::metrics::eyes(config, sources.budgets) {
        Ok(Some(eyes)) => app = app.seen_by(eyes),
        Ok(None) => {}
        Err(why) => app.say(why),
    }
    match say::mail(config, clock).await {
        Ok(Some(mail)) => app = app.hearing(mail),
        Ok(None) => {}
        Err(why) => app.say(why),
    }
    // The loop is a large future: it need not stand in every caller.
    let ended = Box::pin(app::run(app, place, config.screen.escape_wait)).await;
    if let Some(farewell) = sources.farewell {
        farewell.wait().await;
    }
    ended.map_err(Failure::from)
}

/// One of several sites, whose board is not the one that is open at first.
fn beside(config: &Config, clock: &Clock) -> Result<App, Failure> {
    let (settings, keymap) = glue::screen(config)?;
    let Sources { feed, updates, hub, clock, steps, .. } = glue::follow(config, clock)?;
    let mut app = App::new(settings, keymap, feed, updates, clock).following(steps);
    if let Some(state) = hub {
        app = app.on_hub(state, glue::person(config));
    }
    Ok(remembering(app, config))
}

/// The same as its screen was left. A wall begins as its settings say, however it was left.
fn remembering(app: App, config: &Config) -> App {
    match config.screen.remember.as_deref().filter(|_| !config.kiosk.enabled) {
        Some(dir) => app.remembering(dir, config.screen.said),
        None => app,
    }
}
