//! From settings to a hub, and the boards of one, by way of a NATS server.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use chrono::NaiveDate;
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::sync::watch;

use self::eyes::Eyes;
use super::{KeptFiles, Pace, Sources, alerts, names, start_at};
use crate::commands::entry::random_bits;
use crate::commands::{Failure, output};
use crate::config::{Config, Hub, HubNats, NatsAccess};
use crate::feed::hub::layout::Layout;
use crate::feed::hub::nats::Nats;
use crate::feed::hub::nats::link::{NatsSettings, Shown};
use crate::feed::hub::{KeptAlerts, Way};
use crate::model::{Clock, News, Payload, Problem, Rules, Seen, Update};
use crate::platforms::Recording;
use crate::serve::hub::nats::{Beginning, NatsStats, Station, StationSettings, Term};
use crate::serve::hub::{Desk, DeskAlerts, DeskSettings, HubLimits, Onlooker, TapeSettings};

pub mod eyes;

/// The way to the hub of a board's settings.
///
/// # Errors
/// When its address cannot be used.
pub fn way(config: &Config, hub: &Hub) -> Result<Arc<dyn Way>, Failure> {
    Ok(Arc::new(board(config, hub)?))
}

/// A board's end of the way to its hub.
///
/// # Errors
/// Those of [`way`].
pub fn board(config: &Config, hub: &Hub) -> Result<Nats, Failure> {
    Ok(Nats::new(settings(config, hub, &config.hub.access))?)
}

/// The recording of that day, or the newest, at the hub of a board's settings, and what it is called. What is waited for is said
/// on standard error.
///
/// # Errors
/// That there is none, and those of the way.
pub async fn recording(config: &Config, hub: &Hub, day: Option<NaiveDate>) -> Result<(String, Recording), Failure> {
    let nats = Arc::new(board(config, hub)?);
    let recording = nats.recording(day, Box::new(|problem| output::note(&problem.to_string()))).await?;
    Ok((format!("the recording at {}", nats.host()), recording))
}

/// A hub's end of the way to its boards.
///
/// # Errors
/// When its address cannot be used.
pub fn hub(config: &Config, at: &HubNats) -> Result<Nats, Failure> {
    Ok(Nats::new(settings(config, &at.server, &at.access))?)
}

fn settings(config: &Config, server: &Hub, access: &NatsAccess) -> NatsSettings {
    let shown = match (&access.nkey, &access.creds_file, &access.user, &server.token) {
        (Some(seed), ..) => Shown::Nkey(seed.clone()),
        (None, Some(file), ..) => Shown::Credentials(file.clone()),
        (None, None, Some(user), Some(password)) => Shown::Password(user.clone(), password.clone()),
        (None, None, None, Some(token)) => Shown::Token(token.clone()),
        (None, None, _, None) => Shown::Nothing,
    };
    // What the whole process trusts is trusted here too.
    let ca_files = server.ca_file.iter().chain(&config.network.ca_file).cloned().collect();
    let key = |cert: &PathBuf| server.key.clone().unwrap_or_else(|| cert.clone());
    NatsSettings {
        url: server.url.clone(),
        layout: Layout::new(&access.site),
        shown,
        cert: server.cert.as_ref().map(|cert| (cert.clone(), key(cert))),
        ca_files,
        name: names::name(config),
        id: format!("{:032x}", random_bits()),
    }
}

/// A hub on a NATS server that has not begun.
pub struct Standing {
    /// It; to be connected and run.
    pub station: Station<Starter>,
    /// What it counts.
    pub stats: watch::Receiver<NatsStats>,
    /// Where what is known of the day is kept, as far as it is.
    pub totals: KeptFiles,
    /// What happens to alerts, to be told to those who look at no screen.
    pub news: UnboundedReceiver<Vec<News>>,
    /// What publishes figures, where they are published.
    pub eyes: Option<Eyes>,
    /// By what rules alerts are raised, whenever it leads.
    pub rules: watch::Sender<Rules>,
}

/// What begins a term.
pub type Starter = Box<dyn FnMut(Beginning) -> Result<Term, Problem> + Send>;

