//! `callboard hub --demo`: an invented centre, a hub on it, and ten boards that follow the hub, to look at.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_util::sync::CancellationToken;

use super::entry::random_bits;
use super::glue::{self, Serving, Sources};
use super::{Failure, demo, output, simulate, threads};
use crate::app::Signals;
use crate::cli::{Centre, Common, Vendors};
use crate::config::{Config, Hub, HubServe};
use crate::feed::{Inflow, Told};
use crate::model::{Board, Clock, Figure};
use crate::serve::hub::HubStats;
use crate::sim::Simulator;
use crate::ui::text;

/// So many boards follow.
const BOARDS: usize = 10;

/// A line is printed so often.
const EVERY: Duration = Duration::from_secs(1);

/// So many updates are taken at once.
const BATCH: usize = 512;

/// How large the centre is.
const AGENTS: u32 = 48;

/// A board without a screen.
#[derive(Default)]
struct Seen {
    board: Board,
    /// Whole boards that it was told.
    joins: u64,
}

/// Shows what a hub and its boards do, a line a second, until a signal comes.
///
/// # Errors
/// When no port is to be had.
pub async fn run(common: &Common) -> Result<(), Failure> {
    let mut signals = Signals::listen().map_err(|error| Failure::Other(format!("no signals to be had: {error}")))?;
    let mut config = glue::settings_beside(common)?;
    let clock = glue::clock();
    let vendors = Vendors { sobot: true, ..Vendors::default() };
    let centre = Centre { agents: AGENTS, seed: 1, rate: None, vendors };
    let options = simulate::options(&centre, &clock);
    let zone = options.zone;
    let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let simulator = threads::beside(Simulator::start(here, options))
        .await
        .map_err(|error| Failure::Other(format!("the simulator cannot listen on this machine: {error}")))?;
    "Acme Support (demo)".clone_into(&mut config.site.name);
    config.site.timezone = zone;
    demo::connect(&mut config, &simulator.base_url(), simulator.credentials(), vendors)?;
    let token = SecretString::from(format!("{:032x}", random_bits()));
    config.hub.serve = HubServe { listen: here, token: Some(token.clone()), ..HubServe::default() };
    let ended = show(&config, &clock, &token, &mut signals).await;
    simulator.stop().await;
    ended
}

async fn show(config: &Config, clock: &Clock, token: &SecretString, signals: &mut Signals) -> Result<(), Failure> {
    let Serving { hub, desk, door, .. } = glue::serving(config, clock, Vec::new())?;
    let address = hub.take_port().map_err(|problem| Failure::Other(problem.to_string()))?;
    let cancel = CancellationToken::new();
    {
        let _sources = threads::sources();
        tokio::spawn(desk.run(cancel.clone()));
        tokio::spawn(async move { hub.listen().await });
    }
    let url = format!("http://{address}");
    let boards = follow(config, &url, token)?;
    output::print(
        format!(
            "a hub on {url} asks an invented centre for {BOARDS} boards; ctrl-c ends it\n\
             another board: CALLBOARD_HUB__TOKEN={} CALLBOARD_SITE__TIMEZONE={} callboard --hub {url}\n",
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

/// Begins to follow the hub as so many boards.
fn follow(config: &Config, url: &str, token: &SecretString) -> Result<Vec<Arc<Mutex<Seen>>>, Failure> {
    let mut config = config.clone();
    let hub = Hub { url: url.to_owned(), token: Some(token.clone()), cert: None, key: None, ca_file: None };
    config.hub.follow = Some(hub);
    (0..BOARDS)
        .map(|_| {
            let sources = glue::follow(&config, &glue::clock())?;
            let seen: Arc<Mutex<Seen>> = Arc::default();
            let _sources = threads::sources();
            tokio::spawn(take(sources, Arc::clone(&seen)));
            Ok(seen)
        })
        .collect()
}

/// Takes what a board is told.
async fn take(mut sources: Sources<Inflow>, seen: Arc<Mutex<Seen>>) {
    let mut batch = Vec::new();
    while sources.updates.recv_many(&mut batch, BATCH).await > 0 {
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        for told in batch.drain(..) {
            match told {
                Told::Update(update) => seen.board.apply(update),
                Told::Board(board) => {
                    seen.board = *board;
                    seen.joins += 1;
                }
            }
        }
    }
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
