//! `callboard hub --demo`: an invented centre, a hub on it, and boards without a screen that follow the hub, to look at; by way of
//! a NATS server two hubs. Where the settings name a hub, the boards follow that one, to measure it.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_util::sync::CancellationToken;

use self::boards::{Seen, follow, standing};
use super::entry::random_bits;
use super::glue::{self, Serving};
use super::{Failure, demo, ending, hub, output, simulate, threads};
use crate::app::Signals;
use crate::cli::{self, Centre, Common, Vendors};
use crate::config::{Config, Hub, HubNats, HubServe, is_nats};
use crate::model::{Clock, Figure};
use crate::serve::hub::HubStats;
use crate::sim::Simulator;
use crate::ui::text;

mod boards;
#[cfg(feature = "nats")]
mod nats;

/// A line is printed so often.
const EVERY: Duration = Duration::from_secs(1);

/// How large the centre is.
const AGENTS: u32 = 48;

/// Shows what a hub and its boards do, a line a second, until a signal comes.
///
/// # Errors
/// When no port is to be had, or a NATS server does not let this program in.
pub async fn run(common: &Common, asked: &cli::Hub) -> Result<(), Failure> {
    let mut signals = ending::signals()?;
    let mut config = glue::settings_beside_by(common, &hub::flags(common, asked))?;
    match (&config.hub.follow, &asked.nats) {
        (Some(_), None) => return measure(&config, asked.boards, &mut signals).await,
        (_, Some(_)) if !common.hub.is_empty() => {
            return Err(Failure::Other("--demo --nats has hubs of its own: leave out --hub, or --nats".to_owned()));
        }
        _ => {}
    }
    // What boards show to a NATS server may be something else than what hubs show.
    let of_boards = config.hub.follow.take().filter(|hub| is_nats(&hub.url));
    let clock = glue::clock();
    let vendors = Vendors { sobot: true, ..Vendors::default() };
    let centre = Centre { agents: AGENTS, seed: 1, rate: None, cause: None, vendors };
    let options = simulate::options(&centre, &clock)?;
    let zone = options.zone;
    let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let simulator = threads::beside(Simulator::start(here, options))
        .await
        .map_err(|error| Failure::Other(format!("the simulator cannot listen on this machine: {error}")))?;
    "Acme Support (demo)".clone_into(&mut config.site.name);
    config.site.timezone = zone;
    demo::connect(&mut config, &simulator.base_url(), simulator.credentials(), vendors)?;
    let at_server = config.hub.nats.take().filter(|_| asked.nats.is_some());
    let ended = if let Some(nats) = at_server {
        at(&config, (nats, of_boards), asked, &clock, &mut signals).await
    } else {
        let token = SecretString::from(format!("{:032x}", random_bits()));
        config.hub.serve = HubServe { listen: here, token: Some(token.clone()), ..HubServe::default() };
        show(&config, &clock, (&token, asked.boards), &mut signals).await
    };
    simulator.stop().await;
    ended
}

/// The same by way of a NATS server.
#[cfg(feature = "nats")]
async fn at(
    config: &Config,
    (nats, board): (HubNats, Option<Hub>),
    asked: &cli::Hub,
    clock: &Clock,
    signals: &mut Signals,
) -> Result<(), Failure> {
    let term = Duration::from_secs(asked.failover.into());
    let asked = nats::Asked { nats, board, boards: asked.boards, term };
    Box::pin(nats::run(config, asked, clock, signals)).await
}

/// This program knows no such way.
#[cfg(not(feature = "nats"))]
async fn at(_: &Config, _: (HubNats, Option<Hub>), _: &cli::Hub, _: &Clock, _: &mut Signals) -> Result<(), Failure> {
    Err(hub::without_nats())
}

/// Follows the hub of the settings as so many boards, and says how they stand with it, a line a second.
async fn measure(config: &Config, boards: u16, signals: &mut Signals) -> Result<(), Failure> {
    let boards = follow(config, boards)?;
    let mut ticks = interval_at(Instant::now() + EVERY, EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            biased;
            () = signals.ended() => return Ok(()),
            _ = ticks.tick() => {}
        }
        let now = glue::clock()();
        output::print(format!("{}\n", standing(&boards, now)).as_bytes())?;
    }
}

async fn show(
    config: &Config,
    clock: &Clock,
    (token, boards): (&SecretString, u16),
    signals: &mut Signals,
) -> Result<(), Failure> {
    let Serving { hub, desk, door, .. } = glue::serving(config, clock, Vec::new())?;
    let address = hub.take_port().map_err(|problem| Failure::Other(problem.to_string()))?;
    let cancel = CancellationToken::new();
    {
        let _sources = threads::sources();
        crate::tasks::spawn(desk.run(cancel.clone()));
        crate::tasks::spawn(async move { hub.listen().await });
    }
    let url = format!("http://{address}");
    let mut followed = config.clone();
    followed.hub.follow =
        Some(Hub { url: url.clone(), token: Some(token.clone()), cert: None, key: None, ca_file: None });
    let boards = follow(&followed, boards)?;
    output::print(
        format!(
            "a hub on {url} asks an invented centre for {} boards; ctrl-c ends it\n\
             another board: CALLBOARD_HUB__TOKEN={} CALLBOARD_SITE__TIMEZONE={} callboard --hub {url}\n",
            boards.len(),
            token.expose_secret(),
            config.site.timezone,
        )
        .as_bytes(),
    )?;
    let mut stats = door.stats.clone();
    let mut ticks = interval_at(Instant::now() + EVERY, EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut before = HubStats::default();
    loop {
        tokio::select! {
            biased;
            () = signals.ended() => break,
            _ = ticks.tick() => {}
        }
        let now = stats.borrow_and_update().clone();
        output::print(format!("{}\n", line(&boards, &before, &now)).as_bytes())?;
        before = now;
    }
    cancel.cancel();
    Ok(())
}

/// What there is to see of a second.
fn line(boards: &[Arc<Mutex<Seen>>], before: &HubStats, now: &HubStats) -> String {
    let (mut agents, mut answers, mut joins) = (Vec::new(), Vec::new(), 0);
    for seen in boards {
        let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        agents.push(seen.board.agents().len());
        answers.push(seen.board.figure(Figure::Answered));
        joins += seen.joins;
    }
    let agree = |same: bool| if same { "all alike" } else { "not alike" };
    let alike = agents.windows(2).all(|pair| pair.first() == pair.last())
        && answers.windows(2).all(|pair| pair.first() == pair.last());
    let place = now.place.map(|place| place.n).unwrap_or_default();
    format!(
        "message {place}: {} boards, {}; {} agents, {} agent answers; {} messages and {} to each this second; {joins} whole \
         boards of {}",
        now.boards,
        agree(alike),
        agents.first().copied().unwrap_or_default(),
        text::count(answers.first().copied().flatten(), "–"),
        now.messages.saturating_sub(before.messages),
        text::bytes(now.bytes.saturating_sub(before.bytes)),
        text::bytes(now.keyframe_bytes),
    )
}