/// A hub on the NATS server of the settings; `onlookers` look at its board while it leads.
///
/// # Errors
/// When the address cannot be used.
pub fn standing(config: &Config, nats: &HubNats, clock: &Clock, onlookers: Vec<Onlooker>) -> Result<Standing, Failure> {
    let way = Arc::new(hub(config, nats)?);
    let settings = StationSettings {
        replicas: nats.replicas,
        name: names::name(config),
        clock: Clock::clone(clock),
        holder: random_bits() as u64,
    };
    let (sender, news) = mpsc::unbounded_channel();
    let counted: Arc<OnceLock<watch::Receiver<NatsStats>>> = Arc::default();
    let rules = watch::Sender::new(alerts::rules(config));
    let eyes = Eyes::new(config, Arc::clone(&counted), rules.subscribe()).unwrap_or_else(|why| {
        // A hub without them is still a hub.
        tracing::warn!("metrics: {why}");
        output::note(&why.to_string());
        None
    });
    let starting = Starting {
        config: config.clone(),
        clock: Clock::clone(clock),
        news: sender,
        onlookers: Arc::new(Mutex::new(onlookers)),
        eyes: eyes.clone(),
        rules: rules.clone(),
    };
    let start: Starter = Box::new(move |beginning| starting.start(beginning));
    let (station, stats) = Station::new(settings, way, start);
    counted.get_or_init(|| stats.clone());
    Ok(Standing { station, stats, totals: KeptFiles::of(config), news, eyes, rules })
}

/// What terms begin with.
struct Starting {
    config: Config,
    clock: Clock,
    news: mpsc::UnboundedSender<Vec<News>>,
    /// They outlive each term.
    onlookers: Arc<Mutex<Vec<Onlooker>>>,
    eyes: Option<Eyes>,
    rules: watch::Sender<Rules>,
}

impl Starting {
    /// Begins a term: the sources, and a desk on them.
    fn start(&self, Beginning { going_on, calls, outlet, alerts }: Beginning) -> Result<Term, Problem> {
        let (config, clock) = (&self.config, &self.clock);
        let pace = Pace::of_hub(&config.hub.serve);
        let started = start_at(config, clock, true, &pace).map_err(|why| Problem::Said(why.to_string()))?;
        let Sources { feed, updates, steps, farewell, budgets, .. } = started;
        for (_, budget) in &budgets {
            budget.resume(&calls);
        }
        let onlookers = Arc::clone(&self.onlookers);
        let look: Onlooker = Box::new(move |board, touched, now| {
            let mut onlookers = onlookers.lock().unwrap_or_else(PoisonError::into_inner);
            onlookers.iter_mut().for_each(|look| look(board, touched, now));
        });
        let serve = &config.hub.serve;
        let settings = DeskSettings {
            site: config.site.name.clone(),
            timezone: config.site.timezone.name().to_owned(),
            name: names::name(config),
            clock: Clock::clone(clock),
            steps,
            random: Arc::new(random_bits),
            limits: HubLimits::of(serve),
            onlookers: std::iter::once(look).chain(self.eyes.as_ref().map(Eyes::onlooker)).collect(),
            tapes: serve.record.clone().map(|dir| TapeSettings { dir, days: serve.record_days }),
        };
        let KeptAlerts { told, seen } = alerts;
        let (mut desk, door) = Desk::new(settings, feed, updates, begins(config, clock, seen));
        if let Some(eyes) = &self.eyes {
            eyes.begin(budgets.clone(), door.stats.clone());
        }
        if let Some((board, place)) = going_on {
            desk = desk.going_on(board, place);
        }
        let (keeping, kept) = watch::channel(KeptAlerts::default());
        let mut rules = self.rules.subscribe();
        let alerts = DeskAlerts::new(rules.borrow_and_update().clone(), config.site.timezone, self.news.clone());
        let alerts = alerts.ruled_by(rules).keeping(keeping).resuming(told, clock());
        let desk = desk.with_alerts(alerts).telling(outlet);
        let budgets = budgets.into_iter().map(|(_, budget)| budget).collect();
        Ok(Term { desk, door, budgets, farewell, kept })
    }
}

/// What the board is told before anything else: what was kept of the day, and what people did about alerts. One who goes on
/// from the board of who led before has both in that.
fn begins(config: &Config, clock: &Clock, seen: Vec<Seen>) -> Vec<Update> {
    let seen = Some(seen).filter(|seen| !seen.is_empty()).map(|seen| Update::new(clock(), Payload::Seen(seen)));
    KeptFiles::of(config).begin(clock).into_iter().chain(seen).collect()
}
