//! From settings to a hub that serves its boards itself.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::sync::watch;

use super::{KeptFiles, Pace, Sources, alerts, following, metrics, start_at};
use crate::commands::entry::random_bits;
use crate::commands::{Failure, output};
use crate::config::Config;
use crate::feed::probe::Farewell;
use crate::model::{Clock, News, Note, Payload, Rules, Seen, Update};
use crate::serve::hub::{
    Desk, DeskAlerts, DeskDoor, DeskSettings, Hub, HubLimits, HubSettings, Onlooker, TapeSettings, kept_notes,
    kept_seen, notes_file, seen_file,
};

/// A hub that is not begun yet.
pub struct Serving {
    /// Where boards connect.
    pub hub: Hub,
    /// What knows the board and who follows; to be run.
    pub desk: Desk,
    /// Where it is looked at.
    pub door: DeskDoor,
    /// What is to be waited for once the feed was let go of.
    pub farewell: Option<Farewell>,
    /// Where what is known of the day is kept, as far as it is.
    pub totals: KeptFiles,
    /// Where what people did about alerts is kept, if it is.
    pub seen: Option<PathBuf>,
    /// Where notes are kept, if they are.
    pub notes: Option<PathBuf>,
    /// What happens to alerts, to be told to those who look at no screen.
    pub news: UnboundedReceiver<Vec<News>>,
    /// By what rules they are raised.
    pub ruled: Ruled,
}

/// By what rules a hub raises alerts.
pub struct Ruled(watch::Sender<Rules>);

impl Ruled {
    /// By these from now on, at the desk behind `door` and in what is told of the hub's figures.
    pub async fn by(&self, rules: Rules, door: &DeskDoor) {
        door.take_rules(rules.clone()).await;
        self.0.send_replace(rules);
    }
}

/// Starts every source of the settings, callbacks and probes included, and a hub on them; `onlookers` look at its board. The
/// port is not taken yet.
///
/// # Errors
/// When a client cannot be set up, or the settings let no board in.
pub fn serving(config: &Config, clock: &Clock, mut onlookers: Vec<Onlooker>) -> Result<Serving, Failure> {
    let serve = &config.hub.serve;
    if serve.token.is_none() && serve.client_ca.is_none() {
        return Err(Failure::Other(
            "[hub.serve] lets no board in: set one of token_env, token_file, token (openssl rand -hex 32 makes one), or \
             client_ca"
                .to_owned(),
        ));
    }
    let limits = HubLimits::of(serve);
    let settings = HubSettings::of(serve, limits);
    let totals = KeptFiles::of(config);
    let (seen, done) = seen_before(config);
    let done = Some(done).filter(|done| !done.is_empty());
    let (notes, written) = notes_before(config);
    let written = Some(written).filter(|notes| !notes.is_empty());
    let done = done.map(Payload::Seen).into_iter().chain(written.map(Payload::Notes));
    let begins = totals.begin(clock).into_iter().chain(done.map(|payload| Update::new(clock(), payload))).collect();
    let Sources { feed, updates, steps, farewell, budgets, .. } = start_at(config, clock, true, &Pace::of_hub(serve))?;
    let (ruled, held_rules) = watch::channel(alerts::rules(config));
    let counted = metrics::Counted::new(OnceLock::new());
    match metrics::onlooker(config, budgets, Arc::clone(&counted), held_rules.clone()) {
        Ok(eyes) => onlookers.extend(eyes),
        // A hub without them is still a hub.
        Err(why) => {
            tracing::warn!("metrics: {why}");
            output::note(&why.to_string());
        }
    }
    let desk = DeskSettings {
        site: config.site.name.clone(),
        timezone: config.site.timezone.name().to_owned(),
        name: following::name(config),
        clock: Clock::clone(clock),
        steps,
        random: Arc::new(random_bits),
        limits,
        onlookers,
        tapes: serve.record.clone().map(|dir| TapeSettings { dir, days: serve.record_days }),
    };
    let (desk, door) = Desk::new(desk, feed, updates, begins);
    counted.get_or_init(|| door.stats.clone());
    let (sender, news) = mpsc::unbounded_channel();
    let desk = desk.with_alerts(DeskAlerts::new(held_rules.borrow().clone(), config.site.timezone, sender));
    let hub = Hub::new(settings, &door, Clock::clone(clock), random_bits());
    Ok(Serving { hub, desk, door, farewell, totals, seen, notes, news, ruled: Ruled(ruled) })
}

/// Where what people did about alerts is kept, and what is there.
fn seen_before(config: &Config) -> (Option<PathBuf>, Vec<Seen>) {
    let file = config.hub.serve.state_dir.as_deref().map(|dir| seen_file(dir, &config.site.name));
    before(file, "what people do about alerts is not kept", kept_seen)
}

/// Where notes are kept, and what is there.
fn notes_before(config: &Config) -> (Option<PathBuf>, Vec<Note>) {
    let file = config.hub.serve.state_dir.as_deref().map(|dir| notes_file(dir, &config.site.name));
    before(file, "notes are not kept", kept_notes)
}

/// The file, and what is in it. One that cannot be read is left as it is, and not written.
fn before<T>(
    file: Option<PathBuf>,
    not_kept: &str,
    read: impl FnOnce(&Path) -> io::Result<Vec<T>>,
) -> (Option<PathBuf>, Vec<T>) {
    let Some(file) = file else { return (None, Vec::new()) };
    match read(&file) {
        Ok(all) => (Some(file), all),
        Err(error) => {
            let said = format!("{not_kept}: {error}");
            tracing::warn!("hub: {said}");
            output::note(&said);
            (None, Vec::new())
        }
    }
}
