//! From settings to running sources: the one place that knows which vendor stands behind which section.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use litemap::LiteMap;
use tokio::sync::mpsc::Receiver;
use tokio::sync::watch;

use super::entry::{budget, random_bits};
use super::registry::desk::{OpenClient, OpenTenant};
use super::registry::voice::{self, CallClient, CallTenant, PushTenant};
use super::{Failure, descriptors, ending, log, output, registry, threads};
use crate::app::Trouble;
use crate::cli::Common;
use crate::config::{self, Config, Dirs, HubServe, Loaded, Loader, Overrides, default_path};
use crate::feed::hub::HubState;
use crate::feed::probe::prober::Prober;
use crate::feed::probe::{AFTER_START, Farewell};
use crate::feed::steps::{Machine, watched};
use crate::feed::{
    AiSettings, Budget, ChatSettings, Feed, FunnelSettings, LedgerSettings, LookupSettings, Steps, WatchSettings,
};
use crate::http;
use crate::lists::agents::{Sort, has_groups};
use crate::model::{BusyReason, Clock, ServiceTarget, SourceId, Stamp, Update, sort};
use crate::platforms::{CallsApi, Gate, Hints, SessionsApi, Urgency};
use crate::ui;

pub mod alerts;
mod callbacks;
mod following;
mod hub;
mod kept;
mod limits;
pub mod metrics;
mod names;
#[cfg(feature = "nats")]
pub mod nats;
#[cfg(not(feature = "nats"))]
mod no_nats;
pub mod probes;
mod reload;
mod sites;
mod terminal;
pub mod walls;

pub use callbacks::receiver;
pub use following::{direct, follow, follow_listening, name, person, recording};
pub use hub::{Ruled, Serving, serving};
pub use kept::{KeptFiles, funnels_file, totals_file};
pub use limits::limits;
pub use reload::{Rule, reload, reload_hub};
pub use sites::{has_tenant, is_on_hubs};
pub use terminal::{colours, console, language, no_chinese};

/// The clocks of the machine that the program runs on.
struct ThisMachine(Instant);

impl Machine for ThisMachine {
    fn wall(&self) -> Stamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Stamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn steady(&self) -> Duration {
        self.0.elapsed()
    }

    /// Linux only; elsewhere there is no such clock without a system call of our own.
    fn with_sleep(&self) -> Option<Duration> {
        let uptime = std::fs::read_to_string("/proc/uptime").ok()?;
        let seconds: f64 = uptime.split_whitespace().next()?.parse().ok()?;
        Duration::try_from_secs_f64(seconds).ok()
    }
}

fn machine() -> &'static (Clock, Steps) {
    static MACHINE: LazyLock<(Clock, Steps)> = LazyLock::new(|| watched(ThisMachine(Instant::now())));
    &MACHINE
}

/// This machine's clock.
pub fn clock() -> Clock {
    Clock::clone(&machine().0)
}

/// By how much this machine's clock is set while the program runs.
pub fn steps() -> Steps {
    machine().1.clone()
}

pub(super) fn overrides(common: &Common) -> Overrides {
    Overrides {
        config: common.config.clone(),
        log_level: common.log_level.clone(),
        log_file: common.log_file.clone(),
        colour: common.colour.clone(),
        theme: common.theme.clone(),
        ascii: common.ascii.then_some(true),
        slow_line: common.slow_line.then(|| config::SlowLine::Always.as_str().to_owned()),
        mouse: common.mouse.then_some(true),
        language: common.language.clone(),
        site: common.site.clone(),
        others: sites::hubs(&common.hub),
    }
}

/// The settings of the tenant; begins the log.
///
/// # Errors
/// When they are wrong, nothing is configured, or there are several sites.
pub fn settings(common: &Common) -> Result<Config, Failure> {
    let config = settings_by(common, &overrides(common))?;
    config.check_one_site()?;
    Ok(config)
}

/// The same under these flags, be it of several sites.
///
/// # Errors
/// When they are wrong, or nothing is configured.
pub fn settings_by(common: &Common, flags: &Overrides) -> Result<Config, Failure> {
    loaded_by(common, flags).map(|loaded| loaded.config)
}

/// The settings of the tenant with where they come from.
///
/// # Errors
/// Those of [`settings`].
pub fn loaded(common: &Common) -> Result<Loaded, Failure> {
    loaded_by(common, &overrides(common))
}

