//! What a board is told by: sources of its own, or a hub.

use std::sync::Arc;
use std::time::Instant;

use chrono::NaiveDate;
use tokio::sync::mpsc::Receiver;

#[cfg(feature = "nats")]
use super::nats;
#[cfg(not(feature = "nats"))]
use super::no_nats as nats;
use super::{Sources, ThisMachine, started};

pub use super::names::{name, person};
use crate::app::Trouble;
use crate::commands::entry::random_bits;
use crate::commands::{Failure, log, threads};
use crate::config::{Config, Hub, is_nats};
use crate::feed::hub::direct::{Direct, DirectSettings};
use crate::feed::hub::{HubClock, Way};
use crate::feed::steps::watched;
use crate::feed::{Feed, Inflow};
use crate::http::Trust;
use crate::model::{Clock, Update};
use crate::platforms::Recording;

/// The section of the settings that leads to a hub.
const HUB: &str = "hub";

/// Begins to be told: by the hub of the settings where they name one, else by every source that is configured. `clock` is
/// this machine's; the board's is [`Sources::clock`].
///
/// # Errors
/// When a client cannot be set up.
pub fn follow(config: &Config, clock: &Clock) -> Result<Sources<Inflow>, Failure> {
    following(config, clock, false)
}

/// The same, listens for callbacks and asks bots where the settings say so. A hub does both for its boards.
///
/// # Errors
/// Those of [`follow`].
pub fn follow_listening(config: &Config, clock: &Clock) -> Result<Sources<Inflow>, Failure> {
    following(config, clock, true)
}

fn following(config: &Config, clock: &Clock, listening: bool) -> Result<Sources<Inflow>, Failure> {
    match &config.hub.follow {
        Some(hub) => of_hub(config, hub),
        None => started(config, clock, listening).map(Sources::from),
    }
}

/// The way to the settings' hub.
///
/// # Errors
/// When its address, or a certificate, cannot be used.
fn way(config: &Config, hub: &Hub) -> Result<Arc<dyn Way>, Failure> {
    if is_nats(&hub.url) { nats::way(config, hub) } else { Ok(Arc::new(direct(config, hub)?)) }
}

/// The recording of that day, or the newest, at the settings' hub, and what it is called.
///
/// # Errors
/// That there is none, and those of the way.
pub async fn recording(config: &Config, hub: &Hub, day: Option<NaiveDate>) -> Result<(String, Recording), Failure> {
    if is_nats(&hub.url) {
        return nats::recording(config, hub, day).await;
    }
    let direct = direct(config, hub)?;
    let recording = direct.recording(day).await?;
    Ok((format!("the recording at {}", direct.host()), recording))
}

/// How the settings' hub is asked that serves its boards itself.
///
/// # Errors
/// When its address, or a certificate, cannot be used.
pub fn direct(config: &Config, hub: &Hub) -> Result<Direct, Failure> {
    let shown = hub.cert.as_deref().map(|cert| (cert, hub.key.as_deref().unwrap_or(cert)));
    let trust = Trust::beside(hub.ca_file.as_deref(), shown, HUB)?;
    let settings = DirectSettings {
        url: hub.url.clone(),
        token: hub.token.clone(),
        trust,
        board: format!("{:032x}", random_bits()),
        name: name(config),
    };
    Ok(Direct::new(settings)?)
}

fn of_hub(config: &Config, hub: &Hub) -> Result<Sources<Inflow>, Failure> {
    // What is spawned from here on are the sources.
    let _sources = threads::sources();
    let hub_clock = HubClock::new(ThisMachine(Instant::now()));
    let (clock, steps) = watched(hub_clock.clone());
    let way = way(config, hub)?;
    let zone = config.site.timezone.name();
    let (feed, told, state) = Feed::of_hub(way, hub_clock, clock.clone(), Arc::new(fastrand::f64), zone);
    let troubles: Vec<Trouble> = vec![Box::new(log::trouble)];
    Ok(Sources {
        feed,
        updates: told.into(),
        hub: Some(state),
        clock,
        steps,
        troubles,
        listens: None,
        farewell: None,
        budgets: Vec::new(),
    })
}

impl From<Sources<Receiver<Update>>> for Sources<Inflow> {
    fn from(own: Sources<Receiver<Update>>) -> Self {
        let Sources { feed, updates, hub, clock, steps, troubles, listens, farewell, budgets } = own;
        Self { feed, updates: updates.into(), hub, clock, steps, troubles, listens, farewell, budgets }
    }
}