/// The same under these flags.
///
/// # Errors
/// Those of [`settings`].
pub fn loaded_by(common: &Common, flags: &Overrides) -> Result<Loaded, Failure> {
    let settings = Loader::from_process(&registry::SCHEMA)?;
    let loaded = settings.load(flags)?;
    let config = &loaded.config;
    if !has_tenant(config) {
        // A mistake is said before what is missing.
        accept(config)?;
        let path = common.config.clone().unwrap_or_else(|| default_path(&settings.dirs));
        return Err(Failure::Other(nothing_configured(&path)));
    }
    log::begin(&config.log, common.log_file.is_some())?;
    http::trust(config.network.ca_file.as_deref())?;
    say_renamed(config);
    Ok(loaded)
}

/// Says which settings are called otherwise now: to the log, and on standard error.
fn say_renamed(config: &Config) {
    for sentence in &config.renamed {
        tracing::warn!("{sentence}");
        output::note(sentence);
    }
}

/// What the screen begins with: its settings, and its keys.
///
/// # Errors
/// When a key binding is wrong.
pub fn screen(config: &Config) -> Result<(ui::Settings, ui::Keymap), Failure> {
    let settings = ui_settings(config);
    let keymap = ui::Keymap::new(&settings.keys).map_err(|error| Failure::Keys(error.to_string()))?;
    Ok((settings, keymap))
}

/// Looks whether the board would begin with these settings, as far as can be told without a vendor.
///
/// # Errors
/// Those with which the board ends.
pub fn accept(config: &Config) -> Result<(), Failure> {
    http::trust(config.network.ca_file.as_deref())?;
    screen(config).map(drop)
}

/// What is said when nothing is configured: how to see the board now, and where a config would go.
fn nothing_configured(path: &Path) -> String {
    format!(
        "no contact centre is configured yet.\n\
         See it now:    callboard demo\n\
         Configure it:  callboard init, which writes {} (every setting is in assets/config.sample.toml)",
        path.display()
    )
}

/// Settings for a command that needs no tenant: those of `--config` where it was given, else the defaults; a log
/// only where one was asked for.
///
/// # Errors
/// When the file that was named is wrong.
pub fn settings_beside(common: &Common) -> Result<Config, Failure> {
    settings_beside_by(common, &overrides(common))
}

/// The same under these flags.
///
/// # Errors
/// Those of [`settings_beside`].
pub fn settings_beside_by(common: &Common, flags: &Overrides) -> Result<Config, Failure> {
    let mut loader = Loader { schema: &registry::SCHEMA, env: BTreeMap::new(), dirs: Dirs::nowhere() };
    if common.config.is_some() {
        loader = Loader::from_process(&registry::SCHEMA)?;
    }
    let mut config = loader.load(flags)?.config;
    if common.config.is_none() {
        config.log.file.clone_from(&common.log_file);
    }
    log::begin(&config.log, common.log_file.is_some())?;
    say_renamed(&config);
    Ok(config)
}

/// The settings for a command that reads the tenant's rules but asks no tenant anything.
///
/// # Errors
/// When they are wrong.
pub fn settings_without_tenant(common: &Common) -> Result<Config, Failure> {
    settings_under(&overrides(common))
}

/// The settings under these flags, for a command that asks no tenant anything.
///
/// # Errors
/// When they are wrong.
pub fn settings_under(flags: &Overrides) -> Result<Config, Failure> {
    let config = Loader::from_process(&registry::SCHEMA)?.load(flags)?.config;
    say_renamed(&config);
    Ok(config)
}

/// Waits until a signal ends the program.
///
/// # Errors
/// When signals cannot be listened to.
pub async fn ended() -> Result<(), Failure> {
    let mut signals = ending::signals()?;
    signals.ended().await;
    Ok(())
}

/// What the service level is measured by, in the model's words.
pub fn service_target(config: &Config) -> ServiceTarget {
    let level = &config.service_level;
    let ms = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    let config::LevelFrom::Start = level.from;
    ServiceTarget { percent: level.percent, within_ms: ms(level.within), short_ms: ms(level.short_abandon) }
}

/// The tenant's names for its reasons of being busy.
pub fn reasons(config: &Config) -> LiteMap<BusyReason, String> {
    let named = config.site.busy_reasons.iter();
    sort::map(named.map(|(code, name)| (voice::busy_reason(*code), name.clone())))
}

/// The screen's settings.
pub fn ui_settings(config: &Config) -> ui::Settings {
    let env = |name: &str| std::env::var(name).ok();
    let console = console(env);
    ui::Settings {
        site: config.site.name.clone(),
        zone: config.site.timezone,
        limits: limits(config),
        rules: alerts::rules(config),
        snooze_ms: i64::try_from(config.alerts.snooze.as_millis()).unwrap_or(i64::MAX),
        ascii: config.screen.ascii || console,
        blocks: config.screen.blocks,
        language: language(config.screen.language, config.screen.ascii || console, env),
        colours: colours(config.screen.colour, env),
        themes: config.themes.all.clone(),
        theme: config.themes.chosen,
        privacy_reveal: config.screen.privacy_reveal,
        reveal_for_ms: i64::try_from(config.screen.reveal_for.as_millis()).unwrap_or(i64::MAX),
        reasons: reasons(config),
        chat_ids: config.site.chat_ids.clone(),
        departments: departments(config, false),
        of_groups: departments(config, true),
        sort: Sort::from_name(config.screen.sort.as_str()).unwrap_or_default(),
        reorder_every_ms: i64::try_from(config.screen.reorder_every.as_millis()).unwrap_or(i64::MAX),
        tiles: config.screen.tiles,
        mouse: config.screen.mouse,
        keys: config
            .keys
            .iter()
            .map(|binding| ui::KeyOverride {
                action: binding.action.clone(),
                keys: binding.keys.clone(),
                origin: binding.origin.to_string(),
            })
            .collect(),
        console,
        kiosk: config.kiosk.enabled.then(|| ui::KioskSettings {
            views: config.kiosk.views.clone(),
            every_ms: i64::try_from(config.kiosk.every.as_millis()).unwrap_or(i64::MAX),
        }),
        wall: walls::wall(config),
    }
}

/// The departments that are made of skill groups too, or those of agents alone.
fn departments(config: &Config, of_groups: bool) -> LiteMap<String, Vec<String>> {
    let all = config.site.departments.iter();
    let some = all.filter(|(_, who)| has_groups(who) == of_groups);
    sort::map(some.map(|(name, who)| (name.clone(), who.clone())))
}

/// Where exports and recordings are written: where the settings say, else where the program was started.
pub fn export_dir(config: &Config) -> PathBuf {
    let here = || std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    config.screen.export_dir.clone().unwrap_or_else(here)
}

/// Where the notes of a board that no hub tells are kept, if they are.
pub fn notes_file(config: &Config) -> Option<PathBuf> {
    let dir = config.screen.remember.as_deref()?;
    Some(crate::app::notes_file(dir, &config.site.name))
}

/// Running sources. Those of one's own tell updates; what a board is told by may be a hub ([`follow`]).
pub struct Sources<U = Receiver<Update>> {
    /// The handle that ends them when it is dropped.
    pub feed: Feed,
    /// What they tell.
    pub updates: U,
    /// How the board stands with its hub, where that tells it.
    pub hub: Option<watch::Receiver<HubState>>,
    /// The clock that ages are told by: this machine's, or the hub's.
    pub clock: Clock,
    /// By how much that is set meanwhile.
    pub steps: Steps,
    /// Whether what should be kept on disk is.
    pub troubles: Vec<Trouble>,
    /// Where callbacks are listened for, if that is whatever port is free (port 0) and one was to be had.
    pub listens: Option<SocketAddr>,
    /// What is to be waited for once the feed was let go of.
    pub farewell: Option<Farewell>,
    /// The budgets that calls pass, by their sections of the settings; they are only looked at.
    pub budgets: Vec<(&'static str, Arc<Budget>)>,
}

/// Starts every source that is configured but the one that is listened for and the one that costs answers of bots; the
/// others say that they are not.
///
/// # Errors
/// When a client cannot be set up.
pub fn start(config: &Config, clock: &Clock) -> Result<Sources, Failure> {
    started(config, clock, false)
}

/// The same, listens for callbacks and asks bots where the settings say so.
///
/// # Errors
/// Those of [`start`].
pub fn start_listening(config: &Config, clock: &Clock) -> Result<Sources, Failure> {
    started(config, clock, true)
}

fn started(config: &Config, clock: &Clock, listening: bool) -> Result<Sources, Failure> {
    start_at(config, clock, listening, &Pace::default())
}

/// At what pace sources ask.
#[derive(Clone, Debug)]
pub struct Pace {
    /// What is looked up.
    pub lookups: LookupSettings,
    /// How long after the start bots are asked first.
    pub probes_after: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { lookups: LookupSettings::default(), probes_after: AFTER_START }
    }
}

impl Pace {
    /// That of a hub.
    pub fn of_hub(serve: &HubServe) -> Self {
        let lookups = LookupSettings {
            calls_at_once: serve.calls_at_once,
            remembered: serve.answers / 2,
            ..LookupSettings::default()
        };
        Self { lookups, ..Self::default() }
    }
}

/// The same as [`start_listening`], or as [`start`] where nothing is listened for, at this pace.
///
/// # Errors
/// Those of [`start`].
pub fn start_at(config: &Config, clock: &Clock, listening: bool, pace: &Pace) -> Result<Sources, Failure> {
    // What is spawned from here on are the sources.
    let _sources = threads::sources();
    let (feed, updates) = Feed::new(clock.clone(), Arc::new(fastrand::f64));
    let hints = Hints::default();
    let mut feed = feed.following(steps()).hinting(hints.clone()).with_streams(descriptors::streams());
    let (mut calls, mut budgets) = (None, Vec::new());
    match config.tenant::<CallTenant>() {
        Some(call) => {
            let watch = WatchSettings {
                idle_timeout: call.idle_timeout,
                resync_every: call.resync_every,
                ..WatchSettings::default()
            };
            let client = CallClient::new(call.client(config), clock.clone(), Arc::new(random_bits))?;
            let client = Arc::new(client.hinted(hints.clone()));
            feed.agents(Arc::clone(&client), watch);
            let ledger = LedgerSettings {
                every: call.calls_every,
                zone: config.site.timezone,
                calls_per_minute: call.calls_per_minute,
                target: service_target(config),
                ..LedgerSettings::default()
            };
            let budget = Arc::new(budget::<CallClient>(config, call));
            let gate: Arc<dyn Gate> = Arc::<Budget>::clone(&budget);
            feed.ledger(Arc::clone(&client), gate, ledger);
            budgets.push((<CallClient as CallsApi>::SECTION, budget));
            calls = Some(client);
        }
        None => feed.off(SourceId::Agents),
    }
    let mut listens = None;
    let post = probes::post(config).filter(|_| listening);
    if let Some(push) = config.tenant::<PushTenant>().filter(|_| listening) {
        let mut receiver = receiver(push, calls.as_deref(), clock, hints.clone());
        if let Some(post) = &post {
            receiver = receiver.taking_answers(probes::bot_desk(post));
        }
        if push.listen.port() == 0 {
            listens = receiver.take_port().inspect_err(|error| tracing::warn!(%error, "push: no port")).ok();
        }
        feed.push(Arc::new(receiver));
    }
    let (mut sessions, mut shared, mut farewell) = (None, None, None);
    if let Some(open) = config.tenant::<OpenTenant>() {
        let budget = Arc::new(budget::<OpenClient>(config, open));
        let gate: Arc<dyn Gate> = Arc::<Budget>::clone(&budget);
        let client = OpenClient::new(&open.client(config), clock.clone(), gate)?.hinted(hints.clone());
        let client = Arc::new(client);
        let (zone, calls_per_minute) = (config.site.timezone, open.calls_per_minute);
        let chat = ChatSettings { zone, calls_per_minute, every: open.chat_every, ..ChatSettings::default() };
        let ai =
            AiSettings { zone, calls_per_minute, every: open.ai_every, rows: open.ai_records, ..AiSettings::default() };
        feed.chat(Arc::clone(&client), chat);
        feed.ai(Arc::clone(&client), ai);
        let known = kept::known_days(config);
        feed.funnels(
            Arc::clone(&client),
            FunnelSettings { zone, calls_per_minute, known, ..FunnelSettings::default() },
        );
        if listening && !config.bot_probes.is_empty() {
            let prober = probes::prober(Arc::clone(&client), (config, open), clock, post, Urgency::Poll);
            let prober = Prober { after_start: pace.probes_after, ..prober };
            farewell = Some(feed.probes(prober, probes::plans(config)));
        }
        budgets.push((<OpenClient as SessionsApi>::SECTION, Arc::clone(&budget)));
        (sessions, shared) = (Some(client), Some(budget));
    } else {
        feed.off(SourceId::Chat);
        feed.off(SourceId::Ai);
    }
    let random: crate::platforms::Random = Arc::new(random_bits);
    let mut troubles: Vec<Trouble> = vec![Box::new(log::trouble)];
    if let (Some(client), Some(budget)) = (sessions.clone(), shared) {
        troubles.push(Box::new(move || {
            client.sessions_token().and_then(|token| token.unkept).or_else(|| budget.view().unshared)
        }));
    }
    for entry in registry::chat_platforms() {
        troubles.extend((entry.start)(&mut feed, config, clock, &random)?);
    }
    let settings = LookupSettings { zone: config.site.timezone, ..pace.lookups.clone() };
    feed.lookups(calls, sessions, budgets.clone(), settings);
    let (clock, steps) = (Clock::clone(clock), steps());
    Ok(Sources { feed, updates, hub: None, clock, steps, troubles, listens, farewell, budgets })
}

#[cfg(test)]
mod tests;
